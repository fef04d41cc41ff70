import { jest } from '@jest/globals';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import {
  logOrigin,
  openCheckpoint,
  parseVerifierKey,
  proofState,
  verifyCosignature,
  type NoteVerifier,
} from '#libs/audit-log';
import { wellKnownSample } from '#libs/licences';
import { peerDocuments } from '../../apps/node/src/lookup/peer-documents.js';
import { SubmissionStore, type WitnessStanding } from '../../apps/node/src/witnessing/index.js';
import { accessToken, ask, CONTEXT, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { forge, tlsOf, Wire } from '../support/forge.js';
import { SampleLog } from '../support/sample-log.js';

jest.setTimeout(60_000);

/** Nothing happens by itself: integration and witnessing are asked for, round by round. */
const sections = {
  transparency: { intervalMs: 60_000 },
  witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
};

let cluster: Cluster;
const node = (name: RegionName): TestNode => cluster.nodes[name];
const own = wellKnownSample('120000');

beforeAll(async () => {
  cluster = await startCluster({ sections });
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
});

const lookup = `query($id: LicenceIdentifier!, $context: LookupContextInput) {
  licence(identifier: $id, context: $context) { status refusal { code } }
}`;
const asked = async (of: TestNode, id = own.identifier): Promise<GraphqlAnswer> =>
  ask(of, await accessToken(of), { query: lookup, variables: { id, context: CONTEXT } });

const witnessed = (of: TestNode): Promise<WitnessStanding> => of.running.witnessing.round({ anyway: true });

/** One more entry (a lookup that is denied is one) under a signed checkpoint, which the witnesses are then asked about. */
async function grow(of: TestNode): Promise<WitnessStanding> {
  expect((await asked(of)).data.licence.status).toBe('DENIED');
  await of.running.transparency.round();
  return witnessed(of);
}

const latest = async (of: TestNode) => (await of.running.transparency.published.latest())!;
const witnessKeys = (of: TestNode): NoteVerifier[] =>
  of.running.peers.list().map(({ metadata }) => parseVerifierKey(metadata.witness!.verifier_key));
const logKey = (of: TestNode, seenBy: TestNode): NoteVerifier =>
  parseVerifierKey(
    seenBy.running.peers.list().find(({ entityId }) => entityId === of.entityId)!.metadata.log.verifier_key,
  );
const submissionOf = (standing: WitnessStanding, of: TestNode) =>
  standing.witnesses.find(({ entityId }) => entityId === of.entityId)?.submission;
const published = async (of: TestNode): Promise<string> =>
  (await fetch(`${of.publicUrl}/log/checkpoint`)).text();
const ready = async (of: TestNode): Promise<{ status: number; log: Json }> => {
  const response = await fetch(`${of.publicUrl}/status/ready`);
  return { status: response.status, log: ((await response.json()) as Json).log };
};
const back = async (...names: RegionName[]): Promise<void> => {
  for (const name of names) await node(name).restart();
  for (const name of names) await node(name).running.peers.refresh();
};

describe('a checkpoint', () => {
  it('becomes final: both other regions cosign it, and anybody can check that', async () => {
    const tianjin = node('tianjin');
    const standing = await grow(tianjin);
    const { size, note } = await latest(tianjin);
    expect(standing).toMatchObject({ state: 'ok', latest: size, provisional: size, final: size });
    const stored = await tianjin.running.transparency.published.cosignatures(size);
    expect(stored).toHaveLength(2);
    const { text } = openCheckpoint(note, logKey(tianjin, node('beijing')));
    for (const { witness, line } of stored) {
      const key = witnessKeys(tianjin).find(({ name }) => name === witness)!;
      verifyCosignature(text, line, key);
    }
    const served = openCheckpoint(await published(tianjin), logKey(tianjin, node('beijing')));
    expect(served.signatures).toHaveLength(3);
    expect(proofState(served, witnessKeys(tianjin))).toBe('final');
    expect(await ready(tianjin)).toMatchObject({ status: 200, log: { state: 'ok', unwitnessedMs: 0 } });
  });

  it('each region does so for each other', async () => {
    for (const name of ['beijing', 'hebei'] as const) {
      const standing = await grow(node(name));
      expect(standing.final).toBe((await latest(node(name))).size);
    }
  });

  it('that a witness lost sight of here is asked about again, from the size that it names', async () => {
    const tianjin = node('tianjin');
    await tianjin.running.database.pool.query('UPDATE witness_submission SET size = 0');
    const standing = await grow(tianjin);
    expect(standing.final).toBe(standing.latest);
    expect(standing.witnesses.map(({ submission }) => submission?.code)).toEqual([undefined, undefined]);
  });

  it('is what the witnesses say they saw last, to whoever restores a backup', async () => {
    const tianjin = node('tianjin');
    const { size, root } = await latest(tianjin);
    const { lookup: guard } = tianjin.running.witnessing;
    expect(guard.configured).toBe(2);
    expect((await guard.lastSeen()).map((seen) => [seen.size, Buffer.from(seen.root)])).toEqual([
      [size, Buffer.from(root)],
      [size, Buffer.from(root)],
    ]);
  });

  it('is submitted by one of several replicas', async () => {
    const tianjin = node('tianjin');
    const replica = await tianjin.replica();
    try {
      expect((await grow(tianjin)).state).toBe('ok');
      const third = new SubmissionStore(tianjin.running.database.pool, randomUUID());
      expect(await third.takeLease(30)).toBe(false);
    } finally {
      await replica.stop();
    }
  });
});

describe('one witness away', () => {
  it('leaves checkpoints provisional', async () => {
    const tianjin = node('tianjin');
    await node('hebei').stop();
    const standing = await grow(tianjin);
    const { size } = await latest(tianjin);
    expect(standing).toMatchObject({ state: 'ok', latest: size, provisional: size });
    expect(standing.final).toBeLessThan(size);
    expect(submissionOf(standing, node('hebei'))).toMatchObject({ code: 'PEER_UNREACHABLE' });
    const served = openCheckpoint(await published(tianjin), logKey(tianjin, node('beijing')));
    expect(proofState(served, witnessKeys(tianjin))).toBe('provisional');
  });

  it('is an alert after a while, and the exchange goes on', async () => {
    const tianjin = node('tianjin');
    cluster.advance(61_000);
    expect(await witnessed(tianjin)).toMatchObject({ state: 'lagging' });
    expect(tianjin.logs.some((line) => line.includes('ALERT: witnesses lag behind the audit log'))).toBe(
      true,
    );
    expect(await ready(tianjin)).toMatchObject({
      status: 200,
      log: { state: 'lagging', code: 'LOG_UNWITNESSED' },
    });
    expect((await grow(tianjin)).provisional).toBe((await latest(tianjin)).size);
  });

  it('and back catches up at once', async () => {
    const tianjin = node('tianjin');
    await back('hebei');
    expect(await witnessed(tianjin)).toMatchObject({ state: 'ok', final: (await latest(tianjin)).size });
    expect(await ready(tianjin)).toMatchObject({ status: 200, log: { state: 'ok' } });
  });
});

describe('no witness for longer than the bound', () => {
  const wire = new Wire();
  const question = {
    documentId: peerDocuments.byIdentifier.id,
    variables: { identifier: own.identifier, region: 'TIANJIN' },
  };

  it('stops the exchange: nothing is asked and nothing is answered', async () => {
    const tianjin = node('tianjin');
    await node('beijing').stop();
    await node('hebei').stop();
    await grow(tianjin);
    cluster.advance(121_000);
    expect(await witnessed(tianjin)).toMatchObject({ state: 'stopped' });
    for (const { identifier } of [own, wellKnownSample('110000')]) {
      const answer = await asked(tianjin, identifier);
      expect(answer.status).toBe(503);
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'LOG_UNWITNESSED', retryable: true });
    }
    expect(await ready(tianjin)).toMatchObject({
      status: 503,
      log: { state: 'stopped', code: 'LOG_UNWITNESSED' },
    });
  });

  it('peers are told so by a signed and receipted denial', async () => {
    const answer = await wire.send(forge(node('beijing'), node('tianjin'), cluster.now(), question));
    expect(answer).toMatchObject({ status: 503, code: 'LOG_UNWITNESSED' });
    expect(answer.headers['tongban-answer']).toEqual(expect.any(String));
    const stranger = forge(node('beijing'), node('tianjin'), cluster.now(), question, (draft) => {
      draft.tls = { ca: tlsOf(node('beijing')).ca };
    });
    expect(await wire.send(stranger)).toMatchObject({ status: 401, code: 'PEER_CERTIFICATE_MISSING' });
  });

  it('whoever looks into it is still answered', async () => {
    const tianjin = node('tianjin');
    const administrator = await accessToken(tianjin, 'sample-administrator');
    const answer = await ask(tianjin, administrator, {
      query: `{ logWitnesses {
        state required provisionalNeeds finalNeeds latestSize provisionalSize lagSeconds
        witnesses { entityId size behind confirmedAt failures lastError { code messageZh } }
      } }`,
    });
    expect(answer.status).toBe(200);
    const { logWitnesses } = answer.data;
    expect(logWitnesses).toMatchObject({
      state: 'STOPPED',
      required: true,
      provisionalNeeds: 1,
      finalNeeds: 2,
      latestSize: String((await latest(tianjin)).size),
    });
    expect(logWitnesses.lagSeconds).toBeGreaterThanOrEqual(121);
    for (const name of ['beijing', 'hebei'] as const)
      expect(logWitnesses.witnesses.find((one: Json) => one.entityId === node(name).entityId)).toMatchObject({
        behind: '1',
        confirmedAt: expect.any(String),
        lastError: { code: 'PEER_UNREACHABLE', messageZh: expect.any(String) },
      });
    const clerk = await ask(tianjin, await accessToken(tianjin), { query: '{ logWitnesses { state } }' });
    expect(clerk.errors?.[0]?.extensions.code).toBe('LOG_UNWITNESSED'); // and ROLE_NOT_ALLOWED on other days
  });

  it('resumes by itself when one witness is back', async () => {
    const tianjin = node('tianjin');
    await back('beijing');
    await tianjin.running.transparency.round();
    expect((await witnessed(tianjin)).state).not.toBe('stopped');
    expect((await asked(tianjin)).data.licence.status).toBe('DENIED');
    await back('hebei');
    await tianjin.running.transparency.round();
    expect(await witnessed(tianjin)).toMatchObject({ state: 'ok', final: (await latest(tianjin)).size });
    wire.close();
  });
});

