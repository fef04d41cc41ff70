/**
 * `npm run cases:faults -- [--steps 2000] [--kills 40] [--days 20] [--seed n] [--json]`: two real nodes that receive and decide
 * cases of each other while the line between them is cut, silent, slow or deaf, either is killed by SIGKILL at any moment,
 * and days go by. In the end both must be in the same state, nothing lost or doubled. Exit code 1 otherwise. See README.md.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { ROOT } from '../../dist/apps/cli/src/root.js';
import { freePorts, startRealNodes } from '../support/real-nodes.js';
import { seeded } from '../kill9/seeded.js';
import { BadLine } from './bad-line.js';
import { compareRegions, readRegion } from './compare-regions.js';
import { Desk, RECEIVING, TRIES } from './desk.js';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '2000' },
    kills: { type: 'string', default: '40' },
    days: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const [steps, kills, days] = [values.steps, values.kills, values.days].map(Number);
const random = seeded(Number(values.seed));
const pick = (list) => list[Math.floor(random() * list.length)];
const say = (line) => process.stderr.write(`${line}\n`);
say(`seed ${values.seed}`);

const HOUR = 3_600_000;
const REGION = { beijing: 'BEIJING', tianjin: 'TIANJIN' };
const names = Object.keys(REGION);
const elsewhere = (name) => (name === 'beijing' ? 'tianjin' : 'beijing');
const clockDir = mkdtempSync(join(tmpdir(), 'tongban-clock-'));
const clockFile = join(clockDir, 'offset');
let offset = 0;
writeFileSync(clockFile, '0');
const now = () => Date.now() + offset;

const lines = {};
const nodes = await startRealNodes({
  regions: names,
  prefix: 'tongban-faults-',
  env: {
    NODE_OPTIONS: `--import ${new URL('shifted-clock.js', import.meta.url).href}`,
    CASES_CLOCK_FILE: clockFile,
  },
  sections: {
    graphql: { freeForm: true },
    messages: { pollSeconds: 1, retrySeconds: 1, retryMaxSeconds: 2, timeoutMs: 2_000, perMinute: 100_000 },
    cases: { pollSeconds: 1 },
    // Hours go by in an instant here, in which no witness can have confirmed anything.
    witnessing: { required: false },
    matters: {
      directory: join(ROOT, 'test/fixtures/matters'),
      departments: names.map((name) => join(ROOT, `config/matters/departments/${name}.yaml`)),
    },
    peers: { breaker: { failures: 50, openMs: 200, maxOpenMs: 400 }, timeoutMs: 2_000 },
  },
  async configure(name, config) {
    const [target] = await freePorts(1);
    lines[name] = new BadLine(Number(new URL(config.node.entityId).port), target);
    await lines[name].listening();
    config.http.peer.port = target;
  },
});

const counts = {
  cases: 0,
  taken: 0,
  refused: 0,
  unknown: 0,
  'sent again': 0,
  kills: 0,
  hours: 0,
  troubles: 0,
};
/** Steps whose answer nobody heard: they are asked for again with the same key until one is heard. */
const unheard = [];
const taken = [];
const cases = [];
/** The state that somebody saw last: people mostly try what it allows, sometimes anything. */
const seen = new Map();
const alive = { beijing: true, tianjin: true };
const restarts = [];
const desks = Object.fromEntries(names.map((name) => [name, new Desk(nodes.nodes[name], now)]));

async function attempt(one, again = false) {
  const { region, id, key } = one;
  const desk = desks[region];
  const answer = one.receiving ? await desk.receive(id, one.receiving, key) : await desk.step(one);
  if (answer === undefined) {
    counts.unknown += again ? 0 : 1;
    unheard.push(one);
  } else if (answer.code === undefined) {
    counts.taken += 1;
    seen.set(id, answer.data.state);
    taken.push({ region, id, key });
  } else counts.refused += 1;
}

async function open() {
  const region = pick(names);
  const drafted = await desks[region].draft();
  if (!drafted?.data) return;
  const { id } = drafted.data;
  counts.cases += 1;
  cases.push(id);
  const model = pick(['ONLINE', 'COLLECTED', 'JOINT']);
  await attempt({
    region,
    id,
    key: 'open',
    receiving: { ...RECEIVING, model, decision: REGION[elsewhere(region)] },
  });
}

