import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { compactVerify } from 'jose';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import { dropMessage, waitingMessages } from '../../apps/node/src/messages/index.js';
import { ask, type Json } from '../support/ask.js';
import {
  ORGANISATIONS,
  startCluster,
  type Cluster,
  type RegionName,
  type TestNode,
} from '../support/cluster.js';
import { deliverAll } from '../support/deliver.js';
import { exchangeKeyOf, Wire } from '../support/forge.js';
import { issuedToken } from '../support/issued-token.js';
import { sendMessage } from '../support/message.js';

jest.setTimeout(60_000);

const DAY = 86_400_000;
const licence = wellKnownSample('110000');
const holderCode = wellKnownPersonSample('120000').holderCode;
const HISTORY = 'history { n action side role at text entryId }';
const REQUEST = `id state requester provider organisationCode clock { name state used left due certain }
  pending { action } declined { action code } ${HISTORY}`;
const OBJECTION = `id state claim proposed raisedBy clock { name state } pending { action } declined { code } ${HISTORY}`;

let cluster: Cluster;
let receiver: Server;
const received: string[] = [];
let answerWith = 500;
const wire = new Wire();
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push(body);
      response.writeHead(answerWith, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  // Rounds are run by hand.
  cluster = await startCluster({
    sections: { messages: { pollSeconds: 3600, retrySeconds: 60 } },
    own: {
      beijing: {
        requests: {
          overdue: { pollSeconds: 3600, webhooks: [`http://${host}/overdue`], allowHosts: [host] },
        },
      },
    },
  });
}, 60_000);
afterAll(async () => {
  wire.close();
  receiver.close();
  await cluster?.stop();
});

type Who = 'integrator' | 'windowClerk' | 'securityAdministrator' | 'holder' | 'auditor';
async function call(
  name: RegionName,
  role: Who,
  query: string,
  variables: object = {},
  claims: object = {},
): Promise<{ data: Json; code: string | undefined }> {
  const { code, name: orgName } = ORGANISATIONS[name];
  const token = await issuedToken(node(name), cluster.now(), {
    role,
    org_code: code,
    org_name: orgName,
    ...(role === 'holder'
      ? { holder_type: '111', holder_code: holderCode, person_id: 'p-1', person_name: '样例用户' }
      : {}),
    ...claims,
  });
  const { data, errors } = await ask(node(name), token, { query, variables });
  const found = errors?.[0]?.extensions?.code as string | undefined;
  return { data: data && Object.values(data as object)[0], code: found };
}

const input = {
  region: 'BEIJING',
  attribute: 'CONDITIONAL',
  basis: '样例依据',
  scenario: '办理企业变更',
  scope: [{ typeCode: licence.typeCode, fields: ['name', 'status'] }],
  way: 'QUERY',
  from: '2024-01-01',
  until: '2040-12-31',
};
const submit = (change: object = {}, role: Who = 'integrator', name: RegionName = 'tianjin') =>
  call(
    name,
    role,
    `mutation($input: SharingRequestInput!) { submitSharingRequest(input: $input) { ${REQUEST} } }`,
    {
      input: { ...input, ...change },
    },
  );
const step = (
  name: RegionName,
  id: string,
  action: string,
  text?: string,
  role: Who = 'securityAdministrator',
) =>
  call(
    name,
    role,
    `mutation($id: ID!, $step: SharingRequestStep!, $text: String) { stepSharingRequest(id: $id, step: $step, text: $text) { ${REQUEST} } }`,
    { id, step: action, text },
  );
const read = (name: RegionName, id: string, role: Who = 'securityAdministrator', claims: object = {}) =>
  call(name, role, `query($id: ID!) { sharingRequest(id: $id) { ${REQUEST} } }`, { id }, claims);
/** Everything that waits is delivered, in both directions. */
const deliver = (): Promise<void> => deliverAll(cluster, [node('tianjin'), node('beijing')], 100_000);
const withoutEntries = ({ history }: Json): Json =>
  history.map(({ entryId: _entry, ...event }: Json) => event);
