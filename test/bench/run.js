/**
 * `npm run bench -- <what> [options]`. What is measured, how, and the last figures: README.md.
 *
 *   lookup         [--seconds 5] [--rounds 3] [--connections 1,32,256] [--only a|b|c] [--growth] [--profile folder]
 *                  [--node-options '--flag']  (of all servers)
 *   audit          [--seconds 4] [--rounds 5] [--callers 1,64,256] [--only throughput|fsck|growth] [--entries N]
 *                  [--growth [--turns 400]] [--without index,...]  (what an index costs an append)
 *   checks         [--checks 12885] [--at-once 64] [--rounds 5] [--no-kill]   (the bankruptcy check over nine sources)
 *   sharing        [--growth] [--lookup-us 428]   (what a decision costs)
 *   console        [--entries 10000000] [--loads 20] [--changes 100] [--minutes 5]   (the auditor's list, in a browser)
 *   audit-append   [seconds]
 *   seals          [--seconds 3] [--rounds 3] [--big 50]   (beside pdfsig and openssl cms)
 *   event-loop     [--seconds 5] [--big 40]   (while documents are verified)
 *   eligibility    [--candidates 1000000] [--kill 0.4] [--window 4000] [--batch 100] [--concurrency 4]   (免申办)
 *   sm2            [seconds]   (beside `openssl speed sm2`)
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const [what, ...rest] = process.argv.slice(2);
if (what === 'lookup') {
  const { benchLookup } = await import('./lookup/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      seconds: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '8' },
      connections: { type: 'string', default: '1,32,256' },
      only: { type: 'string' },
      profile: { type: 'string' },
      'node-options': { type: 'string', default: '' },
      growth: { type: 'boolean', default: false },
    },
  });
  await benchLookup({
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    warmUp: Number(values['warm-up']),
    connections: values.connections.split(',').map(Number),
    only: values.only,
    growth: values.growth,
    profile: values.profile,
    nodeOptions: values['node-options'],
  });
} else if (what === 'eligibility') {
  const { benchEligibility } = await import('./eligibility/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      candidates: { type: 'string', default: '1000000' },
      kill: { type: 'string', default: '0.4' },
      window: { type: 'string', default: '4000' },
      batch: { type: 'string', default: '100' },
      concurrency: { type: 'string', default: '4' },
    },
  });
  await benchEligibility(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])),
  );
} else if (what === 'audit') {
  const { benchAudit } = await import('./audit/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      seconds: { type: 'string', default: '4' },
      rounds: { type: 'string', default: '5' },
      callers: { type: 'string', default: '1,64,256' },
      turns: { type: 'string', default: '400' },
      entries: { type: 'string' },
      growth: { type: 'boolean', default: false },
      only: { type: 'string' },
      without: { type: 'string', default: '' },
    },
  });
  await benchAudit({
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    callers: values.callers.split(',').map(Number),
    turns: Number(values.turns),
    entries: values.entries === undefined ? undefined : Number(values.entries),
    growth: values.growth,
    only: values.only,
    without: values.without.split(',').filter(Boolean),
  });
} else if (what === 'seals') {
  const { benchSeals } = await import('./seals/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      seconds: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '3' },
      big: { type: 'string', default: '50' },
    },
  });
  await benchSeals({
    seconds: Number(values.seconds),
    rounds: Number(values.rounds),
    big: Number(values.big),
  });
} else if (what === 'event-loop') {
  const { benchEventLoop } = await import('./event-loop/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: { seconds: { type: 'string', default: '5' }, big: { type: 'string', default: '40' } },
  });
  await benchEventLoop({ seconds: Number(values.seconds), big: Number(values.big) });
} else if (what === 'sharing') {
  const { benchSharing } = await import('./sharing.js');
  const { values } = parseArgs({
    args: rest,
    options: { growth: { type: 'boolean', default: false }, 'lookup-us': { type: 'string', default: '428' } },
  });
  benchSharing({ growth: values.growth, lookupUs: Number(values['lookup-us']) });
} else if (what === 'checks') {
  const { benchChecks } = await import('./checks/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      checks: { type: 'string', default: '12885' },
      'at-once': { type: 'string', default: '64' },
      rounds: { type: 'string', default: '5' },
      'no-kill': { type: 'boolean', default: false },
    },
  });
  await benchChecks({
    checks: Number(values.checks),
    atOnce: Number(values['at-once']),
    rounds: Number(values.rounds),
    kill: !values['no-kill'],
  });
} else if (what === 'console') {
  const { benchConsole } = await import('./console/bench.js');
  const { values } = parseArgs({
    args: rest,
    options: {
      entries: { type: 'string', default: '10000000' },
      loads: { type: 'string', default: '20' },
      changes: { type: 'string', default: '100' },
      minutes: { type: 'string', default: '5' },
    },
  });
  await benchConsole(
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)])),
  );
} else if (what === 'audit-append' || what === 'sm2') {
  const file = fileURLToPath(new URL(`./${what}.js`, import.meta.url));
  process.exitCode = spawnSync(process.execPath, [file, ...rest], { stdio: 'inherit' }).status ?? 1;
} else {
  console.error(
    'usage: npm run bench -- lookup|audit|checks|console|audit-append|eligibility|seals|event-loop|sm2 [options]; see test/bench/README.md',
  );
  process.exitCode = 2;
}
