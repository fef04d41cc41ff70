/**
 * `npm run kill9 -- [options of run.js]`: nodes of two regions. `npm run kill9 -- replicas [options of replicas.js]`: three
 * processes of one node on one database.
 */
if (process.argv[2] === 'replicas') {
  process.argv.splice(2, 1);
  await import('./replicas.js');
} else await import('./run.js');