const noteOf = async (name: RegionName, entryId: string): Promise<string | undefined> =>
  (await new AuditReader(node(name).running.database.auditorPool).byId(entryId))?.entry.governance?.note;

describe('Tianjin requests data of Beijing', () => {
  let id: string;

  it('and shows it as pending until Beijing has it', async () => {
    const { data } = await submit();
    id = data.id;
    expect(data).toMatchObject({
      state: 'SUBMITTED',
      pending: { action: 'submit' },
      history: [],
      clock: null,
    });
    await deliver();
    const there = (await read('beijing', id)).data;
    expect(there).toMatchObject({
      state: 'SUBMITTED',
      organisationCode: ORGANISATIONS.tianjin.code,
      clock: { name: 'answer', state: 'running', left: 10, used: 0 },
      history: [{ n: 1, action: 'submit', side: 'requester', role: 'integrator' }],
    });
    expect((await read('tianjin', id)).data).toMatchObject({ pending: null, clock: there.clock });
  });

  it('is asked for a supplement, gives it, is agreed with and supplied; both keep one history', async () => {
    expect((await step('beijing', id, 'ASK_SUPPLEMENT', '请补充使用场景')).code).toBeUndefined();
    await deliver();
    const asked = (await read('tianjin', id, 'integrator')).data;
    expect(asked).toMatchObject({ state: 'SUPPLEMENT_ASKED', clock: { state: 'stopped', due: null } });
    expect((await step('tianjin', id, 'SUPPLEMENT', '补充如下', 'integrator')).data.pending).toMatchObject({
      action: 'supplement',
    });
    await deliver();
    expect((await step('beijing', id, 'ASK_SUPPLEMENT', '再补充')).code).toBe('SHARING_SUPPLEMENT_ONCE');
    expect((await step('beijing', id, 'EXTEND', '需进一步核实')).data.clock.left).toBe(20);
    expect((await step('beijing', id, 'AGREE')).data.clock).toMatchObject({ name: 'supply', left: 20 });
    expect((await step('beijing', id, 'SUPPLY')).data).toMatchObject({ state: 'SUPPLIED', clock: null });
    await deliver();
    const [here, there] = [(await read('tianjin', id)).data, (await read('beijing', id)).data];
    expect(withoutEntries(here)).toEqual(withoutEntries(there));
    expect(here.history.map(({ action }: Json) => action)).toEqual([
      'submit',
      'ask-supplement',
      'supplement',
      'extend',
      'agree',
      'supply',
    ]);
    for (const [name, { history }] of [
      ['tianjin', here],
      ['beijing', there],
    ] as const)
      for (const { n, action, entryId } of history)
        expect(await noteOf(name, entryId)).toBe(`sharing request ${id}: ${action} (${n})`);
  });

  it.each<[string, () => Promise<{ code: string | undefined }>, string]>([
    ['a clerk asks for a dataset', () => submit({}, 'windowClerk'), 'ROLE_NOT_ALLOWED'],
    ['a holder does', () => submit({}, 'holder'), 'ROLE_NOT_ALLOWED'],
    ['an auditor reads', () => read('tianjin', id, 'auditor'), 'ROLE_NOT_ALLOWED'],
    [
      'another organisation reads',
      () => read('tianjin', id, 'integrator', { org_code: ORGANISATIONS.hebei.code }),
      'SHARING_REQUEST_UNKNOWN',
    ],
    [
      'an integrator of the provider reads',
      () => read('beijing', id, 'integrator'),
      'SHARING_REQUEST_UNKNOWN',
    ],
    ['a third region reads', () => read('hebei', id), 'SHARING_REQUEST_UNKNOWN'],
    ['the requester suspends', () => step('tianjin', id, 'SUSPEND', 'x'), 'SHARING_SIDE_NOT_ALLOWED'],
    ['the provider supplements', () => step('beijing', id, 'SUPPLEMENT', 'x'), 'SHARING_SIDE_NOT_ALLOWED'],
    ['the provider suspends without a reason', () => step('beijing', id, 'SUSPEND'), 'SHARING_TEXT_NEEDED'],
    ['it is agreed with again', () => step('beijing', id, 'AGREE'), 'SHARING_STEP_NOT_ALLOWED'],
    ['an id is no id', () => read('tianjin', "' OR 1=1"), 'SHARING_REQUEST_UNKNOWN'],
    ['the basis is empty', () => submit({ basis: ' ' }), 'SHARING_REQUEST_INVALID'],
    ['the period is over', () => submit({ until: '2024-01-02' }), 'SHARING_REQUEST_PERIOD_OVER'],
  ])('is refused where %s', async (_name, attempt, code) => {
    expect((await attempt()).code).toBe(code);
  });

  it('records what it did with the data, and keeps the records', async () => {
    const add = (change: object = {}, name: RegionName = 'tianjin') =>
      call(
        name,
        'securityAdministrator',
        'mutation($id: ID!, $input: DataUseRecordInput!) { recordDataUse(request: $id, input: $input) { id kind count keptUntil recordedAt } }',
        {
          id,
          input: {
            kind: 'USE',
            at: new Date(cluster.now()).toISOString(),
            itemCode: '11120000TB9000024Y2000131001000',
            count: 3,
            ...change,
          },
        },
      );
    const { data } = await add();
    expect(Date.parse(data.keptUntil) - Date.parse(data.recordedAt)).toBeGreaterThanOrEqual(3 * 365 * DAY);
    expect((await add({ itemCode: null })).code).toBe('USE_RECORD_INVALID');
    expect((await add({ at: '2024-01-02T00:00:00Z' })).code).toBe('USE_RECORD_TIME');
    expect((await add({}, 'beijing')).code).toBe('SHARING_SIDE_NOT_ALLOWED');
    const removal = await call(
      'tianjin',
      'securityAdministrator',
      'mutation($id: ID!) { deleteDataUseRecord(id: $id) }',
      {
        id: data.id,
      },
    );
    expect(removal.code).toBe('USE_RECORD_KEPT');
    const list = 'query($id: ID!) { dataUseRecords(request: $id) { nodes { id } pageInfo { hasNextPage } } }';
    expect((await call('tianjin', 'integrator', list, { id })).data.nodes).toEqual([{ id: data.id }]);
  });
});

