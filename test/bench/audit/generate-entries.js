/**
 * `npm run generate-entries -- --entries 100000 [--months 3] [--database URL] [--node ID] [--origin NAME] [--key-file FILE]`:
 * fills the audit log of a database (TONGBAN_DATABASE_URL otherwise) with invented lookups. With the log's key file they are
 * integrated as well; without it a running node does that. See README.md, "A large log".
 */
import { parseArgs } from 'node:util';
import { generateEntries } from './generate.js';

const { values } = parseArgs({
  options: {
    entries: { type: 'string' },
    months: { type: 'string', default: '1' },
    database: { type: 'string', default: process.env.TONGBAN_DATABASE_URL },
    node: { type: 'string' },
    origin: { type: 'string' },
    'key-file': { type: 'string' },
  },
});
const count = Number(values.entries);
const months = Number(values.months);
if (!values.database || !Number.isSafeInteger(count) || count < 1 || !(months >= 1)) {
  console.error(
    'usage: npm run generate-entries -- --entries N [--months M] --database URL [--key-file FILE]',
  );
  process.exit(2);
}
let shown = 0;
const took = await generateEntries({
  url: values.database,
  count,
  months,
  ...(values.node && { node: values.node }),
  ...(values.origin && { origin: values.origin }),
  ...(values['key-file'] && { keyFile: values['key-file'] }),
  onProgress: (done, phase) => {
    if (performance.now() - shown < 5_000) return;
    shown = performance.now();
    process.stderr.write(`  ${phase}: ${done} of ${count}\n`);
  },
});
console.log(`${count} entries in ${took.rows.toFixed(1)} s, tiles in ${took.tiles.toFixed(1)} s`);
