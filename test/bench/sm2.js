/**
 * SM2 on one core, in one run with `openssl speed sm2`: signing, verifying for a signer met first, with a narrow and with
 * a wide table, through a thread, and what the tables cost. `npm run bench -- sm2 [seconds]`
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

const dist = new URL('../../dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const pki = await load('libs/pki/src/index.js');
const { MultiplesTable } = await load('libs/pki/src/sm2/tables.js');
const { WorkerPool } = await load('apps/node/src/sm2/index.js');

const { positionals } = parseArgs({ allowPositionals: true });
const seconds = Number(positionals[0] ?? 2);
const message = randomBytes(700);
const nonce = pki.randomNonce(randomBytes);
const newKey = () => pki.Sm2PrivateKey.generate(randomBytes);
const signed = (key, text = message) => pki.encodeSm2Signature(pki.signSm2(key, text, { nonce }), 'raw');
const check = (good) => {
  if (!good) throw new Error('a good signature was refused');
};

/** Operations per second: the best of five slices, since other programs may use the machine. */
function rate(work) {
  for (let time = 0; time < 200; time++) work(time);
  let best = 0;
  for (let slice = 0; slice < 5; slice++) {
    const end = performance.now() + (seconds * 1000) / 5;
    let count = 0;
    const start = performance.now();
    while (performance.now() < end) work(count++);
    best = Math.max(best, (count * 1000) / (performance.now() - start));
  }
  return Math.round(best);
}

const signers = Array.from({ length: 400 }, newKey).map((key) => ({
  publicKey: key.publicKey,
  signature: signed(key),
}));
const [one] = signers;
const verifyOf = (engine, { publicKey, signature }) =>
  check(engine.verify(publicKey, message, signature, { form: 'raw' }));

/** @returns signatures per second of OpenSSL, and verifications */
function openssl() {
  const { stdout } = spawnSync('openssl', ['speed', '-seconds', String(Math.ceil(seconds)), 'sm2'], {
    encoding: 'utf8',
  });
  const numbers = /SM2.*?([\d.]+)\s+([\d.]+)\s*$/m.exec(stdout ?? '');
  return numbers ? { sign: Number(numbers[1]), verify: Number(numbers[2]) } : undefined;
}

async function throughThread() {
  const pool = new WorkerPool({ threads: 1, maxWaiting: 1000, onFault: (error) => console.error(error) });
  const offload = new pki.Sm2Offload(pool);
  const verify = async () =>
    check(await offload.verifySignature(one.publicKey, message, one.signature, { form: 'raw' }));
  for (let time = 0; time < 200; time++) await verify();
  let count = 0;
  const end = performance.now() + seconds * 1000;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (performance.now() < end) {
        await verify();
        count++;
      }
    }),
  );
  const perSecond = Math.round((count * 1000) / (performance.now() - start));
  await pool.stop();
  return perSecond;
}

const before = openssl();
const key = newKey();
const engine = new pki.Sm2Engine();
const narrow = new pki.Sm2Engine();
const figures = {
  sign: rate(() => pki.signSm2(key, message, { nonce })),
  'verify, signer met first': rate((time) => {
    // A fresh engine for each round of the signers, so that none comes back.
    if (time % signers.length === 0) narrow.fresh = new pki.Sm2Engine();
    verifyOf(narrow.fresh, signers[time % signers.length]);
  }),
  'verify, repeat signer': rate(() => verifyOf(engine, one)),
  'verify, repeat signer, through one thread': await throughThread(),
};
const after = openssl();
for (const [name, perSecond] of Object.entries(figures)) {
  const theirs = name === 'sign' ? 'sign' : 'verify';
  const best = Math.max(before?.[theirs] ?? 0, after?.[theirs] ?? 0);
  const share = best > 0 ? `  ${((100 * perSecond) / best).toFixed(0)} % of OpenSSL's ${best}/s` : '';
  console.log(`${name.padEnd(44)}${String(perSecond).padStart(6)}/s${share}`);
}
for (const width of [6, 8]) {
  const times = Array.from({ length: 12 }, () => {
    const start = performance.now();
    new MultiplesTable(newKey().publicKey, width);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const { size } = new MultiplesTable(one.publicKey, width);
  console.log(`table of width ${width}: ${size} points, ${times[0].toFixed(1)} ms (best of 12)`);
}
globalThis.gc?.();
const heap = process.memoryUsage().heapUsed;
const kept = Array.from({ length: 8 }, () => new MultiplesTable(one.publicKey, 8));
globalThis.gc?.();
if (globalThis.gc)
  console.log(
    `memory of a table of width 8: ${((process.memoryUsage().heapUsed - heap) / kept.length / 1024).toFixed(0)} KiB`,
  );
