/** `npm run bench -- checks`: the bankruptcy check over nine departments, one real node, a kill in the middle. See README.md. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearInterval, setInterval } from 'node:timers';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { ensureSealingKeys } from '../../../dist/apps/cli/src/certs/seals/node-keys.js';
import { SealPki } from '../../../dist/apps/cli/src/certs/seals/seal-pki.js';
import { ROOT } from '../../../dist/apps/cli/src/root.js';
import { sampleFont } from '../../../dist/apps/node/src/licences/index.js';
import { openSealing, sealingConfig } from '../../../dist/apps/node/src/sealing/index.js';
import { sampleUscc } from '../../../dist/libs/licences/src/sample/holders.js';
import { writePdf } from '../../../dist/libs/typesetting/src/index.js';
import { Departments } from '../../support/departments.ts';
import { startRealNodes } from '../../support/real-nodes.js';

/** Speeds of the nine in milliseconds: while one check is looked at, and while many are made. */
const SPEEDS = {
  registration: [120, 15],
  vehicles: [350, 30],
  'real-estate': [700, 60],
  housing: [500, 45],
  'customs-status': [2000, 120],
  'social-insurance': [250, 25],
  'medical-insurance': [300, 25],
  'housing-fund': [200, 20],
  tax: [900, 80],
};
const NOTHING_IN = 'housing-fund';
const COURT = { code: '11110000TB90000160', name: '样例市中级人民法院' };
const CONTEXT = {
  itemCode: '11110000TB900001602002099002000',
  itemName: '企业破产信息核查',
  caseNumber: 'BENCH-1',
  legalBasis: '企业破产法 第二十五条',
  reason: '管理人履行职责',
  channel: 'WEB',
  person: { id: 'bench', name: '样例经办人' },
};
const START = `mutation($input: InformationCheckInput!) { check: startInformationCheck(input: $input) { id } }`;
const SOURCES = `query($id: ID!) { check: informationCheck(id: $id) { state begunAt
  sources { dataset state outcome askedAt answeredAt } editions { number } } }`;
const RECORDS = `query($dataset: DatasetCode!, $code: String!, $items: [DatasetItem!]!, $context: LookupContextInput) {
  records(dataset: $dataset, holder: { type: USCC, code: $code }, items: $items, limit: 100, region: BEIJING, context: $context) { status } }`;

/** @param {{ checks: number, atOnce: number, rounds: number, kill: boolean }} options */
export async function benchChecks({ checks, atOnce, rounds, kill }) {
  const departments = await Departments.open(speedsOf(0));
  const datasets = Object.keys(SPEEDS);
  const items = [...new Set(datasets.flatMap((dataset) => departments.itemsOf(dataset)))];
  const nodes = await startRealNodes({
    regions: ['beijing', 'tianjin'],
    prefix: 'tongban-bench-',
    sections: sectionsOf(departments, datasets, items),
  });
  const { beijing } = nodes.nodes;
  const database = new pg.Pool({ connectionString: beijing.databaseUrl, max: 2 });
  database.on('error', () => undefined);
  try {
    // A demo's node is given these by `up`.
    const { sealing, node } = beijing.loaded.config;
    await ensureSealingKeys(sealing, {
      pki: SealPki.open(nodes.layout.sealsDir),
      region: node.region,
      organisation: node.organisation,
    });
    const client = clientOf(beijing);
    const proofs = await handInProofs(client, nodes);
    const wish = (number) => ({
      input: {
        subjectName: `样例债务人${String(number)}有限公司`,
        subjectCode: sampleUscc('91', '110108', number),
        proofs,
        context: { ...CONTEXT, caseNumber: `BENCH-${String(number)}` },
        key: `bench-${String(number)}`,
      },
    });
    await oneByOne(client, departments, wish, rounds);
    departments.tempers = speedsOf(1);
    await many({ client, beijing, database, wish, checks, atOnce, kill });
  } finally {
    await database.end();
    await nodes.stop();
    await departments.close();
  }
}