describe('while Beijing is down', () => {
  it('requests wait, and what was overtaken is declined', async () => {
    const { id } = (await submit()).data;
    await deliver();
    await node('beijing').stop();
    const waiting = (await submit()).data;
    expect((await step('tianjin', id, 'TERMINATE', '不再需要')).data.pending).toEqual({
      action: 'terminate',
    });
    expect((await step('tianjin', id, 'TERMINATE', '不再需要')).code).toBe('SHARING_STEP_PENDING');
    await node('tianjin').running.messages.sender.now();
    const { pool } = node('tianjin').running.database;
    expect((await waitingMessages(pool)).map(({ state }) => state)).toEqual(['pending', 'pending']);

    await node('beijing').restart();
    // Before anything of Tianjin has arrived Beijing refuses: it is the first to be written.
    expect((await step('beijing', id, 'REFUSE', '依据不足')).data.state).toBe('REFUSED');
    cluster.advance(200_000);
    const beforeArrival = cluster.now();
    await deliver();
    expect(await waitingMessages(pool)).toEqual([]);
    const [here, there] = [(await read('tianjin', id)).data, (await read('beijing', id)).data];
    expect(here).toMatchObject({
      state: 'REFUSED',
      pending: null,
      declined: { action: 'terminate', code: 'SHARING_STEP_NOT_ALLOWED' },
    });
    expect(withoutEntries(here)).toEqual(withoutEntries(there));
    const arrived = (await read('beijing', waiting.id)).data;
    // The period runs from the day on which Beijing got it.
    expect(arrived.history).toMatchObject([{ action: 'submit' }]);
    expect(Date.parse(arrived.history[0].at)).toBeGreaterThanOrEqual(beforeArrival);
  });
});

