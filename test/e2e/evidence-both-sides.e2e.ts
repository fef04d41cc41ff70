import { jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64, toBase64 } from '#libs/audit-log';
import { checkEvidence, type EvidenceBundle, mergeEvidence, parseEvidence } from '#libs/evidence';
import type { TrustAnchor } from '#libs/federation';
import { wellKnownSample } from '#libs/licences';
import { runEvidence } from '../../apps/cli/src/audit/run-evidence.js';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from '../support/agreement.js';
import { accessToken, ask, CONTEXT } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import {
  base64url,
  exchangeKeyOf,
  jws,
  type Message,
  type Received,
  sha256,
  tlsOf,
  Wire,
} from '../support/forge.js';
import { answer } from '../support/hostile-peer.js';

jest.setTimeout(60_000);

const licence = wellKnownSample('110000');
let cluster: Cluster;
let anchors: TrustAnchor[];
/** The lookup, by its request token's digest, and the entries about it. */
let request: string;
let outcome: string;
let answered: string;
const wire = new Wire();
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  cluster = await startCluster({
    // Integration and witnessing are asked for, round by round.
    sections: {
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
    },
    fronted: ['beijing'],
    agreements: (ids) => ({
      beijing: [sampleAgreement('bj-tj', ids.tianjin, { licenceTypes: [licence.typeCode] })],
    }),
  });
  anchors = [JSON.parse(readFileSync(join(cluster.anchor.directory, 'published/trust-anchor.json'), 'utf8'))];
  const beijing = node('beijing');
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 4 });
  const { data } = await ask(node('tianjin'), await accessToken(node('tianjin')), {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, context: $context) { status } }`,
    variables: { id: licence.identifier, context: CONTEXT },
  });
  expect(data.licence.status).toBe('FOUND');
  const [asked] = await newest('tianjin', 1);
  request = asked?.entry.request?.digest ?? '';
  outcome = asked?.entry.id ?? '';
  answered = (await newest('beijing', 1))[0]?.entry.id ?? '';
  for (const name of ['beijing', 'tianjin'] as const) {
    await node(name).running.transparency.round();
    await node(name).running.witnessing.round({ anyway: true });
  }
}, 60_000);
afterAll(async () => {
  wire.close();
  await cluster?.stop();
});

const newest = (name: RegionName, count: number) =>
  new AuditReader(node(name).running.database.auditorPool).newest(count);
async function evidence(of: RegionName, id: string, query = ''): Promise<EvidenceBundle> {
  const token = await accessToken(node(of), 'sample-auditor');
  const response = await fetch(`${node(of).publicUrl}/audit/evidence/${id}${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  return parseEvidence(await response.text());
}
const missing = async () => (await evidence('tianjin', outcome)).missing;

describe('the evidence of a lookup as one file', () => {
  it.each([
    ['who asked', 'tianjin', () => outcome],
    ['who answered', 'beijing', () => answered],
  ] as const)(
    'from the node of %s is whole and final with nothing but the anchor pinned',
    async (_, of, id) => {
      const bundle = await evidence(of, id());
      expect(bundle.missing).toBeUndefined();
      expect(bundle.sides.map(({ role }) => role).sort()).toEqual(['provider', 'requester']);
      const { verdict, checks, facts } = await checkEvidence(bundle, { anchors });
      expect(checks.filter((one) => one.outcome === 'failed')).toEqual([]);
      expect(verdict).toBe('whole');
      expect(facts.places.map(({ state }) => state)).toEqual(['final', 'final', 'final']);
      const other = of === 'tianjin' ? 'beijing' : 'tianjin';
      const [given] = await newest(other, 1);
      expect(given?.entry).toMatchObject({
        kind: 'audit-read',
        caller: { kind: 'peer', id: node(of).entityId },
        governance: { action: 'bundle', filter: JSON.stringify({ request }) },
      });
    },
  );

  it('names persons of the own side only, and of them only to whoever asks for it', async () => {
    const named = await evidence('tianjin', outcome, '?withPersonalValues=true');
    const persons = (role: string) =>
      named.sides.find((side) => side.role === role)?.entries.flatMap(({ personal = [] }) => personal);
    expect(persons('requester')?.length).toBeGreaterThan(0);
    expect(persons('provider')).toEqual([]);
    expect(JSON.stringify(await evidence('tianjin', outcome))).not.toContain('"salt"');
  });

  it('comes by the command too, from the running node', async () => {
    let written: unknown;
    await runEvidence(
      outcome,
      {
        region: 'tianjin',
        url: node('tianjin').publicUrl,
        token: await accessToken(node('tianjin'), 'sample-auditor'),
      },
      { out: (value: unknown) => void (written = value), note: () => undefined } as never,
      new Date(cluster.now()),
    );
    const { verdict } = await checkEvidence(parseEvidence(JSON.stringify(written)), { anchors });
    expect(verdict).toBe('whole');
  });
});