/** One check at a time, beside the same sources asked one after another as a clerk would. */
async function oneByOne(client, departments, wish, rounds) {
  const figures = [];
  for (let round = 0; round <= rounds; round += 1) {
    const begun = performance.now();
    const { check } = await client.graphql(START, wish(10_000_000 + round));
    let found;
    do {
      await pause(5);
      ({ check: found } = await client.graphql(SOURCES, { id: check.id }));
    } while (found.state === 'ASKING');
    const reported = performance.now() - begun;
    const took = found.sources.map(({ askedAt, answeredAt }) => Date.parse(answeredAt) - Date.parse(askedAt));
    const all =
      Math.max(...found.sources.map(({ answeredAt }) => Date.parse(answeredAt))) - Date.parse(found.begunAt);
    const sequentialBegun = performance.now();
    for (const dataset of Object.keys(SPEEDS))
      await client.graphql(RECORDS, {
        dataset,
        code: wish(round).input.subjectCode,
        items: departments.itemsOf(dataset),
        context: CONTEXT,
      });
    // The first round warms up.
    if (round > 0)
      figures.push({
        slowest: Math.max(...took),
        all,
        reported,
        sequential: performance.now() - sequentialBegun,
      });
  }
  const middle = (key) => median(figures.map((one) => one[key]));
  const slowest = SPEEDS['customs-status'][0];
  console.log(
    `one check of nine sources, ${String(rounds)} times; the slowest department takes ${String(slowest)} ms`,
  );
  console.log(
    `  all nine answered after   ${middle('all').toFixed(0)} ms (${((middle('all') / slowest) * 100 - 100).toFixed(1)} % above the slowest department)`,
  );
  console.log(`  sealed report there after ${middle('reported').toFixed(0)} ms`);
  console.log(
    `  one after another         ${middle('sequential').toFixed(0)} ms (${(middle('sequential') / middle('all')).toFixed(1)} times as long)`,
  );
}

async function many({ client, beijing, database, wish, checks, atOnce, kill }) {
  const count = async (where) =>
    Number(
      (
        await database.query(
          `SELECT count(*) FROM check_run WHERE number LIKE 'HC%' AND key LIKE 'bench-%' AND ${where}`,
        )
      ).rows[0].count,
    );
  const before = await count('true');
  const memory = [];
  const begun = performance.now();
  let next = 0;
  let refused = 0;
  let isKilled = !kill;
  let reported = 0;
  const look = async () => {
    reported = (await count(`state <> 'asking'`)) - before;
    memory.push({ reported, rss: rssOf(beijing.pid) });
  };
  const tell = setInterval(() => {
    const { rss } = memory.at(-1) ?? { rss: 0 };
    const perMinute = (reported / (performance.now() - begun)) * 60_000;
    console.log(
      `  ${String(reported)}/${String(checks)} reported, ${perMinute.toFixed(0)} a minute, ${String(rss)} MB`,
    );
  }, 15_000);
  while (reported < checks) {
    await look();
    if (!isKilled && reported >= checks / 2) {
      isKilled = true;
      const at = performance.now();
      await beijing.kill();
      await beijing.start();
      client.forget();
      memory.push({ reported, rss: rssOf(beijing.pid), restarted: true });
      console.log(`  kill -9 and started again in ${(performance.now() - at).toFixed(0)} ms`);
    }
    const open = next - reported;
    const more = Math.min(atOnce - open, checks - next);
    if (more <= 0) {
      await pause(100);
      continue;
    }
    const some = Array.from({ length: more }, () => (next += 1));
    await Promise.all(
      some.map(async (number) => {
        for (;;)
          try {
            return await client.graphql(START, wish(number));
          } catch (error) {
            // Killed, or full: the same key asks for the same check.
            refused += 1;
            if (refused > checks) throw error;
            await pause(200);
          }
      }),
    );
  }
  clearInterval(tell);
  const seconds = (performance.now() - begun) / 1000;
  await look();
  const { rows } = await database.query(`
    SELECT (SELECT count(*) FROM check_edition e JOIN check_run r ON r.id = e.check_id WHERE r.key LIKE 'bench-%') AS editions,
      (SELECT count(*) FROM check_source s JOIN check_run r ON r.id = s.check_id
        WHERE r.key LIKE 'bench-%' AND s.state = 'settled') AS settled,
      (SELECT count(*) FROM check_run WHERE key LIKE 'bench-%') AS runs,
      (SELECT sum(length(pdf)) / count(*) FROM check_edition) AS pdf`);
  const [{ editions, settled, runs, pdf }] = rows;
  console.log(
    `${String(checks)} checks over nine sources, ${String(atOnce)} at once, in ${seconds.toFixed(0)} s`,
  );
  console.log(
    `  ${((checks / seconds) * 60).toFixed(0)} a minute (goal 50); ${((checks * 9) / seconds).toFixed(0)} logged lookups a second`,
  );
  console.log(
    `  checks ${runs}, editions ${editions}, answers ${settled} of ${String(Number(runs) * 9)}; a PDF of ${(Number(pdf) / 1024).toFixed(0)} kB`,
  );
  console.log(`  memory of the node, MB, by tenth: ${tenths(memory, checks).join(' ')}`);
}

