import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { text } from 'node:stream/consumers';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { all, body, fields, token, type Change } from '../support/changes.js';
import { ExchangeStage } from '../support/exchange-stage.js';
import { tlsOf, type ClientTls, type Message } from '../support/forge.js';

let stage: ExchangeStage;
beforeAll(async () => {
  stage = await ExchangeStage.open();
}, 60_000);
afterAll(() => stage?.close());

describe('the channel', () => {
  let certs: Record<'stranger' | 'expired' | 'foreign', ClientTls>;
  beforeAll(async () => {
    const entityId = stage.tianjin.entityId;
    const now = Date.now();
    const files = await ensureSampleCerts(stage.cluster.certsDir, [
      { name: 'stranger', entityId: 'https://stranger.example' },
      { name: 'expired', entityId, validity: { notBefore: now - 2 * 86_400_000, notAfter: now - 1000 } },
      { name: 'foreign', entityId, authority: 'other-ca' },
    ]);
    const ca = readFileSync(stage.tianjin.tls.ca, 'utf8');
    certs = Object.fromEntries(
      files.map(({ name, certFile, keyFile }) => [
        name,
        { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), ca },
      ]),
    ) as typeof certs;
  });

  const rows: [string, string, Change][] = [
    ['no client certificate', 'PEER_CERTIFICATE_MISSING', (draft) => (draft.tls = { ca: draft.tls.ca })],
    ['an expired client certificate', 'PEER_CERTIFICATE_MISSING', (draft) => (draft.tls = certs.expired)],
    [
      'a client certificate of an unknown authority',
      'PEER_CERTIFICATE_MISSING',
      (draft) => (draft.tls = certs.foreign),
    ],
    [
      'the client certificate of another organisation',
      'CHANNEL_MISMATCH',
      (draft) => {
        draft.tls = tlsOf(stage.cluster.nodes.hebei);
      },
    ],
    [
      'a node that no authority lists',
      'PEER_UNKNOWN',
      (draft) => {
        draft.tls = certs.stranger;
        draft.claims['iss'] = 'https://stranger.example';
      },
    ],
    ['a bearer token beside the request token', 'WRONG_LISTENER', fields({ authorization: 'Bearer x' })],
  ];
  it.each(rows)('%s: %s, plain and without a trace', async (_, code, change) => {
    const before = await stage.logSize();
    const answer = await stage.send(stage.forge(change));
    stage.expectPlain(answer, { status: code === 'WRONG_LISTENER' ? 421 : 401, code });
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });

  it('a request token at the listener of the own region: refused, whoever signed it', async () => {
    const message = stage.forge();
    const before = await stage.logSize();
    const response = await fetch(`${stage.beijing.publicUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'tongban-request': message.token as string },
      body: message.body.toString(),
    });
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect({ status: response.status, code: errors[0]?.extensions.code }).toEqual({
      status: 421,
      code: 'WRONG_LISTENER',
    });
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });
});

describe('too much of everything', () => {
  it.each<[string, number, string | undefined, Change]>([
    ['a body beyond 64 KiB', 413, 'GRAPHQL_BODY_TOO_LARGE', body(() => Buffer.alloc(65_537, ' '))],
    [
      'a body beyond 64 KiB of which nobody said the length',
      413,
      'GRAPHQL_BODY_TOO_LARGE',
      all(
        body(() => Buffer.alloc(65_537, ' ')),
        fields({ 'transfer-encoding': 'chunked' }),
      ),
    ],
    ['fields beyond 32 KiB', 431, undefined, fields({ 'x-filler': 'x'.repeat(33_000) })],
    ['a token beyond 32 KiB', 431, undefined, token((due) => due + 'A'.repeat(33_000))],
  ])('%s: plain %i %s, before anybody is identified', async (_, status, code, change) => {
    const before = await stage.logSize();
    stage.expectPlain(await stage.send(stage.forge(change)), { status, code });
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });
});

describe('bytes that are no proper HTTP', () => {
  /** Everything that came back until the node closed the connection. */
  async function written(bytes: string, { thenLeave = false } = {}): Promise<string> {
    const socket = connect({
      ...tlsOf(stage.tianjin),
      host: '127.0.0.1',
      port: Number(new URL(stage.beijing.entityId).port),
      servername: 'localhost',
    });
    socket.on('error', () => undefined);
    socket.write(bytes, 'latin1', () => thenLeave && socket.destroy());
    return text(socket).catch(() => 'gone');
  }
  const httpOf = ({ fields: given, body: content }: Message, more: string[] = []): string =>
    [
      'POST /graphql HTTP/1.1',
      'host: localhost',
      ...Object.entries(given).map(([name, value]) => `${name}: ${String(value)}`),
      ...(more.some((line) => /^content-length/.test(line)) ? [] : [`content-length: ${content.length}`]),
      ...more,
      '',
      content.toString('latin1'),
    ].join('\r\n');

  it.each<[string, () => string]>([
    ['garbage', () => '\u0016\u0003\u0001 hello\r\n\r\n'],
    ['two lengths', () => httpOf(stage.forge(), ['content-length: 5', 'content-length: 500'])],
    ['a length and chunks', () => httpOf(stage.forge(), ['transfer-encoding: chunked'])],
    ['a field without a name', () => httpOf(stage.forge(), [': x'])],
    ['a field of two lines', () => httpOf(stage.forge(), ['x-a: b', ' c'])],
    ['another version of HTTP', () => httpOf(stage.forge()).replace('HTTP/1.1', 'HTTP/9.9')],
  ])('%s: refused and closed, without a trace', async (_, make) => {
    const before = await stage.logSize();
    expect(await written(make())).toMatch(/^(HTTP\/1\.1 (400|505) |$)/);
    expect(await stage.logSize()).toBe(before);
    await stage.expectHonest();
  });

  it('half a request and nobody left who waits', async () => {
    const before = await stage.logSize();
    const whole = httpOf(stage.forge());
    await written(whole.slice(0, -40), { thenLeave: true });
    await written(whole.slice(0, 300), { thenLeave: true });
    await stage.expectHonest();
    expect(await stage.logSize()).toBe(before + 1n);
  });

  it('one request twice on one connection, before the first answer: one is answered, one is a replay', async () => {
    const once = httpOf(stage.forge());
    const answers = await written(once + once.replace('host: ', 'connection: close\r\nhost: '));
    // Which of the two reached the log first is not told by the order in which they were written.
    expect(answers.match(/HTTP\/1\.1 \d+/g)?.sort()).toEqual(['HTTP/1.1 200', 'HTTP/1.1 409']);
    await stage.expectHonest();
  });
});

it('nothing of all this was a defect', () => {
  expect(stage.beijing.logs.filter((line) => line.includes('"defect"'))).toEqual([]);
});
