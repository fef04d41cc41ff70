/**
 * `npm run kill9 -- replicas [--kills 12] [--restarts 4] [--callers 24] [--seed n]`: three processes of Beijing's node on one
 * database, integrators asking all three without pause; one process killed by SIGKILL again and again, every other time the
 * one that signs the log, and PostgreSQL stopped or killed and started again. Afterwards the log is read whole and compared
 * with the receipts that were given. Exit code 1 where anything is missing. See README.md.
 */
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { nativeSha256 } from '../../dist/apps/cli/src/audit/published-log.js';
import { StoredLog } from '../../dist/apps/cli/src/audit/stored-log.js';
import { SAMPLE_MATTER } from '../../dist/apps/cli/src/integrator/sample.js';
import { openLogKey } from '../../dist/apps/node/src/audit/index.js';
import { fsck, parseVerifierKey } from '../../dist/libs/audit-log/src/index.js';
import { businessLicences, fill } from '../bench/lookup/questions.js';
import { startRealNodes, until } from '../support/real-nodes.js';
import { readLog } from './compare-logs.js';
import { seeded } from './seeded.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '12' },
    restarts: { type: 'string', default: '4' },
    callers: { type: 'string', default: '24' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    json: { type: 'boolean', default: false },
  },
});
const random = seeded(Number(values.seed));
const say = (line) => process.stderr.write(`${line}\n`);

const QUERY = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, region: BEIJING, context: $context) { status licence { number } }
}`;

// A node is ready once it knows a peer.
const nodes = await startRealNodes({ prefix: 'tongban-replicas-', regions: ['beijing', 'tianjin'] });
try {
  const { beijing } = nodes.nodes;
  const url = beijing.databaseUrl;
  await fill(url, 200);
  const identifiers = await businessLicences(url, 20);
  const others = ['beijing-2', 'beijing-3'].map((name) => beijing.startReplica(name, url));
  const replicas = [beijing, ...(await Promise.all(others))];
  const token = await beijing.accessToken();
  const database = new pg.Pool({ connectionString: url, max: 2 });
  database.on('error', () => undefined);

  /** Leaf hashes of the receipts that integrators were given, by case number. */
  const receipts = new Map();
  let asked = 0;
  let unanswered = 0;
  let asking = true;
  const load = Array.from({ length: Number(values.callers) }, async (_, caller) => {
    while (asking) {
      const caseNumber = `REPLICA-${String((asked += 1)).padStart(7, '0')}`;
      const leaf = await ask(replicas[(asked + caller) % replicas.length], caseNumber);
      if (leaf) receipts.set(caseNumber, leaf);
      else {
        unanswered += 1;
        await pause(20);
      }
    }
  });

  async function ask({ publicUrl }, caseNumber) {
    try {
      const response = await fetch(`${publicUrl}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({
          query: QUERY,
          variables: {
            id: identifiers[asked % identifiers.length],
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
      const { data } = await response.json();
      const leaf = /leaf="([^"]+)"/.exec(response.headers.get('tongban-receipt') ?? '')?.[1];
      return data?.licence?.status === 'FOUND' ? leaf : undefined;
    } catch {
      return undefined;
    }
  }
  const flowing = (count) => {
    const from = receipts.size;
    return until(`${count} lookups answered`, () => receipts.size >= from + count, 60_000);
  };
  /** Fencing token of the newest checkpoint, and the process that holds the log. */
  const signing = async () => {
    const { rows } = await database.query(
      `SELECT holder, (SELECT max(fence)::int FROM audit_checkpoint) AS fence FROM audit_tree`,
    );
    return rows[0];
  };

  await flowing(30);
  let holders = 0;
  for (let kill = 1; kill <= Number(values.kills); kill += 1) {
    await pause(100 + Math.floor(random() * 400));
    let fence;
    let signer;
    await until('one of them signs', async () => {
      const now = await signing();
      fence = now.fence;
      return (signer = replicas.find(({ pid }) => now.holder.endsWith(`:${pid}`))) && fence !== null;
    });
    const victim = kill % 2 === 1 ? signer : replicas[Math.floor(random() * replicas.length)];
    await victim.kill();
    // The others answer while it is away, and one of them signs.
    await flowing(30);
    if (victim === signer) {
      holders += 1;
      await until('another one signs', async () => (await signing()).fence > fence);
    }
    await victim.start();
    say(
      `kill ${kill}: ${victim.name}${victim === signer ? ', which signed' : ''}; ${receipts.size} answered`,
    );
  }
  for (let restart = 1; restart <= Number(values.restarts); restart += 1) {
    const how = restart % 2 === 1 ? 'killed' : 'stopped';
    await pause(100 + Math.floor(random() * 400));
    await nodes.databases.restart(how);
    await flowing(60);
    say(`PostgreSQL ${how} and started; ${receipts.size} answered`);
  }
  asking = false;
  await Promise.all(load);
  const { rows } = await database.query('SELECT size::int FROM audit_log');
  await until('everything signed', async () => {
    const signed = await database.query('SELECT max(size)::int AS size FROM audit_checkpoint');
    return signed.rows[0].size >= rows[0].size;
  });
  await Promise.all(replicas.map((replica) => replica.stop()));
  const faults = await check(beijing, receipts);
  const [[, leaf]] = receipts;
  const planted = await check(beijing, new Map([...receipts, ['NEVER-ASKED', leaf]]));
  if (!planted.some((fault) => fault.startsWith('NEVER-ASKED')))
    faults.push('The comparison does not find a planted fault.');
  await database.end();
  const counts = {
    seed: Number(values.seed),
    kills: Number(values.kills),
    'of these of the one that signed': holders,
    'restarts of PostgreSQL': Number(values.restarts),
    asked,
    'answered with a receipt': receipts.size,
    unanswered,
    entries: rows[0].size,
  };
  if (values.json) console.log(JSON.stringify({ counts, faults }));
  else {
    for (const [name, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)}  ${name}`);
    for (const fault of faults.slice(0, 50)) console.log(`FAULT: ${fault}`);
    console.log(faults.length === 0 ? 'Nothing is missing.' : `${faults.length} faults.`);
  }
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await nodes.stop();
}

/** The log whole, once by a reader of its own and once by `fsck`; every receipt is of the entry of its case. */
async function check({ databaseUrl, loaded }, receipts) {
  const faults = [];
  const { entries } = await readLog('Beijing', databaseUrl, faults);
  const cases = new Map(entries.map(({ entry, leaf }) => [leaf, entry.context?.caseNumber]));
  for (const [caseNumber, leaf] of receipts)
    if (cases.get(leaf) !== caseNumber) faults.push(`${caseNumber} was answered; its entry is missing`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const stored = new StoredLog(client);
    const { verifierKey } = openLogKey(loaded.config.audit.keyFile, await stored.origin());
    const { findings } = await fsck(stored, {
      log: parseVerifierKey(verifierKey),
      sha256: nativeSha256,
      columns: (entry) => stored.columns(entry),
    });
    for (const { kind, what } of findings) faults.push(`fsck: ${kind} ${what ?? ''}`);
  } finally {
    await client.end();
  }
  return faults;
}
