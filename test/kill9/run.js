/**
 * `npm run kill9 -- [--kills 20] [--callers 24] [--seed n]`: three real nodes, integrators of Tianjin asking Beijing
 * without pause, and one of the two nodes killed by SIGKILL again and again. Afterwards both logs are read whole and
 * compared with what the integrators were told. Exit code 1 where anything is missing. See README.md.
 */
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { SAMPLE_MATTER } from '../../dist/apps/cli/src/integrator/sample.js';
import { wellKnownSample } from '../../dist/libs/licences/src/index.js';
import { businessLicences, fill } from '../bench/lookup/questions.js';
import { startRealNodes, until } from '../support/real-nodes.js';
import { compareLogs } from './compare-logs.js';
import { seeded } from './seeded.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    callers: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const callers = Number(values.callers);
const random = seeded(Number(values.seed));
const say = (line) => process.stderr.write(`${line}\n`);

const QUERY = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, region: BEIJING, context: $context) {
    status refusal { code } licence { number } verification { passed } receipt { log leaf }
  }
}`;

const nodes = await startRealNodes({
  prefix: 'tongban-kill9-',
  // A node that comes back is asked again at once; the time-outs are short enough to see the end of a lost request.
  sections: {
    peers: { breaker: { failures: 50, openMs: 200, maxOpenMs: 400 }, timeoutMs: 3_000 },
    http: { operationTimeoutMs: 5_000 },
  },
});
try {
  const { beijing, tianjin } = nodes.nodes;
  await fill(beijing.databaseUrl, 400);
  const identifiers = [
    wellKnownSample('110000').identifier,
    ...(await businessLicences(beijing.databaseUrl, 40)),
  ];

  /** What integrators were told, by case number: the receipt of an answer, or why there was none. */
  const told = { answered: new Map(), refused: new Map(), lost: new Map() };
  let token = await tianjin.accessToken();
  let asked = 0;
  let asking = true;

  const askOnce = async () => {
    const caseNumber = `KILL-${String((asked += 1)).padStart(7, '0')}`;
    const id = identifiers[asked % identifiers.length];
    let response;
    try {
      response = await fetch(`${tianjin.publicUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          query: QUERY,
          variables: {
            id,
            context: {
              ...SAMPLE_MATTER,
              caseNumber,
              legalBasis: '食品经营许可和备案管理办法（市场监管总局令第78号）',
              reason: '核对申请人的营业执照',
              channel: 'COUNTER',
              person: { id: 'clerk-0042', name: '王小明（样例）' },
            },
          },
        }),
        signal: AbortSignal.timeout(10_000),
      });
      const answer = await response.json();
      const lookup = answer.data?.licence;
      if (lookup?.status === 'FOUND' && lookup.receipt) {
        told.answered.set(caseNumber, lookup.receipt);
        return true;
      }
      const code =
        lookup?.refusal?.code ?? answer.errors?.[0]?.extensions?.code ?? `status ${response.status}`;
      told.refused.set(caseNumber, code);
      // A lost session of the issuer is nothing that this test is about.
      if (response.status === 401) token = await tianjin.accessToken().catch(() => token);
    } catch (error) {
      told.lost.set(caseNumber, error.cause?.code ?? error.name);
    }
    await pause(20);
    return false;
  };
  const flowing = (count) => {
    const from = told.answered.size;
    return until(`${count} lookups answered`, () => told.answered.size >= from + count, 60_000);
  };

  const load = Array.from({ length: callers }, async () => {
    while (asking) await askOnce();
  });
  await flowing(50);
  for (let kill = 1; kill <= kills; kill += 1) {
    const victim = random() < 0.5 ? beijing : tianjin;
    await pause(100 + Math.floor(random() * 900));
    const before = told.answered.size;
    await victim.kill();
    await victim.start();
    await flowing(50);
    say(`kill ${kill} of ${kills}: ${victim.name}; ${before} answered by then, ${told.answered.size} now`);
  }
  asking = false;
  await Promise.all(load);
  // What a killed Tianjin had under way at Beijing may still be on its way to the log.
  await pause(500);
  await Promise.all(Object.values(nodes.nodes).map((node) => node.stop()));

  const urls = { beijing: beijing.databaseUrl, tianjin: tianjin.databaseUrl };
  const result = await compareLogs(urls, told);
  if (!(await findsPlantedFaults(urls, told)))
    result.faults.push('The comparison does not find planted faults.');
  const counts = { seed: Number(values.seed), kills, asked, ...result.counts };
  if (values.json) console.log(JSON.stringify({ counts, faults: result.faults }));
  else {
    for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)}  ${name}`);
    for (const fault of result.faults.slice(0, 50)) console.log(`FAULT: ${fault}`);
    console.log(result.faults.length === 0 ? 'Nothing is missing.' : `${result.faults.length} faults.`);
  }
  process.exitCode = result.faults.length === 0 ? 0 : 1;
} finally {
  await nodes.stop();
}

/** A comparison that finds nothing could be blind: an answer that was never given and a receipt of another must show. */
async function findsPlantedFaults(urls, told) {
  const [[first], [, receiptOfAnother]] = [...told.answered];
  const answered = new Map([...told.answered, ['NEVER-ASKED', receiptOfAnother], [first, receiptOfAnother]]);
  const { faults } = await compareLogs(urls, { ...told, answered });
  return ['NEVER-ASKED was', `${first}: the outcome`, `${first}: the receipt`].every((start) =>
    faults.some((fault) => fault.startsWith(start)),
  );
}
