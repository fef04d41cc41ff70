import { randomInt } from 'node:crypto';
import pg from 'pg';
import { AuditLog, auditConfig } from '../../../dist/apps/node/src/audit/index.js';
import { LogReader } from '../../../dist/apps/node/src/auditing/search/log-reader.js';
import { SearchEntries } from '../../../dist/apps/node/src/auditing/search/search-entries.js';
import { Sealer } from '../../../dist/apps/node/src/secrets/index.js';
import { createPool } from '../../../dist/apps/node/src/persistence/connection.js';
import { databaseConfig } from '../../../dist/apps/node/src/persistence/index.js';
import { SubjectEntries } from '../../../dist/apps/node/src/subjects/subject-entries.js';
import { nativeSha256 } from '../../../dist/apps/node/src/transparency/native-sha256.js';
import { PublishedStore } from '../../../dist/apps/node/src/transparency/published-store.js';
import { median, spread } from '../lookup/load.js';
import { makeDraft } from './draft.js';
import { caseOf, PER_SUBJECT, subjectOf } from './entry-maker.js';
import { generateEntries } from './generate.js';

const GOAL = 1.2;
const CALLERS = 64;

/** A log of so many entries. */
export async function fillLog({ makeDatabase, origin, keyFile, count }) {
  const url = await makeDatabase(`growth_${count}`);
  let shown = performance.now();
  const took = await generateEntries({
    url,
    count,
    origin,
    keyFile,
    onProgress: (done, phase) => {
      if (performance.now() - shown < 10_000) return;
      shown = performance.now();
      process.stderr.write(`  ${phase}: ${done} of ${count}\n`);
    },
  });
  console.log(
    `${count} entries filled in ${took.rows.toFixed(1)} s, integrated in ${took.tiles.toFixed(1)} s`,
  );
  return { count, url };
}

/** Each operation alone and by turns at logs of several sizes; ratios are taken within a round. */
export async function measureGrowth({ places, origin, rounds, turns }) {
  const config = databaseConfig.parse({ statementTimeoutMs: 60_000 });
  for (const place of places) {
    const pool = (name, size, role) => createPool(place.url, config, { name, size, role }, () => undefined);
    place.pools = [pool('audit', 1, 'tongban_app'), pool('auditor', 4, 'tongban_auditor')];
    const [writing, reading] = place.pools;
    place.log = await AuditLog.open({ pool: writing, config: auditConfig.parse({}), origin });
    place.published = new PublishedStore(origin, reading, nativeSha256);
    place.search = new SearchEntries(new LogReader(reading), new Sealer(Buffer.alloc(32, 1)));
    place.subjects = new SubjectEntries(reading);
  }
  const page = ({ search }, filter) => search.page({ filter, first: 50, order: 'newest' });
  const subject = ({ count }) => subjectOf(randomInt(Math.floor(count / PER_SUBJECT) | 1));
  const operations = {
    'append, one caller': ({ log }) => log.append(makeDraft(log)),
    'append, 64 callers (each)': null,
    'inclusion proof': ({ published, count }) => published.inclusion(BigInt(randomInt(count))),
    'search by case': (place) => page(place, { caseNumber: caseOf(randomInt(place.count)) }),
    'search by subject': (place) => page(place, { subject: subject(place) }),
    "subject's own view": (place) => place.subjects.page(subject(place), undefined, 100),
    'plain SELECT by case': ({ pools: [, pool], count }) =>
      pool.query({
        name: 'plain',
        text: 'SELECT index FROM audit_entry WHERE case_number = $1',
        values: [caseOf(randomInt(count))],
      }),
  };
  const measure = async (name, place) => {
    const work = operations[name];
    const began = performance.now();
    if (work) for (let turn = 0; turn < turns; turn += 1) await work(place);
    else
      await Promise.all(
        Array.from({ length: CALLERS }, async () => {
          for (let turn = 0; turn < turns / 8; turn += 1) await place.log.append(makeDraft(place.log));
        }),
      );
    const done = work ? turns : CALLERS * Math.ceil(turns / 8);
    return ((performance.now() - began) / done) * 1000;
  };
  const header = places.map(({ count }) => `${count} | `).join('');
  console.log(
    `\n| µs each, one after another | ${header}${places
      .slice(1)
      .map(({ count }) => `${count} / ${places[0].count} |`)
      .join(' ')}`,
  );
  console.log(`| --- |${' --- |'.repeat(places.length * 2 - 1)}`);
  const missed = [];
  for (const name of Object.keys(operations)) {
    for (const place of places) await measure(name, place); // warm
    const times = places.map(() => []);
    for (let round = 0; round < rounds; round += 1)
      for (const [at, place] of places.entries()) times[at].push(await measure(name, place));
    const ratios = times.slice(1).map((many) => many.map((time, round) => time / times[0][round]));
    console.log(
      `| ${name} | ${times.map((one) => `${spread(one)} | `).join('')}${ratios.map((one) => `${spread(one, 2)} |`).join(' ')}`,
    );
    for (const [at, ratio] of ratios.entries())
      if (median(ratio) > GOAL)
        missed.push(`${name} at ${places[at + 1].count}: ${median(ratio).toFixed(2)}`);
  }
  console.log(`\ngoal ${GOAL}: ${missed.length === 0 ? 'reached' : `not reached: ${missed.join('; ')}`}`);
  for (const { pools, log } of places) {
    await log.drain();
    for (const pool of pools) await pool.end();
  }
  await erasures(places.at(-1));
}

/** Whether the statements that look for a person read the whole table; by the planner's own word. */
async function erasures({ url, count }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('BEGIN');
    const began = performance.now();
    const { rows } = await client.query(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) DELETE FROM audit_personal p
       WHERE ($2::text IS NULL OR p.label = $2) AND p.value = $1`,
      [subjectOf(17), null],
    );
    const took = performance.now() - began;
    await client.query('ROLLBACK');
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    console.log(
      `erasing one person among ${count} entries: ${took.toFixed(1)} ms, ${/Rows Removed by Filter/.test(plan) ? `reads the table\n${plan}` : 'by the index'}`,
    );
  } finally {
    await client.end();
  }
}
