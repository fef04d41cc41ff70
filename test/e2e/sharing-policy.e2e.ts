import pg from 'pg';
import { wellKnownSample } from '#libs/licences';
import type { Agreement } from '#libs/sharing';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import type { RunningNode } from '../../apps/node/src/node.js';
import { sampleAgreement } from '../support/agreement.js';
import { ask, CONTEXT, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { issuedToken } from '../support/issued-token.js';
import { EVERY_FIELD } from '../support/open-list.js';

const licence = wellKnownSample('110000');
const own = (changes: Partial<Agreement> = {}): Agreement =>
  sampleAgreement('own', '*', { licenceTypes: [licence.typeCode], fields: ['name', 'status'], ...changes });

let cluster: Cluster;
let beijing: TestNode;
let replica: { running: RunningNode; stop(): Promise<void> };

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing'],
    agreements: { beijing: [own()] },
    sections: {
      // Far beyond the tests: what arrives was told by the database.
      sharing: { pollMs: 60_000 },
    },
  });
  beijing = cluster.nodes.beijing;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 20 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 7, count: 3 });
  replica = await beijing.replica();
});
afterAll(async () => {
  await replica.stop();
  await cluster.stop();
});

const security = (person?: string): Promise<string> =>
  issuedToken(beijing, cluster.now(), {
    role: 'securityAdministrator',
    ...(person ? { person_id: person, person_name: `样例${person}` } : {}),
  });
const PROPOSAL =
  '{ id state basedOn version proposedBy decidedBy changes { kind id change members widens } gaps { agreement code fields } }';
const as = async (
  person: string | undefined,
  query: string,
  variables: object = {},
): Promise<GraphqlAnswer> => ask(beijing, await security(person), { query, variables });
const propose = (person: string | undefined, changes: object, more: object = {}): Promise<GraphqlAnswer> =>
  as(
    person,
    `mutation($changes: SharingChangesInput!, $at: Instant) { proposeSharing(changes: $changes, note: "样例", effectiveAt: $at) ${PROPOSAL} }`,
    { changes, ...more },
  );
const settle = (person: string, how: 'approve' | 'refuse' | 'withdraw', id: string): Promise<GraphqlAnswer> =>
  as(
    person,
    `mutation($id: ID!) { ${how}Sharing(id: $id${how === 'refuse' ? ', note: "不必要"' : ''}) ${PROPOSAL} }`,
    { id },
  );
const setting = (agreement: Agreement) => ({ agreements: [JSON.stringify(agreement)] });
const codeOf = (answer: GraphqlAnswer): unknown => answer.errors?.[0]?.extensions?.code;
const made = async (person: string, changes: object, more: object = {}): Promise<Json> => {
  const answer = await propose(person, changes, more);
  expect(answer.errors).toBeUndefined();
  return answer.data.proposeSharing;
};
const change = async (agreement: Agreement): Promise<Json> =>
  (await settle('b', 'approve', (await made('a', setting(agreement))).id)).data.approveSharing;
const newest = (count: number) => new AuditReader(beijing.running.database.auditorPool).newest(count);
const holds = (node: RunningNode): number => node.sharing.live.current().version;

/** Waits without looking at a clock of the test: as long as a second allows. */
async function within(ms: number, done: () => boolean): Promise<number> {
  const began = performance.now();
  while (!done() && performance.now() - began < ms * 10)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return performance.now() - began;
}

/** As the owner of the database, whom no grant confines. */
const owner = async (statement: string): Promise<unknown> => {
  const client = new pg.Client({ connectionString: beijing.database.url });
  await client.connect();
  try {
    return await client.query(statement);
  } finally {
    await client.end();
  }
};

