import { hash } from 'node:crypto';
import pg from 'pg';
import { openLogKey } from '../../../dist/apps/node/src/audit/index.js';
import { CopyBuffer } from '../../../dist/apps/node/src/licences/import/copy.js';
import { migrate } from '../../../dist/apps/node/src/persistence/index.js';
import { EntryMaker } from './entry-maker.js';
import { integrate } from './integrate.js';

const BATCH = 2_000;
const WRITERS = 2;
const ENTRY =
  'month, index, appended_at, leaf, body, id, kind, at, caller, organisation, person, counterpart, case_number, item_code, document, licence_types, subjects, outcome, code, request_digest, terms'.split(
    ', ',
  );

/**
 * Fills an audit log with `count` entries, after those that it has: rows as `audit_append` writes them (leaves, columns and
 * terms of the entry's own bytes, personal values with their salts, evidence with short tokens), by COPY over two connections;
 * then the integrator makes tiles and one checkpoint, where a key is given. Nobody else can append meanwhile.
 *
 * Left out is what no index of the log grows by: replay keys (they live for minutes) and tokens of full length.
 *
 * @param {object} options
 * @param {string} options.url the database, as owner of its tables; they are made where there are none
 * @param {number} options.count how many entries
 * @param {number} [options.months] spread over so many months, the last being the present one
 * @param {string} [options.node] entity id of the node whose log it is
 * @param {string} [options.origin] of the log, where the database has none yet
 * @param {string} [options.keyFile] key of the log (PEM), made where it is absent; without one nothing is integrated
 * @param {(done: number, phase: 'entries' | 'tiles') => void} [options.onProgress]
 * @returns seconds that the rows and the tiles took
 */
export async function generateEntries({
  url,
  count,
  months = 1,
  node = 'https://127.0.0.1:7411',
  origin = '127.0.0.1:7411/log',
  keyFile,
  onProgress = () => undefined,
}) {
  await migrate(url);
  const began = performance.now();
  const keeper = await connect(url);
  let named;
  try {
    const opened = await keeper.query('SELECT audit_open($1) AS origin', [origin]);
    named = opened.rows[0].origin;
    await keeper.query('BEGIN');
    const { rows } = await keeper.query('SELECT size, month::text FROM audit_log FOR UPDATE');
    const first = Number(rows[0].size);
    const months0 = await makeMonths(keeper, months, rows[0].month);
    await keeper.query('COMMIT');
    await keeper.query('BEGIN');
    await keeper.query('SELECT FROM audit_log FOR UPDATE');
    await copyAll({ url, first, count, time: timeline(months0.from, first, count), node, onProgress });
    await keeper.query('UPDATE audit_log SET size = $1, month = $2, partitioned_until = $3', [
      first + count,
      months0.last,
      months0.until,
    ]);
    await keeper.query('COMMIT');
    for (const table of ['audit_entry', 'audit_personal', 'audit_evidence'])
      await keeper.query(`VACUUM (ANALYZE) ${table}`);
    await keeper.query('CHECKPOINT');
  } finally {
    await keeper.end();
  }
  const filled = performance.now();
  if (keyFile !== undefined)
    await integrate({ url, origin: named, key: openLogKey(keyFile, named), chunk: 8_192 }, (size) =>
      onProgress(size, 'tiles'),
    );
  return { rows: (filled - began) / 1000, tiles: (performance.now() - filled) / 1000 };
}

async function connect(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Partitions from the first month wanted; never before the month that the log has reached. */
async function makeMonths(client, months, reached) {
  const { rows } = await client.query(
    `SELECT greatest(
       date_trunc('month', now() AT TIME ZONE 'UTC') - make_interval(months => $1 - 1),
       CASE WHEN isfinite($2::date) THEN $2::date::timestamp END)::date::text AS first,
       date_trunc('month', now() AT TIME ZONE 'UTC')::date::text AS last`,
    [months, reached],
  );
  const { first, last } = rows[0];
  let until = first;
  do {
    const made = await client.query('SELECT audit_add_partitions($1)::text AS until', [until]);
    until = made.rows[0].until;
  } while (until <= last);
  return { from: Date.parse(`${first}T00:00:00Z`), last, until };
}

/** Evenly from the beginning of the first month until now. */
function timeline(from, first, count) {
  const step = (Date.now() - 60_000 - from) / count;
  if (step <= 0) throw new Error('The month has only begun: try again in a minute.');
  return (index) => Math.floor(from + (index - first + 1) * step);
}

async function copyAll({ url, first, count, time, node, onProgress }) {
  const maker = new EntryMaker({ node, count });
  let next = first;
  let done = 0;
  const end = first + count;
  const write = async () => {
    const client = await connect(url);
    const buffers = { entry: new CopyBuffer(), personal: new CopyBuffer(), evidence: new CopyBuffer() };
    try {
      await client.query('SET synchronous_commit = off');
      while (next < end) {
        const from = next;
        next = Math.min(end, from + BATCH);
        const size = next - from;
        for (let index = from; index < from + size; index += 1) addRows(buffers, maker, index, time(index));
        await client.query('BEGIN');
        await buffers.entry.copyInto(client, 'audit_entry', ENTRY);
        await buffers.personal.copyInto(client, 'audit_personal', [
          'month',
          'index',
          'label',
          'salt',
          'value',
        ]);
        await buffers.evidence.copyInto(client, 'audit_evidence', [
          'month',
          'index',
          'request_token',
          'answer_token',
        ]);
        await client.query('COMMIT');
        for (const buffer of Object.values(buffers)) buffer.clear();
        done += size;
        onProgress(done, 'entries');
      }
    } finally {
      await client.end();
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
}

const hex = (bytes) => `\\x${Buffer.from(bytes).toString('hex')}`;

function addRows({ entry, personal, evidence }, maker, index, at) {
  const made = maker.make(index, at);
  const { columns, values } = made;
  const body = Buffer.from(made.text, 'utf8');
  const leaf = hash('sha256', Buffer.concat([Buffer.of(0), body]), 'hex');
  const month = `${values.at.slice(0, 7)}-01`;
  const { hasRequest } = columns;
  entry.add([
    ...[month, index, values.at, `\\x${leaf}`, hex(body), values.id, made.kind, values.at],
    ...[columns.caller, columns.organisation, values.person, columns.counterpart, values.caseNumber],
    ...[columns.itemCode, columns.document, `{${made.licenceType}}`, `{${values.subject}}`, made.outcome],
    ...[columns.code, hasRequest ? values.digest : null],
    `{i:${values.identifier}${hasRequest ? `,j:${values.jti}` : ''}}`,
  ]);
  for (const { label, salt, value } of made.personal) personal.add([month, index, label, hex(salt), value]);
  const { request, answer } = made.evidence;
  if (request !== null || answer !== null) evidence.add([month, index, request, answer]);
}
