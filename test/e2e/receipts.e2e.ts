import { jest } from '@jest/globals';
import { wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import type { StoredFinding } from '../../apps/node/src/reconciliation/index.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { tamper } from '../support/tamper.js';

jest.setTimeout(60_000);

const licence = wellKnownSample('110000');
let cluster: Cluster;
let token: string;
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    // Integration and checks are asked for, round by round.
    sections: {
      transparency: { intervalMs: 60_000, lagAlertSeconds: 3_600, lagStopSeconds: 86_400 },
      witnessing: { intervalSeconds: 3_600, required: false },
      callers: { accessTokenSeconds: 3_600 },
      receipts: { pollSeconds: 3_600, delaySeconds: 600 },
    },
  });
  token = await accessToken(node('tianjin'));
}, 60_000);
afterAll(() => cluster?.stop());

/** A lookup that Beijing denies, with a receipt. @returns our outcome's id */
async function look(): Promise<string> {
  await ask(node('tianjin'), token, {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status } }`,
    variables: { id: licence.identifier, context: CONTEXT },
  });
  const [outcome] = await new AuditReader(node('tianjin').running.database.auditorPool).newest(1);
  expect(outcome?.entry.receipt).toBeDefined();
  return outcome?.entry.id ?? '';
}
/** Beijing integrates; Tianjin takes a checkpoint, and once it has settled reads up to it. */
async function round(ms = 121_000): Promise<void> {
  await node('beijing').running.transparency.round();
  await node('tianjin').running.receipts.check.now();
  cluster.advance(ms);
  await node('tianjin').running.receipts.check.now();
}
const wanted = async (): Promise<string[]> =>
  (await node('tianjin').running.database.pool.query('SELECT entry FROM receipt_wanted')).rows.map(
    ({ entry }: { entry: string }) => entry,
  );
const findings = async (of: string): Promise<StoredFinding[]> =>
  (await node('tianjin').running.reconciliation.findings.list({}, 100)).filter((one) => one.class === of);

it('a receipt whose entry is in the published log is settled, and nothing is written', async () => {
  const entry = await look();
  const before = await new AuditReader(node('tianjin').running.database.auditorPool).count();
  await node('tianjin').running.receipts.check.now();
  expect(await wanted()).toEqual([entry]);
  await round();
  await round();
  expect(await wanted()).toEqual([]);
  expect(await new AuditReader(node('tianjin').running.database.auditorPool).count()).toBe(before);
});

it('a receipt for an entry that never came into the log is a finding with both sides’ proofs, once', async () => {
  const entry = await look();
  // What Tianjin would hold had Beijing promised an entry and dropped it.
  await tamper(
    node('tianjin'),
    `UPDATE audit_entry SET body = (SELECT convert_to(regexp_replace(t, '"leaf":"....', '"leaf":"AAAA'), 'UTF8')
       FROM convert_from(body, 'UTF8') AS t) WHERE id = $1`,
    [entry],
  );
  await round();
  expect(await findings('not-included')).toEqual([]);
  await round(700_000);
  await round();
  const found = await findings('not-included');
  expect(found).toMatchObject([
    {
      peer: node('beijing').entityId,
      proofs: {
        ours: { entry, tokens: { answerToken: expect.any(String) } },
        theirs: { checkpoint: expect.stringContaining('/log\n') },
      },
    },
  ]);
  await round(700_000);
  await round();
  expect(await findings('not-included')).toEqual(found);
});

it('a log that has other leaves than it had is a finding', async () => {
  await look();
  await tamper(
    node('tianjin'),
    'UPDATE receipt_log SET frontier = set_byte(frontier, length(frontier) - 1, (get_byte(frontier, length(frontier) - 1) + 1) % 256)',
  );
  await round();
  await round();
  expect(await findings('log-inconsistent')).toMatchObject([
    { peer: node('beijing').entityId, proofs: { code: 'CHECKPOINT_INCONSISTENT' } },
  ]);
});

it('a log that cannot be read while receipts wait for it is a finding after the delay, not before', async () => {
  await look();
  await node('beijing').stop();
  await node('tianjin').running.receipts.check.now();
  cluster.advance(121_000);
  await node('tianjin').running.receipts.check.now();
  expect(await findings('log-unavailable')).toEqual([]);
  cluster.advance(601_000);
  await node('tianjin').running.receipts.check.now();
  expect(await findings('log-unavailable')).toMatchObject([{ proofs: { code: 'PEER_LOG_UNAVAILABLE' } }]);
});