describe('a proposal that an operator gave up', () => {
  it('leaves the requester free to take a step again', async () => {
    const { id } = (await submit()).data;
    await deliver();
    // Beijing takes nothing for as long as its circuit is open: the message waits.
    await node('beijing').stop();
    await step('tianjin', id, 'TERMINATE', '不再需要');
    await node('tianjin').running.messages.sender.now();
    const { pool } = node('tianjin').running.database;
    const [message] = await waitingMessages(pool);
    expect((await step('tianjin', id, 'TERMINATE', '不再需要')).code).toBe('SHARING_STEP_PENDING');
    await dropMessage(pool, message?.jti ?? '');
    expect((await step('tianjin', id, 'TERMINATE', '确不再需要')).data.pending).toEqual({
      action: 'terminate',
    });
    await node('beijing').restart();
    cluster.advance(200_000);
    await deliver();
    expect((await read('tianjin', id)).data).toMatchObject({ state: 'TERMINATED', pending: null });
  });
});

describe('a message about a matter of others', () => {
  it.each<[string, string, (id: string) => object, string]>([
    [
      'a proposal of a third node',
      'proposal',
      (id) => ({ v: 1, id, action: 'terminate', text: 'x', role: 'integrator' }),
      'SHARING_COUNTERPART_MISMATCH',
    ],
    [
      'an event of a third node',
      'event',
      (id) => ({ v: 1, id, event: eventOf('refuse') }),
      'SHARING_COUNTERPART_MISMATCH',
    ],
    [
      'a refusal of a third node',
      'declined',
      (id) => ({ v: 1, id, action: 'submit', code: 'X_Y' }),
      'SHARING_COUNTERPART_MISMATCH',
    ],
    [
      'a body that is none',
      'proposal',
      (id) => ({ v: 1, id, action: 'terminate', role: 'auditor' }),
      'MESSAGE_BODY_INVALID',
    ],
    [
      'a body with more',
      'proposal',
      (id) => ({ v: 1, id, action: 'terminate', role: 'integrator', more: 1 }),
      'MESSAGE_BODY_INVALID',
    ],
    [
      'a body about something else',
      'proposal',
      () => ({ v: 1, id: '01900000-0000-7000-8000-000000000000', action: 'submit', role: 'integrator' }),
      'MESSAGE_BODY_INVALID',
    ],
  ])('%s is refused', async (_name, kind, body, code) => {
    const { id } = (await submit()).data;
    await deliver();
    const before = (await read('tianjin', id)).data;
    const { ack } = await sendMessage(wire, {
      to: node(kind === 'proposal' ? 'beijing' : 'tianjin'),
      from: node('hebei'),
      now: cluster.now(),
      body: body(id),
      claims: { kind: `sharing-request.${kind}`, subject: `sharing-request:${id}` },
    });
    expect(ack).toMatchObject({ outcome: 'refused', code });
    expect((await read('tianjin', id)).data).toEqual(before);
  });

  const eventOf = (action: string): object => ({
    n: 2,
    action,
    actor: { node: node('beijing').entityId, role: 'securityAdministrator', side: 'provider' },
    at: cluster.now(),
    text: 'x',
  });

  it('is refused where its own node breaks the rules, and comes once where it comes twice', async () => {
    const { id } = (await submit()).data;
    await deliver();
    const say = (event: object, claims: object) =>
      sendMessage(wire, {
        to: node('tianjin'),
        from: node('beijing'),
        now: cluster.now(),
        body: { v: 1, id, event },
        claims: {
          kind: 'sharing-request.event',
          subject: `sharing-request:${id}`,
          seq: 2,
          after: 1,
          ...claims,
        },
      });
    const requesters = {
      ...eventOf('agree'),
      actor: { node: node('tianjin').entityId, role: 'integrator', side: 'requester' },
    };
    expect((await say(requesters, {})).ack).toMatchObject({ code: 'SHARING_SIDE_NOT_ALLOWED' });
    expect((await say(eventOf('supply'), {})).ack).toMatchObject({ code: 'SHARING_STEP_NOT_ALLOWED' });
    expect((await say({ ...eventOf('agree'), n: 3 }, {})).ack).toMatchObject({
      code: 'SHARING_EVENT_OUT_OF_PLACE',
    });
    expect((await say(eventOf('agree'), { seq: 4, after: 3 })).ack).toMatchObject({
      code: 'MESSAGE_OUT_OF_ORDER',
    });
    const jti = randomBytes(16).toString('base64url');
    expect((await say(eventOf('agree'), { jti })).ack).toMatchObject({ outcome: 'applied' });
    const after = (await read('tianjin', id)).data;
    expect(after.state).toBe('AGREED');
    expect((await say(eventOf('agree'), { jti })).ack?.['outcome']).not.toBe('applied');
    expect((await read('tianjin', id)).data).toEqual(after);
  });
});

