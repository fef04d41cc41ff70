import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { citizenNumberCheckCharacter } from '../../../dist/libs/codes/src/index.js';
import { childrenOf, cpuOf, startRealNodes } from '../../support/real-nodes.js';

const LOW_INCOME = 'low-income';
const HOUSEHOLD = 'household';
/** Of the sample integrator of the demo's Beijing, whose matter this is. */
const ORGANISATION = { code: '1111000000TB01014Q', name: { zh: '样例', en: 'Sample' } };
const FIELDS = 'state code candidates judged eligible ineligible unknown reasons { reason count }';

/** What is true of the n-th person. */
const truth = {
  isListed: (n) => n % 5 < 3,
  inForce: (n) => n % 7 !== 0,
  livesHere: (n) => n % 2 === 0,
};
const isEligible = (n) => truth.isListed(n) && truth.inForce(n) && truth.livesHere(n);

/**
 * 免申办: candidates by file, two departments' databases with a row for everybody whom they know, a real node that is
 * killed in the middle and started again. Everything on one machine and one PostgreSQL with its defaults (fsync on).
 * @param {{ candidates: number, kill: number, window: number, batch: number, concurrency: number }} options
 *   `kill`: at which share of the candidates the node is killed; 0 for not at all
 */
export async function benchEligibility(options) {
  const { candidates } = options;
  const place = mkdtempSync(join(tmpdir(), 'tongban-eligibility-'));
  let cluster;
  try {
    const file = join(place, 'candidates.csv');
    await writeCandidates(file, candidates);
    cluster = await startRealNodes({ regions: ['beijing', 'tianjin'], sections: sectionsOf(place, options) });
    const { beijing } = cluster.nodes;
    const databases = await fillDepartments(cluster, place, candidates);
    await measure({ cluster, node: beijing, file, databases, options });
  } finally {
    await cluster?.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

function citizen(n) {
  const born = new Date(Date.UTC(1950, 0, 1) + (n % 20_000) * 86_400_000);
  const serial = String(1 + Math.floor(n / 20_000)).padStart(3, '0');
  const first = `110105${born.toISOString().slice(0, 10).replaceAll('-', '')}${serial}`;
  return `${first}${citizenNumberCheckCharacter(first)}`;
}

async function writeCandidates(file, count) {
  const out = createWriteStream(file);
  out.write('code\n');
  for (let n = 0; n < count; n += 1) if (!out.write(`${citizen(n)}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

/** A matter of two sources, its department, the agreement and the mapping files. */
function sectionsOf(place, { window, batch, concurrency }) {
  mkdirSync(join(place, 'matters'));
  const sample = { sample: true, note: '样例' };
  writeFileSync(
    join(place, 'matters', 'living-subsidy.yaml'),
    JSON.stringify({
      id: 'living-subsidy',
      version: 1,
      validFrom: '2026-01-01',
      title: { zh: '生活补贴（样例）', en: 'Living subsidy (sample)' },
      subject: 'person',
      list: { document: '样例', year: 2026 },
      basicCode: { code: '000131001000', ...sample },
      legalBasis: [{ document: '样例' }],
      sources: [{ title: '样例' }],
      departments: [{ key: 'civil-affairs', name: { zh: '民政部门', en: 'civil affairs' } }],
      authority: { department: 'civil-affairs', level: 2 },
      channels: ['hall'],
      models: ['online'],
      modes: ['no-application'],
      clocks: {},
      materials: [],
      items: [],
      form: { type: 'object', properties: {}, required: [] },
      outcome: { name: { zh: '补贴', en: 'Subsidy' }, kind: 'benefit' },
      eligibility: {
        all: [
          { held: { dataset: LOW_INCOME, field: 'member', is: 'eq', value: { candidate: 'code' } } },
          { held: { dataset: LOW_INCOME, field: 'status', is: 'eq', value: '在保' } },
          { held: { dataset: HOUSEHOLD, field: 'areaCode', is: 'eq', value: '110105' } },
        ],
      },
    }),
  );
  for (const region of ['110000', '120000'])
    writeFileSync(
      join(place, `${region}.yaml`),
      JSON.stringify({ region, departments: { 'civil-affairs': { ...ORGANISATION, ...sample } } }),
    );
  const urlFile = join(place, 'department.url');
  writeFileSync(urlFile, 'postgres://nobody@127.0.0.1/none');
  const source = (dataset, items, without) => ({
    id: `bench-${dataset}`,
    dataset,
    department: ORGANISATION,
    deadlineMs: 30_000,
    subjects: { 111: 'code' },
    items,
    without,
    postgresql: { connection: { urlFile }, schema: 'public', table: dataset.replace('-', '_') },
  });
  const sources = join(place, 'sources.yaml');
  writeFileSync(
    sources,
    JSON.stringify({
      sources: [
        source(LOW_INCOME, { member: { from: 'code' }, status: { from: 'status' } }, [
          'household',
          'kind',
          'since',
          'monthlyAmount',
        ]),
        source(HOUSEHOLD, { areaCode: { from: 'area' } }, [
          'householdNumber',
          'head',
          'relation',
          'kind',
          'address',
        ]),
      ],
    }),
  );
  const entry = (dataset, fields) => ({
    id: `bench-${dataset}`,
    name: { zh: '样例', en: 'Sample' },
    dataset,
    provider: { code: ORGANISATION.code, name: '样例' },
    items: [{ fields, classification: 'general', sensitivity: 'personal' }],
    format: ['JSON'],
    updateFrequency: 'daily',
    attribute: 'conditional',
    conditions: '样例',
    ways: ['verify'],
  });
  // Nothing is made of these cases.
  writeFileSync(join(place, 'issuing.yaml'), JSON.stringify({ matters: {} }));
  return {
    issuing: { recipes: join(place, 'issuing.yaml') },
    matters: {
      directory: join(place, 'matters'),
      departments: ['110000', '120000'].map((region) => join(place, `${region}.yaml`)),
    },
    sources: { files: [sources] },
    eligibility: { requireApproval: false, window, batch, concurrency },
    sharing: {
      responsibilityList: [entry(LOW_INCOME, ['member', 'status']), entry(HOUSEHOLD, ['areaCode'])],
      agreements: [
        {
          id: 'bench',
          partner: 'role:integrator',
          datasets: [LOW_INCOME, HOUSEHOLD],
          operations: ['judge'],
          purposes: ['basic:000131001000'],
          fields: ['member', 'status', 'areaCode'],
          legalBasis: '样例',
          validFrom: '2026-01-01',
          validUntil: '2036-12-31',
        },
      ],
    },
  };
}

/** The departments' own database, read by a login that may do nothing else. */
async function fillDepartments(cluster, place, count) {
  const url = await cluster.databases.create('departments');
  const owner = new pg.Client(url);
  await owner.connect();
  await owner.query(`
    CREATE TABLE low_income (code text PRIMARY KEY, status text NOT NULL);
    CREATE TABLE household (code text PRIMARY KEY, area text NOT NULL)`);
  for (let from = 0; from < count; from += 20_000) {
    const people = Array.from({ length: Math.min(20_000, count - from) }, (_, at) => from + at);
    const listed = people.filter(truth.isListed);
    await owner.query('INSERT INTO low_income SELECT * FROM unnest($1::text[], $2::text[])', [
      listed.map(citizen),
      listed.map((n) => (truth.inForce(n) ? '在保' : '停保')),
    ]);
    await owner.query('INSERT INTO household SELECT * FROM unnest($1::text[], $2::text[])', [
      people.map(citizen),
      people.map((n) => (truth.livesHere(n) ? '110105' : '110106')),
    ]);
  }
  await owner.query(`
    ANALYZE low_income, household;
    CREATE ROLE bench_reader LOGIN PASSWORD 'reads';
    GRANT SELECT ON low_income, household TO bench_reader`);
  await owner.end();
  const reader = new URL(url);
  reader.username = 'bench_reader';
  reader.password = 'reads';
  reader.search = '';
  writeFileSync(join(place, 'department.url'), reader.href);
}

async function measure({ cluster, node, file, options }) {
  const { candidates, kill } = options;
  const ask = async (query, variables = {}) => {
    const response = await fetch(`${node.publicUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(node)}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = await response.json();
    if (errors) throw new Error(JSON.stringify(errors));
    return Object.values(data)[0];
  };
  const { id } = await ask(`mutation { startEligibilityRun(input: { matter: "living-subsidy" }) { id } }`);
  const uploading = performance.now();
  const taken = await fetch(`${node.publicUrl}/eligibility/${id}/candidates`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await token(node)}`, 'content-type': 'text/csv' },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  });
  if (!taken.ok) throw new Error(await taken.text());
  const uploadMs = performance.now() - uploading;
  tell(`taken in: ${candidates.toLocaleString('en')} in ${seconds(uploadMs)}, ${rate(candidates, uploadMs)}`);

  const began = performance.now();
  const samples = [];
  const cpu = { node: 0, postgres: 0 };
  let meter = startMeter(cluster, node);
  let killed;
  let run;
  for (;;) {
    await pause(500);
    run = await again(() => ask(`query($id: ID!) { eligibilityRun(id: $id) { ${FIELDS} } }`, { id }));
    samples.push({ at: performance.now(), judged: run.judged, rss: rssOf(node.pid) });
    if (!['JUDGING', 'COLLECTING'].includes(run.state)) break;
    if (kill > 0 && !killed && run.judged >= candidates * kill) {
      add(cpu, meter());
      const at = performance.now();
      await node.kill();
      await node.start();
      const up = performance.now();
      await again(() =>
        ask(`mutation($id: ID!) { steerEligibilityRun(id: $id, step: RESUME) { id } }`, { id }),
      );
      killed = { judged: run.judged, startMs: up - at, resumedAt: performance.now() };
      meter = startMeter(cluster, node);
    }
  }
  add(cpu, meter());
  const tookMs = performance.now() - began;
  await report({ cluster, node, id, run, samples, killed, tookMs, cpu, candidates });
}

async function report({ node, id, run, samples, killed, tookMs, cpu, candidates }) {
  const expected = Array.from({ length: candidates }, (_, n) => n).filter(isEligible).length;
  const client = new pg.Client(node.databaseUrl);
  await client.connect();
  const one = async (text, values = []) => (await client.query(text, values)).rows[0];
  const verdicts = await one(
    `SELECT count(*)::int AS all, count(verdict)::int AS judged, count(*) FILTER (WHERE verdict = 1)::int AS eligible,
       count(DISTINCT code)::int AS people FROM eligibility_candidate WHERE run = $1`,
    [id],
  );
  const log = await one(
    `SELECT count(*)::int AS entries, pg_size_pretty(sum(octet_length(body))) AS bytes FROM audit_entry`,
  ).catch(async () => one('SELECT count(*)::int AS entries, NULL AS bytes FROM audit_entry'));
  await client.end();
  const sound =
    run.state === 'DONE' &&
    run.eligible === expected &&
    run.eligible + run.ineligible === candidates &&
    verdicts.judged === candidates &&
    verdicts.people === candidates &&
    verdicts.eligible === expected;
  const rss = samples.map((sample) => sample.rss).filter(Boolean);
  const first = median(rss.slice(0, Math.ceil(rss.length / 4)));
  const last = median(rss.slice(-Math.ceil(rss.length / 4)));
  const after = killed && samples.find(({ at, judged }) => at > killed.resumedAt && judged > killed.judged);
  tell(
    `judged: ${candidates.toLocaleString('en')} in ${seconds(tookMs)}, ${rate(candidates, tookMs)}, kill and start included`,
  );
  tell(`  result ${sound ? 'as computed' : 'WRONG'}: ${JSON.stringify(run)}`);
  tell(
    `  CPU a candidate: node ${us(cpu.node, candidates)}, PostgreSQL ${us(cpu.postgres, candidates)} (departments' included)`,
  );
  tell(
    `  memory of the node: first quarter ${mb(first)}, last quarter ${mb(last)}, most ${mb(Math.max(...rss))}`,
  );
  tell(`  log: ${log.entries.toLocaleString('en')} entries, ${log.bytes ?? '?'}`);
  if (killed)
    tell(
      `  kill -9 at ${killed.judged.toLocaleString('en')}: up again after ${seconds(killed.startMs)}, first new verdicts ` +
        `${after ? seconds(after.at - killed.resumedAt) : '?'} after resume`,
    );
  if (!sound) {
    const lines = readFileSync(node.logFile, 'utf8').split('\n');
    for (const line of lines.filter((one) => /"(warn|error|fatal)"/.test(one)).slice(-10)) tell(line);
    throw new Error('the result is not what was computed');
  }
}

/** A node that has just started on a busy machine may refuse once. */
async function again(what, tries = 5) {
  try {
    return await what();
  } catch (error) {
    if (tries <= 1) throw error;
    await pause(1_000);
    return again(what, tries - 1);
  }
}

let kept = { at: -Infinity, text: '' };
async function token(node) {
  if (performance.now() - kept.at > 240_000) kept = { at: performance.now(), text: await node.accessToken() };
  return kept.text;
}

/** CPU of the node and of PostgreSQL from now on; backends that end meanwhile are counted while they are seen. */
function startMeter(cluster, node) {
  const { pid } = node;
  const begin = cpuOf(pid);
  const seen = new Map();
  const look = () => {
    for (const child of cluster.databases.pid ? childrenOf(cluster.databases.pid) : []) {
      const now = cpuOf(child);
      const known = seen.get(child);
      if (known) known.now = Math.max(known.now, now);
      else seen.set(child, { begin: now, now });
    }
  };
  look();
  const timer = setInterval(look, 1_000);
  let last = begin;
  const follow = setInterval(() => (last = cpuOf(pid) || last), 250);
  return () => {
    look();
    clearInterval(timer);
    clearInterval(follow);
    const node = (cpuOf(pid) || last) - begin;
    return { node, postgres: [...seen.values()].reduce((sum, one) => sum + one.now - one.begin, 0) };
  };
}
const add = (sum, { node, postgres }) => {
  sum.node += node;
  sum.postgres += postgres;
};

function rssOf(pid) {
  try {
    return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const tell = (text) => console.log(text);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const rate = (count, ms) => `${Math.round((count / ms) * 1000).toLocaleString('en')}/s`;
const us = (ms, count) => `${((ms * 1000) / count).toFixed(0)} µs`;
const mb = (bytes) => `${Math.round(bytes / 1e6)} MB`;