let serial = 0;
async function act() {
  if (unheard.length > 0 && random() < 0.3) {
    counts['sent again'] += 1;
    return attempt(unheard.splice(Math.floor(random() * unheard.length), 1)[0], true);
  }
  // Mostly the newest: an old case has long been closed.
  const id = cases[Math.max(0, cases.length - 1 - Math.floor(random() * random() * 12))];
  if (id === undefined || random() < 0.06) return open();
  const likely = TRIES.filter(([, , , from]) => from.includes(seen.get(id)));
  const [who, step, data] = pick(likely.length > 0 && random() < 0.8 ? likely : TRIES);
  await attempt({ region: pick(names), id, who, step, data, key: `s${(serial += 1)}` });
}

function trouble() {
  counts.troubles += 1;
  lines[pick(names)].become(pick(['honest', 'honest', 'cut', 'silent', 'deaf', 'slow']));
}

function passTime() {
  const hours = 1 + Math.floor(random() * 8);
  if ((counts.hours + hours) / 24 > days) return;
  counts.hours += hours;
  offset += hours * HOUR;
  writeFileSync(clockFile, String(offset));
}

async function kill(name) {
  if (!alive[name]) return;
  alive[name] = false;
  counts.kills += 1;
  await nodes.nodes[name].kill();
  restarts.push(
    pause(random() * 500)
      .then(() => nodes.nodes[name].start())
      .then(() => (alive[name] = true)),
  );
}

/** Four people at once, so that a kill meets steps at any stage. */
async function work() {
  const share = Math.ceil(steps / 4);
  let done = 0;
  const person = async () => {
    for (let i = 0; i < share; i += 1) {
      await act();
      done += 1;
      if (random() < 0.05) trouble();
      if (random() < 0.03) passTime();
      if (counts.kills < (done / steps) * kills && names.every((name) => alive[name]))
        await kill(pick(names));
      // Work goes on at the other, but does not run out before the one that died is back.
      if (!alive.beijing || !alive.tianjin) await pause(700);
      if (done % 200 === 0) say(`${done} of ${steps}: ${JSON.stringify(counts)}`);
    }
  };
  await Promise.all([person(), person(), person(), person()]);
}

/** All is well again: what was not heard is asked for once more, and everything is delivered. */
async function settle() {
  for (const line of Object.values(lines)) line.become('honest');
  await Promise.all(restarts);
  const end = performance.now() + 120_000;
  let before = '';
  for (;;) {
    for (const one of unheard.splice(0)) await attempt(one, true);
    const regions = Object.fromEntries(
      await Promise.all(names.map(async (name) => [name, await readRegion(nodes.nodes[name].databaseUrl)])),
    );
    const state = names.map((name) => regions[name].events.length).join();
    const quiet = unheard.length === 0 && names.every((name) => regions[name].waiting.length === 0);
    if ((quiet && state === before) || performance.now() > end) return regions;
    before = quiet ? state : '';
    await pause(2_500);
  }
}

let faults;
try {
  await work();
  const regions = await settle();
  faults = compareRegions(regions, taken);
  if (unheard.length > 0) faults.push(`${unheard.length} steps were never answered`);
  counts.events = regions.tianjin.events.length;
  counts['set aside'] = regions.tianjin.cases.reduce((sum, { view }) => sum + view.setAside.length, 0);
  // A comparison that cannot fail proves nothing: what is taken away or changed must be found.
  const without = { ...regions.beijing, events: regions.beijing.events.slice(0, -1) };
  const changed = {
    ...regions.beijing,
    cases: regions.beijing.cases.map((one, at) =>
      at === 0 ? { ...one, view: { ...one.view, urged: ['?'] } } : one,
    ),
  };
  for (const planted of [without, changed])
    if (compareRegions({ ...regions, beijing: planted }, taken).length <= faults.length)
      faults.push('a planted fault was not found');
} finally {
  await Promise.allSettled(restarts);
  await nodes.stop();
  for (const line of Object.values(lines)) await line.close();
  rmSync(clockDir, { recursive: true, force: true });
}
if (values.json) process.stdout.write(`${JSON.stringify({ seed: values.seed, counts, faults })}\n`);
else {
  for (const [what, count] of Object.entries(counts)) say(`${String(count).padStart(8)}  ${what}`);
  for (const fault of faults.slice(0, 20)) say(`FAULT ${fault}`);
  say(faults.length === 0 ? 'Both regions are in the same state.' : `${faults.length} faults`);
}
process.exit(faults.length === 0 ? 0 : 1);
