import pg from 'pg';
import { StoredLog } from '../../../dist/apps/cli/src/audit/stored-log.js';
import { nativeSha256 } from '../../../dist/apps/cli/src/audit/published-log.js';
import { fsck, parseVerifierKey } from '../../../dist/libs/audit-log/src/index.js';
import { spread } from '../lookup/load.js';

const PAGE = 8_192;
const ROW =
  'index, month::text, appended_at, leaf, body, id, kind, at, caller, organisation, person, counterpart, case_number, item_code, document, licence_types, subjects, outcome, code, request_digest';

/** `fsck` of a whole log beside reading the same rows and nothing else, by turns. */
export async function measureFsck({ url, key, rounds, count }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const ways = {
    'reading, bodies in pages': () => read(client, 'index, body'),
    'reading, all columns in pages': () => read(client, ROW),
    'fsck, tree and checkpoint': () => check(client, key, count, false),
    'fsck, with columns': () => check(client, key, count, true),
  };
  const rates = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  try {
    for (let round = -1; round < rounds; round += 1)
      for (const [name, work] of Object.entries(ways)) {
        const began = performance.now();
        const entries = await work();
        // The first round fills the caches.
        if (round >= 0) rates[name].push(entries / ((performance.now() - began) / 1000));
      }
  } finally {
    await client.end();
  }
  console.log(`\n| ${count} entries | entries/s |\n| --- | --- |`);
  for (const [name, values] of Object.entries(rates)) console.log(`| ${name} | ${spread(values)} |`);
  const ratio = rates['fsck, with columns'].map(
    (rate, at) => rate / rates['reading, all columns in pages'][at],
  );
  console.log(`\nfsck with columns / reading the same columns: ${spread(ratio, 2)}`);
}

async function read(client, columns) {
  let next = 0;
  for (;;) {
    const { rows } = await client.query(
      `SELECT ${columns} FROM audit_entry WHERE index >= $1 AND index < $2 ORDER BY index`,
      [next, next + PAGE],
    );
    next += rows.length;
    if (rows.length < PAGE) return next;
  }
}

async function check(client, key, count, withColumns) {
  const stored = new StoredLog(client);
  const { findings, size } = await fsck(stored, {
    log: parseVerifierKey(key.verifierKey),
    sha256: nativeSha256,
    ...(withColumns && { columns: (entry) => stored.columns(entry) }),
  });
  if (findings.length > 0)
    throw new Error(JSON.stringify(findings[0], (_, one) => (typeof one === 'bigint' ? String(one) : one)));
  if (Number(size) < count) throw new Error(`the checkpoint covers ${size} entries only`);
  return Number(size);
}
