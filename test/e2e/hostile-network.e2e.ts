import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import type { FrontTls } from '../support/front.js';
import { answer, type Behaviour } from '../support/hostile-peer.js';
import { Requester } from '../support/requester.js';

const DAY = 86_400_000;
const MIB = 1024 * 1024;

let asking: Requester;
let certs: Record<'other' | 'late' | 'foreign', FrontTls>;
let elsewhere: Server;
let visits = 0;

beforeAll(async () => {
  asking = await Requester.open();
  const { beijing, cluster } = asking.stage;
  const now = Date.now();
  const files = await ensureSampleCerts(cluster.certsDir, [
    { name: 'other', entityId: 'https://other.example' },
    {
      name: 'late',
      entityId: beijing.entityId,
      validity: { notBefore: now - 2 * DAY, notAfter: now - DAY / 2 },
    },
    { name: 'foreign', entityId: beijing.entityId, authority: 'other-ca' },
  ]);
  const made = files.map(({ name, certFile, keyFile }) => [
    name,
    { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8'), ca: asking.tls.ca },
  ]);
  certs = Object.fromEntries(made) as typeof certs;
  elsewhere = createServer((_request, response) => response.end('{}')).listen(0, '127.0.0.1');
  elsewhere.on('connection', () => (visits += 1));
  await once(elsewhere, 'listening');
}, 60_000);
afterAll(async () => {
  elsewhere?.close();
  await asking?.close();
});

const writes =
  (...args: Parameters<typeof answer>): Behaviour =>
  (socket) =>
    void socket.write(answer(...args));

describe('a peer that does not answer as HTTP and TLS should', () => {
  const html = '<!doctype html><title>Bad gateway</title>';
  const signed = { 'tongban-answer': 'a.b.c' };
  const rows: [string, string, Behaviour][] = [
    ['is slow', 'PEER_TIMEOUT', () => undefined],
    [
      'sends its head and then nothing',
      'PEER_TIMEOUT',
      (socket) => void socket.write(answer('200 OK', { ...signed, 'content-length': '100' })),
    ],
    [
      'sends a byte now and then',
      'PEER_TIMEOUT',
      (socket) => {
        socket.write(answer('200 OK', { ...signed, 'content-length': '100000' }));
        const timer = setInterval(() => socket.write(' '), 50);
        socket.on('close', () => clearInterval(timer));
      },
    ],
    ['resets before it answers', 'PEER_RESET', (socket) => socket.destroy()],
    [
      'resets in mid-answer',
      'PEER_RESET',
      (socket) => {
        socket.write(answer('200 OK', { ...signed, 'content-length': '1000' }, '{"data":'));
        setImmediate(() => socket.destroy());
      },
    ],
    [
      'ends in mid-answer',
      'PEER_RESET',
      (socket) => void socket.end(answer('200 OK', { ...signed, 'content-length': '1000' }, '{"data":')),
    ],
    ['answers with HTML', 'PEER_BAD_CONTENT_TYPE', writes('200 OK', { 'content-type': 'text/html' }, html)],
    [
      'answers with HTML and a token',
      'PEER_BAD_CONTENT_TYPE',
      writes('200 OK', { ...signed, 'content-type': 'text/html' }, html),
    ],
    ['answers with nothing', 'PEER_EMPTY_ANSWER', writes('200 OK', {})],
    ['signs nothing', 'PEER_EMPTY_ANSWER', writes('200 OK', signed)],
    [
      'names no content type',
      'PEER_BAD_CONTENT_TYPE',
      writes('200 OK', { ...signed, 'content-type': undefined }, '{}'),
    ],
    [
      'names another content type',
      'PEER_BAD_CONTENT_TYPE',
      writes('200 OK', { ...signed, 'content-type': 'text/json' }, '{}'),
    ],
    [
      'compresses unasked',
      'PEER_BAD_CONTENT_TYPE',
      writes('200 OK', { ...signed, 'content-encoding': 'gzip' }, gzipSync('{}').toString('latin1')),
    ],
    ['has trouble (500)', 'PEER_BAD_STATUS', writes('500 Internal Server Error', {}, '{}')],
    [
      'has trouble and says so in HTML (502)',
      'PEER_BAD_STATUS',
      writes('502 Bad Gateway', { 'content-type': 'text/html' }, html),
    ],
    ['has trouble without a word (503)', 'PEER_BAD_STATUS', writes('503 Service Unavailable', {})],
    [
      'does not know us',
      'PEER_DOES_NOT_KNOW_US',
      writes('401 Unauthorized', {}, '{"errors":[{"extensions":{"code":"PEER_UNKNOWN"}}]}'),
    ],
    ['throttles us', 'PEER_THROTTLES_US', writes('429 Too Many Requests', {}, '{}')],
    [
      'sends us elsewhere',
      'PEER_REDIRECTED',
      (socket) => void socket.write(answer('307 Temporary Redirect', { location: lureUrl() }, '{}')),
    ],
    [
      'sends us elsewhere, signed',
      'PEER_REDIRECTED',
      (socket) => void socket.write(answer('302 Found', { ...signed, location: lureUrl() }, '{}')),
    ],
    [
      'does not sign',
      'PEER_UNSIGNED_ANSWER',
      writes('200 OK', {}, '{"data":{"licence":{"status":"FOUND"}}}'),
    ],
    [
      'signs twice',
      'PEER_MALFORMED_ANSWER',
      (socket) =>
        void socket.write(
          answer('200 OK', signed, '{}').replace('tongban-answer', 'tongban-answer: a.b.c\r\ntongban-answer'),
        ),
    ],
    [
      'does not speak HTTP',
      'PEER_MALFORMED_ANSWER',
      (socket) => void socket.write('SSH-2.0-OpenSSH_9.6\r\n\r\n'),
    ],
    [
      'names two lengths',
      'PEER_MALFORMED_ANSWER',
      (socket) =>
        void socket.write(
          answer('200 OK', signed, '{}').replace(
            'content-length: 2',
            'content-length: 2\r\ncontent-length: 3',
          ),
        ),
    ],
    [
      'sends a head without end',
      'PEER_ANSWER_TOO_LARGE',
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(100)}`),
    ],
    [
      'announces 50 MB',
      'PEER_ANSWER_TOO_LARGE',
      writes('200 OK', { ...signed, 'content-length': String(50 * MIB) }, '{'),
    ],
  ];
  it.each(rows)('%s: %s', (_, code, behaviour) =>
    asking.underAttack(
      () => asking.answerBy(behaviour),
      () => asking.expectUnavailable(code),
    ),
  );

  const lureUrl = (): string => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/graphql`;
  it('a redirect was never followed', () => expect(visits).toBe(0));

  it('50 MB that nobody announced are cut off: bounded memory, whatever is sent', async () => {
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const flood: Behaviour = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n');
      socket.write('tongban-answer: a.b.c\r\n\r\n');
      let left = 800;
      const pump = (): void => {
        while (left-- > 0 && !socket.destroyed)
          if (!socket.write(chunk)) return void socket.once('drain', pump);
      };
      pump();
    };
    const before = process.memoryUsage().rss;
    for (let round = 0; round < 4; round++)
      await asking.underAttack(
        () => asking.answerBy(flood),
        async () => {
          await asking.expectUnavailable('PEER_ANSWER_TOO_LARGE');
          expect(asking.front.written()).toBeLessThan(20 * MIB);
        },
      );
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * MIB);
  });
});

