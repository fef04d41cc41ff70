/** `npm run bench -- console`: the auditor's list over a long log, in a real browser. See README.md. */
import pg from 'pg';
import { generateSampleAccounts, writeAccountsFile } from '../../../dist/apps/node/src/callers/index.js';
import { startRealNodes } from '../../support/real-nodes.js';
import { generateEntries } from '../audit/generate.js';
import { openConsole } from './browser.js';

/** Fields of the filters by the column whose values are looked for. */
const FIELDS = {
  case_number: '办件编号',
  organisation: '机构代码',
  counterpart: '对端节点',
  item_code: '事项编码',
  licence_type: '证照类型',
};

/** @param {{ entries: number, loads: number, changes: number, minutes: number }} options */
export async function benchConsole({ entries, ...measured }) {
  const nodes = await startRealNodes({ regions: ['beijing', 'tianjin'], prefix: 'tongban-bench-console-' });
  try {
    const { beijing } = nodes.nodes;
    const { audit, callers } = beijing.loaded.config;
    await beijing.stop();
    const took = await generateEntries({
      url: beijing.databaseUrl,
      count: entries,
      node: beijing.entityId,
      keyFile: audit.keyFile,
      onProgress: (done, phase) => {
        if (done % 500_000 < 2_000) process.stderr.write(`  ${phase}: ${done} of ${entries}\n`);
      },
    });
    console.log(`${entries} entries in ${took.rows.toFixed(0)} s, their tiles in ${took.tiles.toFixed(0)} s`);
    const samples = await generateSampleAccounts({ organisation: callers.issuer.clients[0].organisation });
    await writeAccountsFile(callers.issuer.accountsFile, samples.accounts);
    await beijing.start();
    const { username, password } = samples.passwords.find(({ role }) => role === 'auditor');
    await measureConsole({
      publicUrl: beijing.publicUrl,
      databaseUrl: beijing.databaseUrl,
      username,
      password,
      ...measured,
    });
  } finally {
    await nodes.stop();
  }
}

/** What an auditor waits for, over a log that is there. */
export async function measureConsole({ databaseUrl, loads, changes, minutes, ...place }) {
  const values = await readValues(databaseUrl, changes);
  const view = await openConsole(place);
  try {
    const opened = [];
    for (let at = 0; at < loads; at += 1) opened.push(await view.load());
    report(
      'first paint',
      opened.map(({ paint }) => paint),
    );
    report(
      'first rows',
      opened.map(({ rows }) => rows),
    );

    const changed = [];
    for (const { column, value } of values) {
      await view.load();
      await view.settled();
      changed.push({ column, ...(await view.filter(FIELDS[column], value)) });
      await view.settled();
    }
    report(
      'filter change',
      changed.map(({ ms }) => ms),
    );
    for (const column of Object.keys(FIELDS)) {
      const of = changed.filter((one) => one.column === column);
      if (of.length > 0)
        report(
          `  by ${column}`,
          of.map(({ ms }) => ms),
        );
    }
    const refused = changed.filter(({ code }) => code !== undefined);
    if (refused.length > 0)
      console.log(`  refused: ${refused.map(({ column, code }) => `${column} ${code}`).join(', ')}`);

    await view.load();
    const frames = await view.scroll(10);
    report('frame while scrolling', frames);
    const late = frames.filter((ms) => ms > 50).length;
    console.log(`  ${frames.length} frames, ${late} of more than 50 ms`);

    await use(view, minutes, values);
  } finally {
    await view.close();
  }
}

/** Values that entries all over the log have, the columns by turns. */
async function readValues(url, count) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // Findings of the past would be looked for while we measure.
    await client.query('UPDATE auditing_follower SET next_index = (SELECT size FROM audit_log)');
    const columns = Object.keys(FIELDS);
    const values = [];
    for (let at = 0; values.length < count && at < count * 20; at += 1) {
      const column = columns[at % columns.length];
      const { rows } = await client.query(
        `SELECT ${column === 'licence_type' ? 'licence_types[1]' : column} AS value FROM audit_entry
         WHERE index >= (SELECT floor(random() * size)::bigint FROM audit_log) ORDER BY index LIMIT 1`,
      );
      if (rows[0]?.value) values.push({ column, value: rows[0].value });
    }
    return values;
  } finally {
    await client.end();
  }
}

/** What an auditor does for some minutes: filters, scrolls, opens an entry, goes back. Memory is read after each turn. */
async function use(view, minutes, values) {
  const { page } = view;
  const readings = [];
  const end = performance.now() + minutes * 60_000;
  await view.load();
  for (let turn = 0; performance.now() < end; turn += 1) {
    const { column, value } = values[turn % values.length];
    await view.filter(FIELDS[column], value);
    await view.scroll(3);
    await page.evaluate('scrollTo(0, 0)');
    await page.locator('tr.line a').first().click();
    await page.getByRole('heading', { name: /审计条目/ }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: '审计日志' }).waitFor();
    await page.getByRole('button', { name: '清空筛选' }).click();
    await page.locator('tr.line').first().waitFor();
    await view.scroll(3);
    readings.push({ minute: (performance.now() - end) / 60_000 + minutes, ...(await view.heap()) });
  }
  const megabytes = readings.map(({ heap }) => heap / 1024 / 1024);
  const shown = megabytes.map((value) => value.toFixed(1));
  console.log(
    `heap over ${minutes} minutes, ${readings.length} turns, MB: first ${shown[0]}, last ${shown.at(-1)}, ` +
      `most ${Math.max(...megabytes).toFixed(1)}, ${slope(
        readings.map(({ minute }) => minute),
        megabytes,
      ).toFixed(2)} a minute; ` +
      `nodes of the page: first ${readings[0]?.nodes}, last ${readings.at(-1)?.nodes}`,
  );
}

function report(what, values) {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const text = (value) => (value === undefined ? '-' : value.toFixed(value < 100 ? 1 : 0));
  console.log(
    `${what}: median ${text(at(0.5))} ms, p95 ${text(at(0.95))} ms, most ${text(sorted.at(-1))} ms (${sorted.length})`,
  );
}

/** Of the line through the points by least squares. */
function slope(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const across = xs.reduce((sum, value, at) => sum + (value - x) * (ys[at] - y), 0);
  return across / xs.reduce((sum, value) => sum + (value - x) ** 2, 0);
}