describe('a request for evidence', () => {
  const NOWHERE = sha256('no such lookup');
  function message(
    change: { from?: RegionName; digest?: string; typ?: string; claims?: object; body?: object } = {},
  ): Message {
    const from = node(change.from ?? 'tianjin');
    const to = node('beijing');
    const key = exchangeKeyOf(from);
    const body = Buffer.from(
      JSON.stringify(change.body ?? { op: 'evidence', request: change.digest ?? request }),
    );
    const seconds = Math.floor(cluster.now() / 1000);
    const token = jws(
      { typ: change.typ ?? 'tongban-evidence+jwt', alg: 'ES256', kid: key.kid },
      {
        v: 1,
        iss: from.entityId,
        aud: to.entityId,
        jti: base64url(sha256(`${Math.random()}`)).slice(0, 32),
        iat: seconds,
        exp: seconds + 60,
        htu: `${to.entityId}/evidence`,
        body_sha256: sha256(body),
        ...change.claims,
      },
      key.privateKey,
    );
    return {
      token,
      method: 'POST',
      path: '/evidence',
      port: Number(new URL(to.entityId).port),
      fields: { 'tongban-request': token, 'content-type': 'application/json' },
      body,
      tls: tlsOf(from),
    };
  }
  const told = ({ status, body }: Received) => [status, body.toString()];

  it('of a stranger to the lookup is answered as if it had never been, and no entry is written', async () => {
    const before = await new AuditReader(node('beijing').running.database.auditorPool).count();
    const stranger = await wire.send(message({ from: 'hebei' }));
    const nothing = await wire.send(message({ from: 'hebei', digest: NOWHERE }));
    expect(told(stranger)).toEqual([404, '{"op":"refused","code":"EVIDENCE_UNKNOWN"}']);
    expect(told(nothing)).toEqual(told(stranger));
    expect(await new AuditReader(node('beijing').running.database.auditorPool).count()).toBe(before);
  });

  it.each<[string, Parameters<typeof message>[0], number, string]>([
    ['with a token of reconciliation', { typ: 'tongban-reconciliation+jwt' }, 401, 'JWS_TYP_WRONG'],
    ['for another address', { claims: { htu: 'https://127.0.0.1/reconciliation' } }, 401, 'URI_MISMATCH'],
    ['over another body', { claims: { body_sha256: sha256('x') } }, 401, 'BODY_DIGEST_MISMATCH'],
    ['that is none', { body: { op: 'evidence', request: 'x' } }, 400, 'EVIDENCE_REQUEST_INVALID'],
  ])('%s is refused', async (_, change, status, code) => {
    const received = await wire.send(message(change));
    expect([received.status, received.body.toString()]).toEqual([status, expect.stringContaining(code)]);
  });

  it('is taken once', async () => {
    const once = message();
    expect((await wire.send(once)).status).toBe(200);
    expect(told(await wire.send(once))).toEqual([409, '{"op":"refused","code":"EVIDENCE_REPLAYED"}']);
  });

  it('is for the peer listener alone', async () => {
    const response = await fetch(`${node('beijing').publicUrl}/evidence`, { method: 'POST', body: '{}' });
    expect([response.status, await response.text()]).toEqual([
      404,
      expect.stringContaining('NOT_FOUND_HERE'),
    ]);
  });
});

