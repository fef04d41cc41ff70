import { LicenceStore } from '../../../dist/apps/node/src/licences/index.js';
import { median, spread } from './load.js';
import { BUSINESS_LICENCE, businessLicences, fill, openPool, peerBody } from './questions.js';

const FEW = 1_000;
const MANY = 1_000_000;
const CONNECTIONS = 32;

/** Two processes of Beijing's node, one over 1,000 licences and one over 1,000,000, asked by turns. */
export async function measureGrowth({ nodes, load, sign, options }) {
  const { beijing, tianjin } = nodes.nodes;
  const places = [];
  for (const count of [FEW, MANY]) {
    const url = await nodes.databases.create(`tongban_growth_${count}`);
    const replica = await beijing.startReplica(`growth-${count}`, url);
    const started = performance.now();
    await fill(url, count, (done) => {
      if (done % 200_000 === 0) process.stderr.write(`  ${done} licences of ${count}\n`);
    });
    console.log(`\n${count} licences filled in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    places.push({ count, url, ...replica, bodies: (await businessLicences(url, 20_000)).map(peerBody) });
  }
  let rate = 1_000;
  const window = async ({ pid, peerPort, bodies }, seconds) => {
    await load.prepare({
      kind: 'signed',
      host: '127.0.0.1',
      path: '/graphql',
      headers: {},
      bodies,
      sign,
      count: Math.ceil(rate * seconds * 1.4) + 500,
    });
    const result = await load.run(
      { port: peerPort, tls: tianjin.tls, connections: CONNECTIONS, seconds },
      { servers: { node: pid }, postmaster: nodes.databases.pid },
    );
    if (result.failed > 0) throw new Error(result.samples[0]);
    rate = Math.max(rate, result.perSecond);
    return result;
  };
  for (const place of places) await window(place, options.warmUp);
  const rounds = [];
  for (let round = 0; round < options.rounds; round += 1)
    rounds.push([await window(places[0], options.seconds), await window(places[1], options.seconds)]);
  const cost = ({ cpu }) => cpu.node + cpu.postgres;
  for (const [at, { count }] of places.entries()) {
    const windows = rounds.map((round) => round[at]);
    console.log(
      `lookup among ${String(count).padStart(9)}: ${spread(windows.map(({ perSecond }) => perSecond))} /s, p50 ${median(
        windows.map(({ p50 }) => p50),
      ).toFixed(1)} ms, CPU ${spread(windows.map(cost))} µs (node and PostgreSQL)`,
    );
  }
  const byCost = rounds.map(([few, many]) => cost(many) / cost(few));
  const byTime = rounds.map(([few, many]) => few.perSecond / many.perSecond);
  console.log(
    `growth of a lookup, 1,000,000 / 1,000: CPU ${spread(byCost, 2)}, time ${spread(byTime, 2)} (goal 1.2): ${
      median(byTime) <= 1.2 ? 'reached' : 'not reached'
    }`,
  );
  await growthOfReads(places);
}

/** The reads alone, one after another: without the pipeline around them a growth would show most. */
async function growthOfReads(places) {
  const reads = {
    byIdentifier: (store, licence) => store.byIdentifier(licence.identifier),
    byNumber: (store, licence) => store.byNumber(BUSINESS_LICENCE, licence.number),
    byHolder: (store, licence) =>
      store.byHolder({ type: licence.holderType, code: licence.holderCode }, { first: 20 }),
  };
  for (const place of places) {
    place.pool = openPool(place.url);
    place.store = new LicenceStore(place.pool, { maxPageSize: 100 });
    const identifiers = place.bodies.slice(0, 2_000).map((body) => JSON.parse(body).variables.identifier);
    place.known = [];
    for (const identifier of identifiers) place.known.push(await place.store.byIdentifier(identifier));
  }
  for (const [name, read] of Object.entries(reads)) {
    const times = places.map(() => []);
    for (let round = 0; round < 5; round += 1)
      for (const [at, { store, known }] of places.entries()) {
        const started = performance.now();
        for (let turn = 0; turn < 2_000; turn += 1) await read(store, known[turn % known.length]);
        times[at].push(((performance.now() - started) / 2_000) * 1000);
      }
    const ratio = times[1].map((time, round) => time / times[0][round]);
    console.log(
      `  ${name.padEnd(12)} alone: ${spread(times[0])} µs, ${spread(times[1])} µs, ratio ${spread(ratio, 2)}`,
    );
  }
  for (const { pool } of places) await pool.end();
}
