import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import pg from 'pg';
import { Refusal } from '#libs/errors';
import {
  dropMessage,
  retryMessage,
  waitingMessages,
  type MessageHandler,
} from '../../apps/node/src/messages/index.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { Wire } from '../support/forge.js';
import { sendMessage, type ForgedMessage } from '../support/message.js';

jest.setTimeout(60_000);

let cluster: Cluster;
const wire = new Wire();
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  // Rounds are run by hand.
  cluster = await startCluster({ sections: { messages: { pollSeconds: 3600, retrySeconds: 60 } } });
  const owner = new pg.Client({ connectionString: node('beijing').database.url });
  await owner.connect();
  await owner.query(
    'CREATE TABLE heard (n serial, word text); GRANT ALL ON heard TO tongban_app; GRANT ALL ON heard_n_seq TO tongban_app',
  );
  await owner.end();
  listen();
}, 60_000);
afterAll(async () => {
  wire.close();
  await cluster?.stop();
});

let trouble: Refusal | undefined;
const handler: MessageHandler = {
  async apply({ body }, { client }) {
    await client.query('INSERT INTO heard (word) VALUES ($1)', [(body as { word: string }).word]);
    if (trouble) throw trouble;
    return undefined;
  },
};
const listen = (): void => node('beijing').running.messages.take('test.word', handler);

const heard = async (): Promise<string[]> => {
  const { rows } = await node('beijing').running.database.pool.query<{ word: string }>(
    'SELECT word FROM heard ORDER BY n',
  );
  return rows.map(({ word }) => word);
};
const say = (word: string, subject: string, kind = 'test.word'): Promise<string> =>
  node('tianjin').running.database.transactions.run((transaction) =>
    node('tianjin').running.messages.enqueue(transaction, {
      to: node('beijing').entityId,
      kind,
      subject,
      body: { word },
    }),
  );
const send = (): Promise<void> => node('tianjin').running.messages.sender.now();
const waiting = () => waitingMessages(node('tianjin').running.database.pool);

type Change = Omit<Partial<ForgedMessage>, 'to' | 'body' | 'now'>;
const forge = (word: string, change: Change = {}) =>
  sendMessage(wire, {
    to: node('beijing'),
    from: node('tianjin'),
    now: cluster.now(),
    body: { word },
    ...change,
    claims: { subject: `forged:${word}`, ...change.claims },
  });