const asked = async (): Promise<GraphqlAnswer> =>
  ask(beijing, await issuedToken(beijing, cluster.now(), { role: 'integrator' }), {
    query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(region: BEIJING, identifier: $id, context: $context) { status refusal { code } withheld { field reason } licence { name number status } } }`,
    variables: { id: licence.identifier, context: CONTEXT },
  });

describe('the first version', () => {
  it('is what the configuration says, signed, and stands in the log', async () => {
    const answer = await as('a', '{ sharingVersion { version standing digest signature content proposal } }');
    const { version, standing, digest, content, proposal } = answer.data.sharingVersion;
    expect({ version, standing, proposal }).toEqual({ version: 1, standing: true, proposal: null });
    expect(JSON.parse(content).agreements).toEqual([own()]);
    const entry = (await newest(100)).find((one) => one.entry.kind === 'administration')?.entry;
    expect(entry).toMatchObject({ caller: { kind: 'node' }, governance: { action: 'configure' } });
    expect(entry?.governance?.note).toContain(digest);
  });

  it('is made once, however many replicas start', () => {
    expect([holds(beijing.running), holds(replica.running)]).toEqual([1, 1]);
  });

  it('decides, and its number stands in the entry', async () => {
    const answer = await asked();
    expect(answer.data.licence).toMatchObject({
      status: 'REDUCED',
      withheld: [{ field: 'number', reason: 'FIELD_NOT_AGREED' }],
    });
    expect((await newest(1))[0]?.entry.lookups[0]).toMatchObject({ rule: 'own@1' });
  });
});

describe('a change', () => {
  it('is proposed by one and approved by another, and reaches every replica within a second', async () => {
    const proposal = await made('a', setting(own({ fields: ['name', 'status', 'number'] })));
    expect(proposal).toMatchObject({
      state: 'PROPOSED',
      basedOn: 1,
      proposedBy: '样例a',
      changes: [{ kind: 'agreement', id: 'own', change: 'changed', members: ['fields'], widens: true }],
      gaps: [],
    });
    expect(codeOf(await settle('a', 'approve', proposal.id))).toBe('SHARING_PROPOSAL_OWN');
    expect(holds(beijing.running)).toBe(1);
    const approved = await settle('b', 'approve', proposal.id);
    expect(approved.data.approveSharing).toMatchObject({ state: 'APPROVED', version: 2, decidedBy: '样例b' });
    expect(holds(beijing.running)).toBe(2);
    expect(await within(1000, () => holds(replica.running) === 2)).toBeLessThan(1000);
    expect((await asked()).data.licence).toMatchObject({ status: 'FOUND', withheld: [] });
    const notes = (await newest(20)).flatMap(({ entry }) => entry.governance?.note ?? []);
    expect(notes.filter((note) => note.includes(proposal.id)).map((note) => note.split(';')[0])).toEqual([
      `sharing: proposal ${proposal.id} approved`,
      `sharing: proposal ${proposal.id} proposed`,
    ]);
  });

  it('takes effect at its time', async () => {
    const at = new Date(cluster.now() + 60_000).toISOString();
    const proposal = await made('a', setting(own({ fields: ['name'] })), { at });
    expect((await settle('b', 'approve', proposal.id)).data.approveSharing.version).toBe(3);
    expect(holds(beijing.running)).toBe(2);
    cluster.advance(60_001);
    expect(holds(beijing.running)).toBe(3);
    expect((await asked()).data.licence.licence).toEqual({ name: licence.name, number: null, status: null });
  });

  it('is one of the newest version, or proposed again', async () => {
    const [first, second] = [
      await made('a', setting(own({ fields: ['name', 'number'] }))),
      await made('c', setting(own({ fields: ['name', 'identifier'] }))),
    ];
    expect((await settle('b', 'approve', first.id)).data.approveSharing.version).toBe(4);
    expect(codeOf(await settle('b', 'approve', second.id))).toBe('SHARING_PROPOSAL_STALE');
    expect(codeOf(await settle('b', 'approve', first.id))).toBe('SHARING_PROPOSAL_SETTLED');
    expect(codeOf(await settle('b', 'withdraw', second.id))).toBe('SHARING_PROPOSAL_OTHERS');
    expect((await settle('c', 'withdraw', second.id)).data.withdrawSharing.state).toBe('WITHDRAWN');
  });

  it('reaches a replica whose connection was cut, as soon as it listens again', async () => {
    await owner(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'tongban-sharing' AND datname = current_database()",
    );
    const { version } = await change(own({ fields: ['name', 'status', 'typeCode'] }));
    await within(1000, () => holds(replica.running) === version);
    expect(holds(replica.running)).toBe(version);
  });

  it('may be refused, by another', async () => {
    const { id } = await made('a', { removeAgreements: ['own'] });
    expect(codeOf(await settle('a', 'refuse', id))).toBe('SHARING_PROPOSAL_OWN');
    expect((await settle('b', 'refuse', id)).data.refuseSharing.state).toBe('REFUSED');
    expect((await asked()).data.licence.status).toBe('REDUCED');
  });

  it.each<[string, string | undefined, object, object, string]>([
    ['by nobody in particular', undefined, setting(own({ roles: ['x'] })), {}, 'SHARING_PERSON_MISSING'],
    ['of nothing', 'a', {}, {}, 'SHARING_NOTHING_CHANGED'],
    ['that is not JSON', 'a', { agreements: ['{'] }, {}, 'SHARING_CONTENT_INVALID'],
    [
      'that is no agreement',
      'a',
      { agreements: ['{"id":"x","partner":"*"}'] },
      {},
      'SHARING_CONTENT_INVALID',
    ],
    ['of what is not there', 'a', { removeAgreements: ['nobody'] }, {}, 'SHARING_CONTENT_INVALID'],
  ])('%s is refused', async (_, person, changes, more, code) =>
    expect(codeOf(await propose(person, changes, more))).toBe(code),
  );

  it('that would have begun before it was approved is refused', async () => {
    const at = new Date(cluster.now() - 1000).toISOString();
    const { id } = await made('a', setting(own({ fields: ['status'] })), { at });
    expect(codeOf(await settle('b', 'approve', id))).toBe('SHARING_EFFECTIVE_PAST');
    await settle('a', 'withdraw', id);
  });

  it.each(['integrator', 'systemAdministrator', 'auditor', 'windowClerk'])('is not for %s', async (role) => {
    const claims = { role, person_id: 'p', person_name: '样例' };
    const token = await issuedToken(beijing, cluster.now(), claims);
    const query = 'mutation { approveSharing(id: "x") { id } }';
    expect(codeOf(await ask(beijing, token, { query }))).toBe('ROLE_NOT_ALLOWED');
  });

  it('of a proposal that does not exist is refused', async () => {
    expect(codeOf(await settle('b', 'approve', "x'; --"))).toBe('SHARING_PROPOSAL_UNKNOWN');
  });
});

describe('the responsibility list', () => {
  it('keeps what it keeps, whatever is agreed, and a proposal says so beforehand', async () => {
    const [entry] = beijing.running.sharing.live.current().responsibilityList;
    const [item] = entry?.items ?? [];
    const kept = { fields: ['number'], classification: 'important', sensitivity: 'personal' } as const;
    const rest = EVERY_FIELD.filter((field) => field !== 'number');
    const changed = {
      ...entry,
      items: [
        { ...item, fields: rest },
        { ...kept, attribute: 'not-shared', legalBasis: '样例' },
      ],
    };
    const proposal = await made('a', {
      listEntries: [JSON.stringify(changed)],
      agreements: [JSON.stringify(own({ fields: ['name', 'number', 'document'] }))],
    });
    expect(proposal.changes).toMatchObject([
      { kind: 'list-entry', id: 'everything', widens: false },
      { kind: 'agreement', id: 'own', widens: true },
    ]);
    const gaps = proposal.gaps.map(({ code, fields }: Json) => `${code} ${fields}`);
    expect(new Set(gaps)).toEqual(new Set(['FIELD_NOT_SHARED number', 'FIELD_NOT_SHARED document']));
    await settle('b', 'approve', proposal.id);
    const { status, withheld } = (await asked()).data.licence;
    expect({ status, withheld }).toEqual({
      status: 'REDUCED',
      withheld: expect.arrayContaining([{ field: 'number', reason: 'FIELD_NOT_SHARED' }]),
    });
  });
});

describe('the rate of an agreement', () => {
  it('is counted over replicas and answered with Retry-After', async () => {
    const { version } = await change(own({ fields: ['name', 'status'], rate: { perMinute: 2 } }));
    expect(holds(beijing.running)).toBe(version);
    // A count that begins at the end of a minute would begin again in the middle of the test.
    cluster.advance(60_000 - (cluster.now() % 60_000));
    const took = await replica.running.sharing.rates.take('own', { perMinute: 2 }, 'role:integrator', 1);
    expect(took).toBeUndefined();
    expect((await asked()).data.licence.status).toBe('REDUCED');
    const refused = await asked();
    expect(refused.data.licence).toMatchObject({
      status: 'DENIED',
      refusal: { code: 'AGREEMENT_RATE_EXCEEDED' },
      licence: null,
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    cluster.advance(60_000);
    expect((await asked()).data.licence.status).toBe('REDUCED');
  });
});

describe('what is stored', () => {
  it.each([
    "UPDATE sharing_version SET content = '{}'",
    'DELETE FROM sharing_version',
    'TRUNCATE sharing_version CASCADE',
    "UPDATE sharing_proposal SET state = 'proposed'",
    'DELETE FROM sharing_proposal',
  ])('is not changed: %s', (statement) => expect(owner(statement)).rejects.toMatchObject({ code: '42501' }));

  it('and was not signed by this node is not believed: the node keeps what it had', async () => {
    const before = holds(beijing.running);
    await owner(`INSERT INTO sharing_version
      SELECT version + 1, replace(content, '"fields":["name"', '"fields":["number","name"'), digest, effective_at, made_at, NULL, jws
      FROM sharing_version ORDER BY version DESC LIMIT 1`);
    await beijing.running.sharing.live.load().catch(() => undefined);
    await beijing.running.sharing.live.refresh();
    expect(holds(beijing.running)).toBe(before);
    expect(beijing.logs.join('')).toContain('a version of the sharing policy is not usable');
  });
});