describe('a peer that is not there, or is somebody else', () => {
  const quiet: Behaviour = () => undefined;
  /** Alert record of TLS: fatal, unknown_ca (RFC 8446 section 6.2). */
  const UNKNOWN_CA = Buffer.from('15030300020230', 'hex');
  const rows: [string, string, () => unknown][] = [
    ['refuses the connection', 'PEER_UNREACHABLE', () => asking.front.refuse()],
    ['takes the connection and says nothing', 'PEER_TIMEOUT', () => asking.front.raw(() => undefined)],
    ['drops the connection', 'PEER_RESET', () => asking.front.raw((socket) => socket.destroy())],
    [
      'speaks no TLS',
      'PEER_TLS_FAILED',
      () => asking.front.raw((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n')),
    ],
    [
      'has the certificate of another organisation',
      'PEER_TLS_WRONG_ORGANISATION',
      () => asking.front.hostile(certs.other, quiet),
    ],
    ['has an expired certificate', 'PEER_TLS_EXPIRED', () => asking.front.hostile(certs.late, quiet)],
    [
      'has a certificate of an unknown authority',
      'PEER_TLS_UNKNOWN_AUTHORITY',
      () => asking.front.hostile(certs.foreign, quiet),
    ],
    [
      'does not accept our certificate',
      'PEER_TLS_REFUSED_US',
      () => asking.front.raw((socket) => socket.once('data', () => socket.end(UNKNOWN_CA))),
    ],
  ];
  it.each(rows)('%s: %s', (_, code, install) =>
    asking.underAttack(install, () => asking.expectUnavailable(code)),
  );
});

describe('the circuit breaker', () => {
  it('opens after five failures, asks nobody while it is open, and closes with the first good answer', async () => {
    await asking.forget();
    asking.front.hostile(asking.tls, (socket) => socket.destroy());
    for (let count = 0; count < 5; count++) await asking.expectUnavailable('PEER_RESET');
    const { connections } = asking.front;
    for (let count = 0; count < 3; count++) await asking.expectUnavailable('PEER_CIRCUIT_OPEN');
    expect(asking.front.connections).toBe(connections);

    asking.front.honest();
    await asking.expectUnavailable('PEER_CIRCUIT_OPEN');
    asking.stage.cluster.advance(5001);
    await asking.expectHonest();
    await asking.expectHonest();
  });
});

it('nothing of all this was a defect', () => asking.expectNoDefect());