describe('a message that is forged', () => {
  it.each<[string, () => Change, string]>([
    ['comes by the certificate of another node', () => ({ tls: node('hebei') }), 'CHANNEL_MISMATCH'],
    ['is signed by another node', () => ({ key: node('hebei') }), 'KEY_OF_ANOTHER_NODE'],
    [
      'is of a node by its own certificate for another',
      () => ({ tls: node('hebei'), key: node('hebei') }),
      'CHANNEL_MISMATCH',
    ],
    ['is for another node', () => ({ claims: { aud: node('hebei').entityId } }), 'AUDIENCE_MISMATCH'],
    ['has an altered body', () => ({ sent: '{"word":"altered"}' }), 'BODY_DIGEST_MISMATCH'],
    ['is a lookup', () => ({ header: { typ: 'tongban-request+jwt' } }), 'JWS_TYP_WRONG'],
    ['is of yesterday', () => ({ claims: { iat: 1_700_000_000, exp: 1_700_000_060 } }), 'REQUEST_EXPIRED'],
    [
      'has another content type',
      () => ({ fields: { 'content-type': 'text/plain' } }),
      'CONTENT_TYPE_MISMATCH',
    ],
  ])('%s', async (_name, change, code) => {
    const answer = await forge('forged', change());
    expect([answer.status, answer.code, answer.ack]).toEqual([401, code, undefined]);
    expect(await heard()).not.toContain('forged');
  });

  it('is not taken on the public listener', async () => {
    const answer = await fetch(`${node('beijing').publicUrl}/messages`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  });
});

describe('a message', () => {
  it('is applied once, however often it comes', async () => {
    const claims = { jti: randomBytes(16).toString('base64url') };
    const answers = await Promise.all(Array.from({ length: 6 }, () => forge('once', { claims })));
    expect(answers.map(({ ack }) => ack?.['outcome']).sort()).toEqual([
      'applied',
      ...Array.from({ length: 5 }, () => 'duplicate'),
    ]);
    expect((await heard()).filter((word) => word === 'once')).toHaveLength(1);
    const other = await forge('another', { claims: { ...claims, subject: 'forged:once' } });
    expect(other.ack).toMatchObject({ outcome: 'refused', code: 'MESSAGE_JTI_REUSED' });
  });

  it('waits for the one before it', async () => {
    const subject = 'forged:order';
    const second = { jti: randomBytes(16).toString('base64url'), subject, seq: 2, after: 1 };
    expect((await forge('second', { claims: second })).ack).toMatchObject({
      outcome: 'later',
      code: 'MESSAGE_OUT_OF_ORDER',
    });
    expect((await forge('first', { claims: { subject } })).ack).toMatchObject({ outcome: 'applied' });
    expect((await forge('second', { claims: second })).ack).toMatchObject({ outcome: 'applied' });
    expect((await forge('stale', { claims: { subject } })).ack).toMatchObject({ code: 'MESSAGE_STALE' });
    expect((await heard()).slice(-2)).toEqual(['first', 'second']);
  });

  it('leaves nothing behind where its handler fails, and comes again', async () => {
    trouble = new Refusal('STORE_UNAVAILABLE');
    await say('troubled', 'trouble:1');
    await send();
    trouble = undefined;
    expect(await waiting()).toMatchObject([{ state: 'pending', attempts: 1, code: 'STORE_UNAVAILABLE' }]);
    expect(await heard()).not.toContain('troubled');
    cluster.advance(61_000);
    await send();
    expect(await waiting()).toEqual([]);
    expect(await heard()).toContain('troubled');
  });

  it('that will never be taken waits for an operator, and so do those after it', async () => {
    const jti = await say('a', 'dead:1', 'test.unheard-of');
    await say('after the dead', 'dead:1');
    await say('elsewhere', 'dead:2');
    await send();
    expect(await waiting()).toMatchObject([
      { jti, state: 'dead', code: 'MESSAGE_KIND_UNKNOWN' },
      { state: 'pending', seq: 2 },
    ]);
    expect((await heard()).at(-1)).toBe('elsewhere');
    const { pool } = node('tianjin').running.database;
    await retryMessage(pool, jti);
    await send();
    expect(await waiting()).toMatchObject([{ jti, state: 'dead' }, { state: 'pending' }]);
    await dropMessage(pool, jti);
    await send();
    expect(await waiting()).toEqual([]);
    expect((await heard()).at(-1)).toBe('after the dead');
    await expect(dropMessage(pool, jti)).rejects.toMatchObject({ code: 'MESSAGE_NOT_FOUND' });
  });
});

describe('many messages', () => {
  it('are sent by one of several processes at a time, each applied once and in order', async () => {
    const before = (await heard()).length;
    for (let n = 0; n < 12; n += 1) await say(`${n}`, `many:${n % 3}`);
    const replica = await node('tianjin').replica();
    await Promise.all([send(), replica.running.messages.sender.now(), send()]);
    await replica.stop();
    const words = (await heard()).slice(before).map(Number);
    expect([...words].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n));
    for (const rest of [0, 1, 2])
      expect(words.filter((n) => n % 3 === rest)).toEqual([0, 3, 6, 9].map((n) => n + rest));
  });

  it('wait while the other node is down, and arrive in order when it is back', async () => {
    const before = (await heard()).length;
    await node('beijing').stop();
    for (const word of ['x', 'y', 'z']) await say(word, 'down:1');
    await send();
    expect(await waiting()).toMatchObject([
      { state: 'pending', attempts: 1, code: expect.stringMatching(/^PEER_/) },
      { attempts: 0 },
      { attempts: 0 },
    ]);
    await node('beijing').restart();
    listen();
    cluster.advance(121_000);
    await send();
    expect(await waiting()).toEqual([]);
    expect((await heard()).slice(before)).toEqual(['x', 'y', 'z']);
  });
});