function tenths(memory, checks) {
  return Array.from({ length: 10 }, (_, tenth) => {
    const of = memory.filter(
      ({ reported }) => reported > (checks * tenth) / 10 && reported <= (checks * (tenth + 1)) / 10,
    );
    return of.length === 0 ? '-' : Math.max(...of.map(({ rss }) => rss));
  });
}

function clientOf(node) {
  let token;
  const bearer = async () => (token ??= { text: await node.accessToken(), until: Date.now() + 120_000 });
  return {
    forget: () => (token = undefined),
    async graphql(query, variables) {
      if (token && token.until < Date.now()) token = undefined;
      const response = await fetch(`${node.publicUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${(await bearer()).text}` },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = await response.json();
      if (errors) throw new Error(JSON.stringify(errors.map(({ extensions }) => extensions)));
      return data;
    },
    async upload(bytes) {
      const response = await fetch(`${node.publicUrl}/checks/proofs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${(await bearer()).text}` },
        body: bytes,
      });
      return response.json();
    },
  };
}

async function handInProofs(client, { dir, layout }) {
  const keys = sealingConfig.parse({
    signature: {
      pkcs12File: join(dir, 'court/s.p12'),
      passphraseFile: join(dir, 'court/passphrase'),
      chainFile: join(dir, 'court/authority.crt'),
    },
  });
  await ensureSealingKeys(keys, {
    pki: SealPki.open(layout.sealsDir),
    region: '110000',
    organisation: COURT,
  });
  const sealer = openSealing(keys, {
    organisation: COURT,
    environment: {},
    clock: Date.now,
    onFault: console.error,
  });
  const page = { width: 210, height: 297, marks: [] };
  const plain = (title) =>
    writePdf({ font: sampleFont(), pages: [page], title, creator: 'bench', createdAt: 0 });
  const proofs = [];
  for (const [material, isSealed] of [
    ['ruling', true],
    ['decision', true],
    ['power-of-attorney', false],
  ]) {
    const pdf = plain(material);
    const { digest, verdict } = await client.upload(
      isSealed ? await sealer.sealPdf(pdf, { reason: material }) : pdf,
    );
    if (isSealed && verdict !== 'passed') throw new Error(`the court's seal is ${verdict}`);
    proofs.push({ material, digest });
  }
  return proofs;
}

function sectionsOf(departments, datasets, items) {
  const at = (file) => join(ROOT, 'config', file);
  const listed = (folder) =>
    readdirSync(at(folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => at(`${folder}/${name}`));
  return {
    graphql: { freeForm: true },
    catalogue: { files: [at('catalogue/evidence.yaml')] },
    matters: { directory: at('matters'), departments: listed('matters/departments') },
    sources: {
      files: [
        departments.mappingFile(join(process.env.TMPDIR ?? '/tmp', `tongban-bench-${String(process.pid)}`), {
          deadlineMs: 10_000,
          concurrency: 64,
        }),
      ],
    },
    checks: { sample: true, maxOpen: 100_000 },
    sharing: {
      agreements: [
        {
          id: 'bench',
          partner: 'role:integrator',
          licenceTypes: [],
          datasets,
          operations: ['records'],
          purposes: ['basic:002099002000'],
          fields: items,
          legalBasis: '样例',
          requiresHolderAuthorisation: false,
          validFrom: '2026-01-01',
          validUntil: '2036-12-31',
        },
      ],
      responsibilityList: datasets.map((dataset) => ({
        id: `dataset-${dataset}`,
        name: { zh: '样例', en: 'Sample' },
        licenceTypes: [],
        dataset,
        provider: { code: '11110000TB90000160', name: '样例机构' },
        items: [{ fields: departments.itemsOf(dataset), classification: 'general', sensitivity: 'personal' }],
        format: ['JSON'],
        updateFrequency: 'realtime',
        attribute: 'conditional',
        ways: ['query', 'verify'],
        conditions: '样例',
      })),
    },
  };
}

const speedsOf = (place) =>
  Object.fromEntries(
    Object.entries(SPEEDS).map(([dataset, speeds]) => [
      dataset,
      { delayMs: speeds[place], ...(dataset === NOTHING_IN ? { mode: 'nothing' } : { records: 2 }) },
    ]),
  );

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Resident memory of a process, MB. */
function rssOf(pid) {
  try {
    const [, kb] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
    return Math.round(Number(kb) / 1024);
  } catch {
    return 0;
  }
}