describe('an objection to data', () => {
  const MARKER = '错误的名称甲乙丙';
  const raise = (role: Who, name: RegionName = 'tianjin') =>
    call(
      name,
      role,
      `mutation($input: DataObjectionInput!) { raiseDataObjection(input: $input) { ${OBJECTION} } }`,
      {
        input: { identifier: licence.identifier, field: 'holderName', claim: MARKER, proposed: '正确的名称' },
      },
    );
  const answer = (name: RegionName, id: string, what: string, role: Who = 'securityAdministrator') =>
    call(
      name,
      role,
      `mutation($id: ID!, $answer: DataObjectionAnswer!) { answerDataObjection(id: $id, answer: $answer, text: "已核实") { ${OBJECTION} } }`,
      { id, answer: what },
    );
  const see = (name: RegionName, id: string, role: Who, claims: object = {}) =>
    call(name, role, `query($id: ID!) { dataObjection(id: $id) { ${OBJECTION} } }`, { id }, claims);

  it('of a holder goes to the provider, is corrected, and is answered', async () => {
    const { id } = (await raise('holder')).data;
    await deliver();
    expect((await see('beijing', id, 'securityAdministrator')).data).toMatchObject({
      claim: MARKER,
      raisedBy: 'subject',
      clock: { name: 'objection', state: 'running' },
    });
    expect((await answer('tianjin', id, 'CORRECT')).code).toBe('SHARING_SIDE_NOT_ALLOWED');
    expect((await answer('beijing', id, 'CORRECT', 'integrator')).code).toBe('ROLE_NOT_ALLOWED');
    expect((await answer('beijing', id, 'CORRECT')).data.state).toBe('CORRECTED');
    expect((await answer('beijing', id, 'REJECT')).code).toBe('OBJECTION_ANSWERED');
    await deliver();
    expect((await see('tianjin', id, 'holder')).data).toMatchObject({
      state: 'CORRECTED',
      clock: null,
      history: [{ action: 'raise' }, { action: 'correct', text: '已核实' }],
    });
    // Neither another holder nor a clerk may see it, nor does the other node learn who the holder is.
    expect((await see('tianjin', id, 'holder', { holder_code: '11010519491231002X' })).code).toBe(
      'SHARING_REQUEST_UNKNOWN',
    );
    expect((await see('tianjin', id, 'windowClerk')).code).toBe('SHARING_REQUEST_UNKNOWN');
    const { rows } = await node('beijing').running.database.pool.query(
      'SELECT holder, organisation FROM sharing_matter WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([{ holder: null, organisation: null }]);
  });

  it('of a clerk is rejected with a reason; one within a region needs no message', async () => {
    const { id } = (await raise('windowClerk')).data;
    await deliver();
    await answer('beijing', id, 'REJECT');
    await deliver();
    expect((await see('tianjin', id, 'windowClerk')).data).toMatchObject({
      state: 'REJECTED',
      raisedBy: 'requester',
    });
    const own = (await raise('windowClerk', 'beijing')).data;
    expect(own).toMatchObject({ state: 'RAISED', pending: null, history: [{ action: 'raise' }] });
    expect((await answer('beijing', own.id, 'CORRECT')).data.state).toBe('CORRECTED');
    expect((await raise('securityAdministrator')).code).toBe('ROLE_NOT_ALLOWED');
  });

  it('leaves nothing of what it says in logs, entries or delivered messages', async () => {
    for (const name of ['tianjin', 'beijing'] as const) {
      expect(node(name).logs.join('\n')).not.toContain(MARKER);
      const { pool, auditorPool } = node(name).running.database;
      const entries = await new AuditReader(auditorPool).newest(500);
      expect(JSON.stringify(entries.map(({ entry }) => entry))).not.toContain(MARKER);
      const { rows } = await pool.query(
        "SELECT FROM message_outbox WHERE state = 'delivered' AND length(body) > 0",
      );
      expect(rows).toEqual([]);
    }
  });
});

describe('a period that has ended', () => {
  it('is visible, and told to the receiver until it has heard, signed and without content', async () => {
    const { id } = (await submit({ attribute: 'UNCONDITIONAL' })).data;
    await deliver();
    const overdueOnes =
      'query { sharingRequests(overdue: true, first: 100) { nodes { id clock { state } } } }';
    const listed = async () => (await call('beijing', 'securityAdministrator', overdueOnes)).data.nodes;
    expect(await listed()).toEqual([]);
    const { overdue } = node('beijing').running.requests;
    await overdue.now();
    expect(received).toEqual([]);
    // Longer than one working day anywhere in the year.
    cluster.advance(12 * DAY);
    expect(await listed()).toContainEqual({ id, clock: { state: 'overdue' } });
    await overdue.now();
    const first = received.length;
    expect(first).toBeGreaterThan(0);
    answerWith = 302;
    await overdue.now();
    expect(received).toHaveLength(first);
    cluster.advance(31_000);
    await overdue.now();
    answerWith = 204;
    cluster.advance(61_000);
    await overdue.now();
    cluster.advance(DAY);
    await overdue.now();
    // Refused, redirected (not followed), taken; and then never again.
    expect(received).toHaveLength(3 * first);
    const notices = await Promise.all(
      received.map(async (token) => {
        const key = exchangeKeyOf(node('beijing'));
        const { payload, protectedHeader } = await compactVerify(token, key.publicKey);
        expect(protectedHeader).toEqual({ typ: 'tongban-notice+jwt', alg: 'ES256', kid: key.kid });
        return JSON.parse(Buffer.from(payload).toString());
      }),
    );
    const about = notices.filter(({ matter }) => matter.id === id);
    expect(new Set(about.map(({ jti }) => jti)).size).toBe(1);
    expect(about[0]).toEqual({
      v: 1,
      iss: node('beijing').entityId,
      aud: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/overdue$/),
      iat: expect.any(Number),
      jti: expect.any(String),
      event: 'overdue',
      matter: { id, kind: 'request', state: 'submitted' },
      requester: node('tianjin').entityId,
      provider: node('beijing').entityId,
      clock: 'answer',
      due: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    });
  });

  it('lets a record of use be deleted after three years', async () => {
    const { rows } = await node('tianjin').running.database.pool.query<{ id: string }>(
      'SELECT id FROM use_record',
    );
    const remove = () =>
      call('tianjin', 'securityAdministrator', 'mutation($id: ID!) { deleteDataUseRecord(id: $id) }', {
        id: rows[0]?.id,
      });
    cluster.advance(1000 * DAY);
    expect((await remove()).code).toBe('USE_RECORD_KEPT');
    cluster.advance(100 * DAY);
    expect(await remove()).toEqual({ data: true, code: undefined });
  });
});
