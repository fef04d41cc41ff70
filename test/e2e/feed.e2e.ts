import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { jest } from '@jest/globals';
import { createClient, type Client } from 'graphql-sse';
import { compactVerify } from 'jose';
import { createClient as createSdk } from '#libs/client';
import { wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import type { CaseActor } from '../../apps/node/src/cases/index.js';
import type { RunningNode } from '../../apps/node/src/node.js';
import { ask, type Json } from '../support/ask.js';
import { ORGANISATIONS, startCluster, type Cluster, type TestNode } from '../support/cluster.js';
import { exchangeKeyOf } from '../support/forge.js';
import { issuedToken } from '../support/issued-token.js';

jest.setTimeout(60_000);

const HOUR = 3_600_000;
let cluster: Cluster;
let tianjin: TestNode;
let receiver: Server;
let address: string;
const received: string[] = [];
let answerWith = 200;

beforeAll(async () => {
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      received.push(body);
      response.writeHead(answerWith, { location: '/elsewhere' }).end('x'.repeat(100_000));
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  address = `http://${host}/changes`;
  cluster = await startCluster({
    regions: ['tianjin'],
    sections: {
      messages: { pollSeconds: 3600 },
      cases: { pollSeconds: 3600 },
      feed: { heartbeatSeconds: 1, perCaller: 3 },
      // Rounds are run by hand.
      webhooks: { pollSeconds: 3600, allowHosts: [host], maxAttempts: 3, retrySeconds: 10 },
      matters: {
        directory: 'test/fixtures/matters',
        departments: ['config/matters/departments/tianjin.yaml'],
      },
    },
  });
  tianjin = cluster.nodes.tianjin;
}, 60_000);
afterAll(async () => {
  await cluster?.stop();
  receiver?.closeAllConnections();
  receiver?.close();
});

const OWN = ORGANISATIONS.tianjin;
const OTHER = ORGANISATIONS.hebei;
const clerk = (organisation = OWN): CaseActor => ({
  role: 'window',
  organisation,
  person: { id: 'w-1', name: '样例' },
  caller: { kind: 'client', id: 'sample-integrator', role: 'integrator', organisation },
});
const firm = { type: '001' as const, code: wellKnownSample('110000').holderCode };

/** A case that an organisation of Tianjin has received. */
async function opened(organisation = OWN, running: RunningNode = tianjin.running): Promise<string> {
  const { cases } = running.cases;
  const { id } = await cases.draft({ matter: 'signboard', applicant: firm }, clerk(organisation));
  const receiving = {
    model: 'online',
    modes: [],
    decision: '120000',
    form: { text: '样例餐厅', width: 3, permanent: false },
    materials: [],
    items: [],
  } as const;
  await cases.open(id, receiving, clerk(organisation));
  return id;
}
const urge = (id: string, running: RunningNode = tianjin.running) =>
  running.cases.cases.step(id, { kind: 'urge', data: {} }, clerk());

const CHANGED = `subscription($id: ID) { caseChanged(id: $id) { id state event { id step region at } } }`;

/** By the clock of the node, which the tests move. */
const tokenOf = (role = 'integrator', clientId = 'sample-integrator'): Promise<string> =>
  issuedToken(tianjin, cluster.now(), {
    client_id: clientId,
    role,
    org_code: OWN.code,
    org_name: OWN.name,
  });

async function clientFor(role?: string): Promise<Client> {
  const token = await tokenOf(role);
  return createClient({
    url: `${tianjin.publicUrl}/graphql/stream`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
}

/** A subscription that has begun; what it was told, and how it ended. */
async function listen(client: Client, query = CHANGED, variables: Record<string, unknown> = {}) {
  const told: Json[] = [];
  let ended: unknown;
  const connected = Promise.withResolvers<void>();
  const end = client.subscribe(
    { query, variables },
    {
      next: (result) => void told.push(result),
      error: (error) => {
        ended = error;
        connected.resolve();
      },
      complete: () => {
        ended ??= 'complete';
        connected.resolve();
      },
    },
    { connected: () => connected.resolve() },
  );
  await connected.promise;
  return { told, end, ended: () => ended };
}

async function eventually(holds: () => boolean): Promise<void> {
  const until = Date.now() + 8000;
  while (!holds() && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds()).toBe(true);
}

it('the SDK hears of changes, and stops with its caller', async () => {
  const token = await tokenOf();
  const sdk = createSdk({
    endpoint: `${tianjin.publicUrl}/graphql`,
    tokens: { token: async () => token, invalidate: () => undefined },
  });
  const caller = new AbortController();
  const listening = Promise.withResolvers<void>();
  const changes = sdk.caseChanged({}, { signal: caller.signal, onListening: () => listening.resolve() });
  const first = changes.next();
  await listening.promise;
  const id = await opened();
  expect((await first).value).toMatchObject({ id, state: 'RECEIVED', event: { region: 'TIANJIN' } });
  expect(await sdk.case({ id })).toMatchObject({ state: 'RECEIVED', matter: { id: 'signboard' } });
  expect((await sdk.cases()).nodes).toMatchObject([{ id }]);
  const second = changes.next();
  caller.abort();
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
  const nobody = createSdk({
    endpoint: `${tianjin.publicUrl}/graphql`,
    tokens: { token: async () => 'x', invalidate: () => undefined },
  });
  await expect(nobody.caseChanged({}).next()).rejects.toMatchObject({ status: 401 });
});

describe('a stream of events', () => {
  const post = async (more: RequestInit & { token?: string }, body: unknown = { query: CHANGED }) => {
    const { token, ...init } = more;
    const answer = await fetch(`${tianjin.publicUrl}/graphql/stream`, {
      method: 'POST',
      ...(init.method === 'GET' ? {} : { body: JSON.stringify(body) }),
      ...init,
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...init.headers,
      },
    });
    const json = (await answer.json()) as Json;
    return { status: answer.status, code: json.errors?.[0]?.extensions.code };
  };

  it.each<[string, RequestInit & { anonymous?: boolean }, unknown, number, string]>([
    ['without a token', { anonymous: true }, undefined, 401, 'TOKEN_MISSING'],
    ['by GET', { method: 'GET' }, undefined, 405, 'GRAPHQL_METHOD'],
    ['as JSON', { headers: { accept: 'application/json' } }, undefined, 406, 'GRAPHQL_NOT_ACCEPTABLE'],
    ['of a query', {}, { query: '{ regions { region } }' }, 400, 'STREAM_ONLY_SUBSCRIPTIONS'],
    ['of a mutation', {}, { query: 'mutation { endWebhook(id: "x") }' }, 400, 'STREAM_ONLY_SUBSCRIPTIONS'],
    [
      'of two things',
      {},
      { query: 'subscription { a: caseChanged { id } b: caseChanged { id } }' },
      400,
      'GRAPHQL_VALIDATION',
    ],
    ['of what there is not', {}, { query: 'subscription { everything }' }, 400, 'GRAPHQL_VALIDATION'],
  ])('is not opened %s', async (_, { anonymous, ...init }, body, status, code) => {
    const token = anonymous ? {} : { token: await tokenOf() };
    expect(await post({ ...init, ...token }, body)).toEqual({ status, code });
  });

  it('is where a subscription goes: by the other address it is refused', async () => {
    const answer = await ask(tianjin, await tokenOf(), { query: CHANGED });
    expect(answer.errors?.[0]?.extensions.code).toBe('SUBSCRIPTION_NEEDS_STREAM');
  });

  it.each([
    ['an auditor', 'auditor', {}, 'ROLE_NOT_ALLOWED'],
    ['an administrator', 'systemAdministrator', {}, 'ROLE_NOT_ALLOWED'],
    ['whoever names a case that there is not', undefined, { id: '120101-20260302-0001' }, 'CASE_UNKNOWN'],
    ['whoever names no case', undefined, { id: "' OR 1=1" }, 'CASE_UNKNOWN'],
  ])('tells %s nothing', async (_, role, variables, code) => {
    const { told, ended } = await listen(await clientFor(role), CHANGED, variables);
    await eventually(() => ended() !== undefined);
    expect(told.map(({ errors }) => errors[0].extensions.code)).toEqual([code]);
    expect(told[0].data).toBeFalsy();
  });

  it('tells what happens in the own cases, in order, and nothing of another organisation’s', async () => {
    const other = await opened(OTHER);
    const stranger = await listen(await clientFor(), CHANGED, { id: other });
    await eventually(() => stranger.ended() !== undefined);
    expect(stranger.told[0].errors[0].extensions.code).toBe('CASE_UNKNOWN');

    const all = await listen(await clientFor());
    const id = await opened();
    const one = await listen(await clientFor(), CHANGED, { id });
    await urge(id);
    await opened(OTHER);
    await urge(id);
    await eventually(() => all.told.length >= 3 && one.told.length >= 2);
    expect(all.told.map(({ data }) => [data.caseChanged.id, data.caseChanged.event.step])).toEqual([
      [id, 'RECEIVE'],
      [id, 'URGE'],
      [id, 'URGE'],
    ]);
    expect(one.told[0].data.caseChanged).toMatchObject({
      state: 'RECEIVED',
      event: { region: 'TIANJIN', at: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
    });
    all.end();
    one.end();
  });

  it('tells what was done at a replica', async () => {
    const replica = await tianjin.replica();
    try {
      const { told, end } = await listen(await clientFor());
      const id = await opened(OWN, replica.running);
      await eventually(() => told.length > 0);
      expect(told[0].data.caseChanged.id).toBe(id);
      end();
    } finally {
      await replica.stop();
    }
  });

  it('is one of so many that a caller may hold; one that is closed makes room', async () => {
    const client = await clientFor();
    const open = [await listen(client), await listen(client), await listen(client)];
    expect(await post({ token: await tokenOf() })).toEqual({
      status: 429,
      code: 'STREAM_TOO_MANY',
    });
    for (const one of open) one.end();
    let last = await listen(client);
    for (let tries = 0; last.ended() !== undefined && tries < 50; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      last = await listen(client);
    }
    expect(last.ended()).toBeUndefined();
    last.end();
  });

  it('ends with its token', async () => {
    const { told, ended } = await listen(await clientFor());
    cluster.advance(24 * HOUR);
    await eventually(() => ended() !== undefined);
    expect(told.at(-1).errors[0].extensions.code).toMatch(/^(TOKEN_EXPIRED|STREAM_ENDED)$/);
  });

  it('tells how a check stands, at once, at each change and until it is complete, to its organisation alone', async () => {
    const { pool } = tianjin.running.database;
    const mine = '01a2293b-d8ac-7c39-8f39-3950e8148f9e';
    const others = '01a2293b-d8ac-7c39-8f39-3950e8148f9d';
    for (const [id, organisation] of [
      [mine, OWN.code],
      [others, OTHER.code],
    ])
      await pool.query(
        `INSERT INTO check_run (id, code, number, organisation, request, state, begun_at)
         VALUES ($1, $2, $2, $3, '{}', 'reported', now())`,
        [id, `p-${id}`, organisation],
      );
    await pool.query(
      `INSERT INTO check_source (check_id, key, place, plan) VALUES ($1, '120000:tax', 0, $2)`,
      [mine, { region: '120000', dataset: 'tax' }],
    );
    const query = `subscription($id: ID!) { checkProgress(id: $id) { check state editions sources { key region dataset state outcome } } }`;
    const stranger = await listen(await clientFor(), query, { id: others });
    await eventually(() => stranger.ended() !== undefined);
    expect(stranger.told[0].errors[0].extensions.code).toBe('CHECK_UNKNOWN');
    const { told, ended } = await listen(await clientFor(), query, { id: mine });
    await eventually(() => told.length === 1);
    await pool.query(
      `UPDATE check_source SET state = 'settled', reply = '{"outcome":"nothing-found"}' WHERE check_id = $1`,
      [mine],
    );
    await eventually(() => told.length === 2);
    await pool.query(`UPDATE check_run SET state = 'complete' WHERE id = $1`, [mine]);
    await eventually(() => ended() !== undefined);
    const source = { key: '120000:tax', region: 'TIANJIN', dataset: 'tax' };
    expect(told.map(({ data }) => data.checkProgress)).toMatchObject([
      { check: mine, state: 'REPORTED', sources: [{ ...source, state: 'OPEN', outcome: null }] },
      { state: 'REPORTED', sources: [{ ...source, state: 'SETTLED', outcome: 'NOTHING_FOUND' }] },
      { state: 'COMPLETE' },
    ]);
    expect(ended()).toBe('complete');
  });

  it('leaves no watch behind: without a listener nothing is notified', async () => {
    const { pool } = tianjin.running.database;
    let watches = 1;
    for (let tries = 0; watches > 0 && tries < 100; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      watches = (await pool.query('SELECT FROM change_watch')).rowCount ?? 0;
    }
    expect(watches).toBe(0);
  });
});

const admin = async (query: string, variables: object = {}) =>
  ask(tianjin, await tokenOf('securityAdministrator', 'sample-security'), { query, variables });
const ADD = 'mutation($webhook: WebhookInput!) { addWebhook(webhook: $webhook) { id url kinds } }';
const add = (changes: object = {}) =>
  admin(ADD, { webhook: { organisation: OWN.code, url: address, kinds: ['CASE', 'CHECK'], ...changes } });
const deliveries = async (state: string): Promise<Json[]> =>
  (
    await admin(
      `query($state: WebhookDeliveryState) { webhookDeliveries(state: $state) { items { id kind subject state attempts lastCode } } }`,
      { state },
    )
  ).data.webhookDeliveries.items;
const round = () => tianjin.running.webhooks.sending.now();
const claims = (token: string): Json =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

describe('a webhook', () => {
  let hook: string;

  it.each<[string, object, string]>([
    ['at a host that is not allowed', { url: 'https://elsewhere.example/x' }, 'WEBHOOK_NOT_ALLOWED'],
    ['in clear text', { url: 'http://elsewhere.example/x' }, 'WEBHOOK_INVALID'],
    ['at a file', { url: 'file:///etc/passwd' }, 'WEBHOOK_INVALID'],
    ['with a password', { url: 'https://a:b@elsewhere.example/' }, 'WEBHOOK_INVALID'],
    ['for nobody', { organisation: '11120000TB90000249' }, 'WEBHOOK_INVALID'],
    ['of nothing', { kinds: [] }, 'WEBHOOK_INVALID'],
  ])('is not made %s', async (_, changes, code) => {
    expect((await add(changes)).errors?.[0]?.extensions.code).toBe(code);
  });

  it('is made by a security administrator alone, once, and that stands in the log', async () => {
    const integrator = await ask(tianjin, await tokenOf(), {
      query: ADD,
      variables: { webhook: { organisation: OWN.code, url: address, kinds: ['CASE'] } },
    });
    expect(integrator.errors?.[0]?.extensions.code).toBe('ROLE_NOT_ALLOWED');
    const made = await add();
    expect(made.errors).toBeUndefined();
    hook = made.data.addWebhook.id;
    expect((await add()).errors?.[0]?.extensions.code).toBe('WEBHOOK_EXISTS');
    const [newest] = await new AuditReader(tianjin.running.database.auditorPool).newest(1);
    expect(newest?.entry).toMatchObject({
      kind: 'administration',
      governance: { action: 'configure', note: expect.stringContaining(hook) },
    });
  });

  it('is told by a signed token of its organisation’s cases, in order, and not of what they say', async () => {
    const id = await opened();
    await opened(OTHER);
    await urge(id);
    received.length = 0;
    await round();
    expect(received.map((token) => claims(token)['case'].step)).toEqual(['receive', 'urge']);
    const key = exchangeKeyOf(tianjin);
    for (const token of received) {
      const { protectedHeader } = await compactVerify(token, key.publicKey);
      expect(protectedHeader).toMatchObject({ typ: 'webhook+jwt', kid: key.kid });
    }
    expect(claims(received[0]!)).toEqual({
      v: 1,
      iss: tianjin.entityId,
      aud: address,
      iat: expect.any(Number),
      jti: expect.any(String),
      organisation: OWN.code,
      event: 'case.changed',
      case: {
        id,
        event: expect.any(String),
        step: 'receive',
        region: '120000',
        at: expect.any(String),
        state: 'received',
      },
    });
    await round();
    expect(received).toHaveLength(2);
  });

  it('that fails is told again later, the same thing, before what came after it', async () => {
    const id = await opened();
    received.length = 0;
    answerWith = 302;
    await round();
    expect(received).toHaveLength(1);
    await urge(id);
    await round(); // its pause holds back what follows
    expect(received).toHaveLength(1);
    answerWith = 200;
    cluster.advance(11_000);
    await round();
    const told = received.map(claims);
    expect(told.map((one) => one['case'].step)).toEqual(['receive', 'receive', 'urge']);
    expect(told[0].jti).toBe(told[1].jti);
  });

  it('that fails for good waits for a person, who has it tried again or drops it', async () => {
    const id = await opened();
    await opened();
    answerWith = 500;
    for (let round_ = 0; round_ < 8; round_++) {
      await round();
      cluster.advance(HOUR);
    }
    const dead = await deliveries('DEAD');
    expect(dead).toMatchObject([
      { state: 'DEAD', attempts: 3, lastCode: 'WEBHOOK_FAILED' },
      { state: 'DEAD', subject: id },
    ]);
    answerWith = 200;
    received.length = 0;
    const retried = await admin(`mutation($id: ID!) { retryWebhookDelivery(id: $id) }`, { id: dead[1].id });
    expect(retried.errors).toBeUndefined();
    await admin(`mutation($id: ID!) { dropWebhookDelivery(id: $id) }`, { id: dead[0].id });
    await round();
    expect(received.map((token) => claims(token)['case'].id)).toEqual([id]);
    expect(await deliveries('DEAD')).toEqual([]);
    const again = await admin(`mutation($id: ID!) { retryWebhookDelivery(id: $id) }`, { id: dead[0].id });
    expect(again.errors?.[0]?.extensions.code).toBe('WEBHOOK_UNKNOWN');
  });

  it('is told of each edition of a check of its organisation', async () => {
    const { pool } = tianjin.running.database;
    const check = '01a2293b-d8ac-7c39-8f39-3950e8148f9f';
    await pool.query(
      `INSERT INTO check_run (id, code, number, organisation, request, begun_at) VALUES ($1, 'c', 'n', $2, '{}', now())`,
      [check, OWN.code],
    );
    await pool.query(
      `INSERT INTO check_edition (check_id, number, made_at, joined, json_digest, pdf_digest) VALUES ($1, 1, now(), '{}', 'd', 'd')`,
      [check],
    );
    received.length = 0;
    await round();
    expect(received.map(claims)).toMatchObject([
      { event: 'check.report', check: { id: check, edition: 1, state: 'asking', case: null } },
    ]);
  });

  it('that has ended is told nothing more, and what waits for it is dropped', async () => {
    await opened();
    answerWith = 500;
    await round();
    await admin(`mutation($id: ID!) { endWebhook(id: $id) }`, { id: hook });
    answerWith = 200;
    received.length = 0;
    await opened();
    cluster.advance(HOUR);
    await round();
    expect(received).toEqual([]);
    expect(await deliveries('PENDING')).toEqual([]);
    const { rows } = await tianjin.running.database.pool.query('SELECT n FROM webhook_change');
    expect(rows).toEqual([]);
  });
});