describe('somebody who signs with the key of a log', () => {
  const agents: Agent[] = [];
  afterAll(() => Promise.all(agents.map((agent) => agent.close())));

  it('and shows one witness another tree is found out by the log itself', async () => {
    // Hebei's witness of Tianjin's log is shown a tree that goes on differently.
    const { tianjin, hebei, beijing } = cluster.nodes;
    const { size } = await latest(tianjin);
    const origin = logOrigin(tianjin.entityId);
    const key = createPrivateKey(readFileSync(join(tianjin.dataDir, 'keys/log.pem'), 'utf8'));
    const { rows } = await tianjin.running.database.auditorPool.query<{ leaf: Buffer }>(
      'SELECT leaf FROM audit_entry ORDER BY index LIMIT $1',
      [String(size)],
    );
    const forked = new (class extends SampleLog {
      override leaves(from: number, to: number): Uint8Array[] {
        return super.leaves(from, to).map((made, at) => rows[from + at]?.leaf ?? made);
      }
    })(origin, key);
    const agent = new Agent({ connect: { ...tlsOf(tianjin), checkServerIdentity: () => undefined } });
    agents.push(agent);
    const shown = await request(`${hebei.entityId}/witness/add-checkpoint`, {
      method: 'POST',
      body: await forked.request(Number(size), Number(size) + 1),
      dispatcher: agent,
    });
    expect([shown.statusCode, await shown.body.text()]).toEqual([200, expect.stringContaining('witness')]);

    let standing = await grow(tianjin);
    while (standing.latest < size + 2n) standing = await grow(tianjin);
    expect(standing.provisional).toBe(standing.latest);
    expect(standing.final).toBe(size);
    expect(submissionOf(standing, beijing)).toMatchObject({ code: undefined });
    expect(submissionOf(standing, hebei)).toMatchObject({ code: 'WITNESS_DISAGREES' });
    expect(tianjin.running.witnessing.metrics()?.failures.WITNESS_DISAGREES).toBeGreaterThan(0);
    expect(
      tianjin.logs.some((line) => line.includes('ALERT: a witness has seen another state of our log')),
    ).toBe(true);
    expect(
      hebei.logs.some((line) => line.includes('ALERT: a log contradicts what this node has witnessed')),
    ).toBe(true);
  });
});
