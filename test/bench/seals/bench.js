/** `npm run bench -- seals`: what verifying a document costs, beside pdfsig and openssl where they are. See README.md. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bigPdf, documents } from './documents.js';
import { libs, pdf } from './support.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const corpora = process.env.CORPORA_DIR ?? join(root, '../shared/corpora');
const quantile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
const ascending = (values) => [...values].sort((a, b) => a - b);
const ms = (value) => (value === undefined ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(1));
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const has = (command) => spawnSync(command, ['--help']).error === undefined;

/** Milliseconds of each run, one after the other, until the time is up and at least `least` times. */
async function times(work, seconds, least = 20) {
  const found = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end || found.length < least) {
    const start = performance.now();
    await work();
    found.push(performance.now() - start);
  }
  return ascending(found);
}

const verify = async ({ bytes, options }, expected = 'TOTAL_PASSED') => {
  const report = await libs.seals.verifyDocument(bytes, options);
  if (expected !== null && report.indication !== expected) throw new Error(`judged ${report.indication}`);
};

/** Milliseconds of a whole process; its exit code is not looked at, since verdicts differ by trust. */
async function processTimes(command, args, count) {
  const found = [];
  for (let time = 0; time < count; time++) {
    const start = performance.now();
    await new Promise((resolve, reject) => {
      const child = spawn(command, args, { stdio: 'ignore', cwd: root });
      child.once('error', reject).once('exit', resolve);
    });
    found.push(performance.now() - start);
  }
  return ascending(found);
}

async function formats(seconds) {
  console.log('\n## One long-lived process, one thread, each document verified whole and passed\n');
  row('document', 'documents/s', 'p50 ms', 'p99 ms', 'first ms');
  row('---', '---', '---', '---', '---');
  for (const [name, document] of Object.entries(await documents())) {
    const start = performance.now();
    await verify(document);
    const first = performance.now() - start;
    await times(() => verify(document), 1);
    const found = await times(() => verify(document), seconds);
    const rate = (found.length * 1000) / found.reduce((sum, value) => sum + value, 0);
    row(name, rate.toFixed(0), ms(quantile(found, 0.5)), ms(quantile(found, 0.99)), ms(first));
  }
}

/** Real files by many makers, without trust, so that both do the same: parse, digest, signatures, certificates. */
async function besidePdfsig(rounds) {
  const folder = join(corpora, 'dss-pades');
  if (!existsSync(folder))
    return console.log('\n(no corpus of PDFs here: skipped the comparison with pdfsig)');
  const files = readdirSync(folder).filter((name) => name.endsWith('.pdf'));
  const options = { ...pdf.trusting(), paths: nobody() };
  const ours = new Map();
  const theirs = new Map();
  const pdfsig = has('pdfsig');
  for (let round = 0; round <= rounds; round++) {
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      const start = performance.now();
      await verify({ bytes, options }, null).catch(refusalOnly);
      const took = performance.now() - start;
      const [other] = pdfsig ? await processTimes('pdfsig', ['-nocert', join(folder, name)], 1) : [];
      if (round === 0) continue;
      ours.set(name, Math.min(took, ours.get(name) ?? Infinity));
      theirs.set(name, Math.min(other ?? Infinity, theirs.get(name) ?? Infinity));
    }
  }
  const [mine, its] = [ours, theirs].map((map) => ascending(map.values()));
  console.log(`\n## ${files.length} PDFs of EU DSS's tests, best of ${rounds} rounds by turns\n`);
  row('', 'median ms', 'p90 ms', 'worst ms', 'sum ms');
  row('---', '---', '---', '---', '---');
  for (const [name, sorted] of [
    ['tongban, long-lived process', mine],
    ...(pdfsig ? [['pdfsig, a process each', its]] : []),
  ])
    row(
      name,
      ...[0.5, 0.9, 1].map((share) => ms(quantile(sorted, share))),
      ms(sorted.reduce((a, b) => a + b)),
    );
  if (pdfsig) {
    const share = quantile(mine, 0.5) / quantile(its, 0.5);
    console.log(`\nour median is ${(100 * share).toFixed(0)} % of pdfsig's`);
  }
}

function nobody() {
  return libs.seals.validateBy({ trust: { anchors: () => [] } }, { sm2: pdf.trusting().sm2 });
}

function refusalOnly(thrown) {
  if (typeof thrown?.code !== 'string') throw thrown;
}

async function coldStart(folder, count) {
  const all = await documents();
  const node = join(root, 'node_modules/.bin/node');
  const cli = join(root, 'apps/cli/bin/tongban.js');
  console.log(`\n## From a cold start, a process for each document, ${count} times\n`);
  row('command', 'p50 ms', 'spread ms');
  row('---', '---', '---');
  const shown = async (name, command, args) => {
    if (command !== node && !has(command)) return row(name, '-', 'not installed');
    const found = await processTimes(command, args, count);
    row(name, ms(quantile(found, 0.5)), `${ms(found[0])}-${ms(found.at(-1))}`);
  };
  const pdfFile = join(folder, 'one.pdf');
  const cmsFile = join(folder, 'one.p7m');
  const ofdFile = join(folder, 'one.ofd');
  writeFileSync(pdfFile, all['PDF, RSA 2048'].bytes);
  writeFileSync(cmsFile, all['CMS, RSA 2048'].bytes);
  writeFileSync(ofdFile, all['OFD, SES V4, SM2'].bytes);
  await shown('node, nothing else', node, ['-e', '0']);
  await shown('tongban verify one.pdf', node, [cli, 'verify', pdfFile]);
  await shown('pdfsig one.pdf', 'pdfsig', ['-nocert', pdfFile]);
  await shown('tongban verify one.p7m', node, [cli, 'verify', cmsFile]);
  await shown('openssl cms -verify', 'openssl', [
    ...['cms', '-verify', '-noverify', '-inform', 'DER', '-in', cmsFile, '-out', '/dev/null'],
  ]);
  await shown('tongban verify one.ofd', node, [cli, 'verify', ofdFile]);
}

/** In a process of its own, so that the peak is that of one document. */
async function big(folder, megabytes) {
  const file = join(folder, 'big.pdf');
  writeFileSync(file, await bigPdf(megabytes << 20));
  const script = fileURLToPath(new URL('big.js', import.meta.url));
  console.log(`\n## A PDF of ${megabytes} MB\n`);
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const { hash, verify: took, peak, size } = JSON.parse(stdout);
  row('', 'ms');
  row('---', '---');
  row('SHA-256 of its bytes', ms(hash));
  row('verified', ms(took));
  row('allowed: 1.5 times the hash + 200', ms(1.5 * hash + 200));
  console.log(
    `\nmemory grew by ${(peak / size).toFixed(2)} times the file while verifying, the file itself included`,
  );
}

/** @param {{ seconds: number, rounds: number, big: number }} options */
export async function benchSeals({ seconds, rounds, big: megabytes }) {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-bench-'));
  try {
    await formats(seconds);
    await besidePdfsig(rounds);
    await coldStart(folder, 5 * rounds);
    await big(folder, megabytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