describe('an answer that is not what the log says', () => {
  const front = () => node('beijing').front!;
  const tls = () => ({
    cert: readFileSync(node('beijing').tls.cert, 'utf8'),
    key: readFileSync(node('beijing').tls.key, 'utf8'),
    ca: readFileSync(node('beijing').tls.ca, 'utf8'),
  });
  /** What Beijing gave before, changed, with a token over it by Beijing's own key, or over what it was before. */
  async function lie(change: (entry: string) => string, signed: boolean): Promise<void> {
    const honest = await evidence('beijing', answered, '?otherSide=false');
    const [side] = honest.sides;
    const [entry] = side?.entries ?? [];
    const bytes = toBase64(Buffer.from(change(Buffer.from(fromBase64(entry?.bytes ?? '')!).toString())));
    const changed = Buffer.from(
      JSON.stringify({ ...honest, sides: [{ ...side, entries: [{ ...entry, bytes }] }] }),
    );
    const key = exchangeKeyOf(node('beijing'));
    front().hostile(tls(), (socket, { head }) => {
      const asked = /tongban-request: *(\S+)/i.exec(head)?.[1] ?? '';
      const token = jws(
        { typ: 'tongban-evidence-answer+jwt', alg: 'ES256', kid: key.kid },
        {
          v: 1,
          iss: node('beijing').entityId,
          aud: node('tianjin').entityId,
          iat: Math.floor(cluster.now() / 1000),
          request_sha256: sha256(asked),
          status: 200,
          body_sha256: signed ? sha256(changed) : sha256(JSON.stringify(honest)),
        },
        key.privateKey,
      );
      const fields = { 'content-type': 'application/json', 'tongban-answer': token };
      socket.write(Buffer.from(answer('200 OK', fields, changed), 'latin1'));
    });
  }
  const denied = (text: string): string => text.replace('"outcome":"granted"', '"outcome":"denied"');

  it.each([
    ['altered on its way', denied, false, 'ANSWER_BODY_MISMATCH'],
    ['signed by the peer, but no entry of the receipt', denied, true, 'EVIDENCE_CONTRADICTS'],
    [
      'about another lookup',
      (text: string) => text.replace(request, sha256('another')),
      true,
      'EVIDENCE_ANSWER_INVALID',
    ],
  ] as const)('%s does not come into the file, which says so', async (_, change, signed, code) => {
    await lie(change, signed);
    expect(await missing()).toMatchObject([{ role: 'provider', node: node('beijing').entityId, code }]);
    front().honest();
  });
});

it('with the peer away says so in time, and is completed when it is back', async () => {
  await node('beijing').front?.refuse();
  const partial = await evidence('tianjin', outcome);
  expect(partial.missing).toMatchObject([
    { role: 'provider', node: node('beijing').entityId, code: expect.stringMatching(/^PEER_/) },
  ]);
  const { verdict, checks } = await checkEvidence(partial, { anchors });
  expect(verdict).toBe('partial');
  expect(checks.find(({ name }) => name === 'both-sides')?.detail).toMatch(/PEER_/);
  await node('beijing').front?.listen();
  // The other way round, or a file of the other node, completes it.
  const theirs = await evidence('beijing', answered, '?otherSide=false');
  const whole = mergeEvidence(partial, theirs);
  expect(whole.missing).toBeUndefined();
  expect((await checkEvidence(whole, { anchors })).verdict).toBe('whole');
});
