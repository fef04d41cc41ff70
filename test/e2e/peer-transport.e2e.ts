import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFile } from 'node:fs/promises';
import type { TlsOptions } from 'node:tls';
import { ensureSampleCerts, type SampleCertFiles } from '../../apps/cli/src/certs/index.js';
import {
  peerCertificateEntityId,
  peersConfig,
  PeerTransport,
  type PeersConfig,
} from '../../apps/node/src/peers/index.js';
import { answer, startHostilePeer, type Behaviour, type HostilePeer } from '../support/hostile-peer.js';

const BEIJING = 'https://beijing.test';
const TIANJIN = 'https://tianjin.test';
const DAY = 86_400_000;
const SIGNED = { 'tongban-answer': 'x.y.z' };
const MIB = 1024 * 1024;

describe('the transport to peers, against hostile ones', () => {
  let dir: string;
  let certs: Record<string, SampleCertFiles>;
  const cleanUp: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'tongban-peers-'));
    const now = Date.now();
    const made = await ensureSampleCerts(dir, [
      { name: 'beijing', entityId: BEIJING },
      { name: 'tianjin', entityId: TIANJIN },
      { name: 'hebei', entityId: 'https://hebei.test' },
      { name: 'expired', entityId: BEIJING, validity: { notBefore: now - 9 * DAY, notAfter: now - DAY } },
      { name: 'future', entityId: BEIJING, validity: { notBefore: now + DAY, notAfter: now + 9 * DAY } },
      { name: 'stranger', entityId: BEIJING, authority: 'unknown' },
    ]);
    certs = Object.fromEntries(made.map((file) => [file.name, file]));
  });
  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });
  afterAll(() => rm(dir, { recursive: true }));

  const honest: Behaviour = (socket) => socket.write(answer('200 OK', SIGNED, '{"data":{}}'));

  async function peerThat(
    behaviour: Behaviour,
    certificate = 'beijing',
    tls: TlsOptions = {},
  ): Promise<HostilePeer> {
    const peer = await startHostilePeer(certs[certificate]!, behaviour, tls);
    cleanUp.push(() => peer.stop());
    return peer;
  }

  function transport(overrides: Partial<PeersConfig> = {}, certificate = 'tianjin', clock = Date.now) {
    const own = certs[certificate]!;
    const made = new PeerTransport(
      {
        ...peersConfig.parse({
          tls: { cert: own.certFile, key: own.keyFile, ca: certs['beijing']!.caFile, reloadSeconds: 0 },
          timeoutMs: 2000,
          connectTimeoutMs: 300,
        }),
        ...overrides,
      },
      { clock },
    );
    cleanUp.push(() => made.close());
    return made;
  }

  const call = (
    via: PeerTransport,
    endpoint: string,
    more: { deadline?: number; signal?: AbortSignal } = {},
  ) =>
    via.send(
      { entityId: BEIJING, endpoint },
      { headers: { 'content-type': 'application/json' }, body: Buffer.from('{"q":1}'), ...more },
    );

  it('brings the answer whole, and passes the deadline on', async () => {
    const peer = await peerThat((socket) => {
      expect(peerCertificateEntityId(socket)).toBe(TIANJIN);
      socket.write(answer('403 Forbidden', SIGNED, '{"errors":[]}'));
    });
    const via = transport();
    const got = await call(via, peer.endpoint, { deadline: Date.now() + 1500 });
    expect(got).toMatchObject({
      status: 403,
      contentType: 'application/graphql-response+json',
      headers: SIGNED,
    });
    expect(new TextDecoder().decode(got.body)).toBe('{"errors":[]}');
    const { head, body } = peer.requests[0]!;
    expect(head).toMatch(/^POST \/graphql HTTP\/1.1/);
    expect(body).toBe('{"q":1}');
    const remaining = Number(/tongban-deadline-ms: (\d+)/.exec(head)?.[1]);
    expect(remaining).toBeGreaterThan(500);
    expect(remaining).toBeLessThanOrEqual(1500);
    expect(head).not.toMatch(/accept-encoding/i);
  });

  it('keeps the connection', async () => {
    const peer = await peerThat(honest);
    const via = transport();
    for (let i = 0; i < 5; i += 1) await call(via, peer.endpoint);
    // Two and not one: undici's pool counts a connection as free a moment after its answer was handed over.
    expect(peer.connections).toBeLessThanOrEqual(2);
    expect(via.metrics()[BEIJING]).toEqual({
      calls: 5,
      answers: 5,
      retries: 0,
      answerBytes: 55,
      failures: {},
    });
    expect(via.health()).toMatchObject([{ entityId: BEIJING, circuit: 'closed', inFlight: 0, waiting: 0 }]);
  });

  const html = '<html>maintenance</html>';
  it.each<[string, Behaviour, string]>([
    ['answers too late', () => undefined, 'PEER_TIMEOUT'],
    [
      'drips its answer',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x-a: b\r\n'), 50);
        socket.on('close', () => clearInterval(drip));
      },
      'PEER_TIMEOUT',
    ],
    [
      'stops in mid-answer',
      (s) => s.write(answer('200 OK', { ...SIGNED, 'content-length': '999' }, '{')),
      'PEER_TIMEOUT',
    ],
    ['resets before it answers', (socket) => socket.destroy(), 'PEER_RESET'],
    [
      'resets in mid-answer',
      (socket) =>
        socket.write(answer('200 OK', { ...SIGNED, 'content-length': '999' }, '{'), () => socket.destroy()),
      'PEER_RESET',
    ],
    [
      'ends in mid-answer',
      (socket) => socket.end(answer('200 OK', { ...SIGNED, 'content-length': '999' }, '{')),
      'PEER_RESET',
    ],
    [
      'ends in mid-chunk',
      (socket) =>
        socket.end(
          answer(
            '200 OK',
            { ...SIGNED, 'content-length': undefined, 'transfer-encoding': 'chunked' },
            'ff\r\n{',
          ),
        ),
      'PEER_RESET',
    ],
    [
      'answers with HTML',
      (s) => s.write(answer('200 OK', { 'content-type': 'text/html' }, html)),
      'PEER_BAD_CONTENT_TYPE',
    ],
    [
      'answers without a type',
      (s) => s.write(answer('200 OK', { ...SIGNED, 'content-type': undefined }, '{}')),
      'PEER_BAD_CONTENT_TYPE',
    ],
    ['answers with nothing', (s) => s.write(answer('200 OK', SIGNED)), 'PEER_EMPTY_ANSWER'],
    ['answers 204', (s) => s.write('HTTP/1.1 204 No Content\r\n\r\n'), 'PEER_BAD_CONTENT_TYPE'],
    ['answers 500', (s) => s.write(answer('500 Oh', {}, '{}')), 'PEER_BAD_STATUS'],
    [
      'answers 502 in HTML',
      (s) => s.write(answer('502 Bad Gateway', { 'content-type': 'text/html' }, html)),
      'PEER_BAD_STATUS',
    ],
    [
      'redirects',
      (s) => s.write(answer('307 Over There', { location: 'https://127.0.0.1:1/' })),
      'PEER_REDIRECTED',
    ],
    ['does not sign', (s) => s.write(answer('200 OK', {}, '{"data":{}}')), 'PEER_UNSIGNED_ANSWER'],
    ['does not know us', (s) => s.write(answer('401 Unauthorized', {}, '{}')), 'PEER_DOES_NOT_KNOW_US'],
    ['speaks no HTTP', (s) => s.write('SSH-2.0-OpenSSH_9.9\r\n'), 'PEER_MALFORMED_ANSWER'],
    [
      'sends two lengths',
      (s) => s.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}x'),
      'PEER_MALFORMED_ANSWER',
    ],
    [
      'sends endless headers',
      (s) => s.write(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(200_000)}\r\n\r\n`),
      'PEER_ANSWER_TOO_LARGE',
    ],
    [
      'announces 50 MB',
      (s) => s.write(answer('200 OK', { ...SIGNED, 'content-length': String(50 * MIB) }, '{')),
      'PEER_ANSWER_TOO_LARGE',
    ],
  ])('a peer that %s', async (_what, behaviour, code) => {
    const peer = await peerThat(behaviour);
    const via = transport({ timeoutMs: 600 });
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ name: 'Refusal', code });
    expect(peer.requests).toHaveLength(1);
    expect(via.metrics()[BEIJING]).toMatchObject({ answers: 0, retries: 0, failures: { [code]: 1 } });
    expect(via.health()[0]).toMatchObject({ inFlight: 0, lastFailure: { code } });
    // The next honest request is answered.
    peer.behave(honest);
    await expect(call(via, peer.endpoint)).resolves.toMatchObject({ status: 200 });
  });

  it('cuts an answer of 50 MB off while it arrives', async () => {
    const chunk = Buffer.alloc(MIB, 'x');
    const peer = await peerThat((socket) => {
      socket.write(
        answer('200 OK', { ...SIGNED, 'content-length': undefined, 'transfer-encoding': 'chunked' }),
      );
      for (let i = 0; i < 50; i += 1) {
        socket.write(`${chunk.length.toString(16)}\r\n`);
        socket.write(chunk);
        socket.write('\r\n');
      }
    });
    const before = process.memoryUsage().arrayBuffers;
    const via = transport({ maxAnswerBytes: 2 * MIB });
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_ANSWER_TOO_LARGE' });
    const { answerBytes } = via.metrics()[BEIJING]!;
    expect(answerBytes).toBeGreaterThan(2 * MIB);
    expect(answerBytes).toBeLessThan(3 * MIB);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(60 * MIB);
  });

  it.each<[string, string, string]>([
    ['of another organisation', 'hebei', 'PEER_TLS_WRONG_ORGANISATION'],
    ['that has expired', 'expired', 'PEER_TLS_EXPIRED'],
    ['that is not valid yet', 'future', 'PEER_TLS_EXPIRED'],
    ['of an unknown authority', 'stranger', 'PEER_TLS_UNKNOWN_AUTHORITY'],
  ])('a peer with a certificate %s gets no byte of the request', async (_what, certificate, code) => {
    const peer = await peerThat(honest, certificate, { rejectUnauthorized: false });
    const via = transport();
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code });
    expect(peer.requests).toEqual([]);
    expect(peer.connections).toBe(1);
  });

  it.each<[string, TlsOptions]>([
    ['TLS 1.3', {}],
    ['TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ])('a peer that hangs up on our certificate (%s)', async (_what, tls) => {
    // Node's server closes without an alert; failure.spec.ts has the alerts of others.
    const peer = await peerThat(honest, 'beijing', tls);
    await expect(call(transport({}, 'stranger'), peer.endpoint)).rejects.toMatchObject({
      code: 'PEER_RESET',
    });
    expect(peer.requests).toEqual([]);
  });

  it('a peer with outdated TLS', async () => {
    const peer = await peerThat(honest, 'beijing', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' });
    await expect(call(transport(), peer.endpoint)).rejects.toMatchObject({ code: 'PEER_TLS_FAILED' });
  });

  it('a caller without a certificate has no entity id at the listener', async () => {
    const seen: (string | undefined)[] = [];
    const peer = await peerThat(
      (socket) => {
        seen.push(peerCertificateEntityId(socket));
        socket.end(answer('401 Unauthorized', {}, '{}'));
      },
      'beijing',
      { rejectUnauthorized: false },
    );
    const { connect } = await import('node:tls');
    const socket = connect({ port: peer.port, host: '127.0.0.1', rejectUnauthorized: false });
    socket.write('POST / HTTP/1.1\r\ncontent-length: 0\r\n\r\n');
    await once(socket, 'data');
    socket.destroy();
    await expect(call(transport({}, 'stranger'), peer.endpoint)).rejects.toThrow();
    expect(seen).toEqual([undefined, undefined]);
  });

  it('a peer that is not there is tried twice, for nothing was sent', async () => {
    const peer = await peerThat(honest);
    await peer.stop();
    const via = transport();
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
    expect(via.metrics()[BEIJING]).toMatchObject({ retries: 1, failures: { PEER_UNREACHABLE: 1 } });
  });

  it('a peer that accepts and then says nothing, not even TLS', async () => {
    const silent = createTcpServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    cleanUp.push(async () => void silent.close());
    const { port } = silent.address() as AddressInfo;
    const via = transport({ connectAttempts: 1, connectTimeoutMs: 100 });
    await expect(call(via, `https://127.0.0.1:${port}/`)).rejects.toMatchObject({ code: 'PEER_UNREACHABLE' });
  });

  it('a peer that speaks plain HTTP', async () => {
    const plain = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(0, '127.0.0.1');
    await once(plain, 'listening');
    cleanUp.push(async () => void plain.close());
    const { port } = plain.address() as AddressInfo;
    await expect(call(transport(), `https://127.0.0.1:${port}/`)).rejects.toMatchObject({
      code: 'PEER_TLS_FAILED',
    });
  });

  it.each(['http://127.0.0.1:1/graphql', 'https://user:secret@127.0.0.1/', 'file:///etc/passwd', 'nonsense'])(
    'does not call %s',
    async (endpoint) => {
      await expect(call(transport(), endpoint)).rejects.toMatchObject({ code: 'PEER_ENDPOINT_INVALID' });
    },
  );

  it('holds the limit, queues within bounds, refuses beyond', async () => {
    const held: (() => void)[] = [];
    const peer = await peerThat((socket) => held.push(() => honest(socket, { head: '', body: '' })));
    const via = transport({ concurrency: 2, queue: 1 });
    const calls = [1, 2, 3].map(() => call(via, peer.endpoint));
    await until(() => held.length === 2);
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_BUSY' });
    expect(via.health()[0]).toMatchObject({ inFlight: 2, waiting: 1, circuit: 'closed' });
    peer.behave(honest);
    for (const release of held) release();
    await expect(Promise.all(calls)).resolves.toHaveLength(3);
    expect(peer.connections).toBe(2);
  });

  it('a call that waits in the queue ends at its deadline, and is never sent', async () => {
    const peer = await peerThat(() => undefined);
    const via = transport({ concurrency: 1, queue: 5, timeoutMs: 3_000 });
    const first = call(via, peer.endpoint);
    await expect(call(via, peer.endpoint, { deadline: Date.now() + 300 })).rejects.toMatchObject({
      code: 'PEER_TIMEOUT',
    });
    await expect(first).rejects.toMatchObject({ code: 'PEER_TIMEOUT' });
    expect(peer.requests).toHaveLength(1);
  });

  it('a caller that leaves ends its call and blames nobody', async () => {
    const caller = new AbortController();
    const peer = await peerThat(() => caller.abort());
    const via = transport({ breaker: { failures: 1, openMs: 1000, maxOpenMs: 1000, slowMs: 1000 } });
    await expect(call(via, peer.endpoint, { signal: caller.signal })).rejects.toMatchObject({
      code: 'PEER_CALL_ABANDONED',
    });
    expect(via.health()[0]?.circuit).toBe('closed');
  });

  describe('circuit', () => {
    const breaker = { failures: 3, openMs: 10_000, maxOpenMs: 60_000, slowMs: 1000 };

    it('opens, spares the peer, lets one try, closes', async () => {
      let now = Date.now();
      const peer = await peerThat((socket) => socket.write(answer('500 Oh', {}, '{}')));
      const via = transport({ breaker }, 'tianjin', () => now);
      for (let i = 0; i < 3; i += 1) {
        await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_BAD_STATUS' });
      }
      await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_CIRCUIT_OPEN' });
      expect(peer.requests).toHaveLength(3);
      expect(via.health()[0]).toMatchObject({ circuit: 'open', failuresInRow: 3, retryAfterMs: 10_000 });
      now += 10_000;
      peer.behave(honest);
      const trials = await Promise.allSettled([call(via, peer.endpoint), call(via, peer.endpoint)]);
      expect(trials.map((trial) => trial.status)).toEqual(['fulfilled', 'rejected']);
      expect(via.health()[0]).toMatchObject({ circuit: 'closed' });
    });

    it('counts a signed 5xx and hands it on', async () => {
      const peer = await peerThat((socket) => socket.write(answer('503 Later', SIGNED, '{}')));
      const via = transport({ breaker });
      for (let i = 0; i < 3; i += 1) expect((await call(via, peer.endpoint)).status).toBe(503);
      await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'PEER_CIRCUIT_OPEN' });
    });

    it.each<[string, Behaviour]>([
      ['signed denials', (socket) => socket.write(answer('403 No', SIGNED, '{}'))],
      ['plain 401s', (socket) => socket.write(answer('401 Who', {}, '{}'))],
    ])('does not count %s', async (_what, behaviour) => {
      const peer = await peerThat(behaviour);
      const via = transport({ breaker });
      for (let i = 0; i < 5; i += 1) await call(via, peer.endpoint).catch(() => undefined);
      expect(peer.requests).toHaveLength(5);
      expect(via.health()[0]?.circuit).toBe('closed');
    });

    it('does not count the haste of callers', async () => {
      const peer = await peerThat(() => undefined);
      const via = transport({ breaker });
      for (let i = 0; i < 5; i += 1) {
        await expect(call(via, peer.endpoint, { deadline: Date.now() + 40 })).rejects.toMatchObject({
          code: 'PEER_TIMEOUT',
        });
      }
      expect(via.health()[0]?.circuit).toBe('closed');
    });
  });

  it('takes up renewed certificates without a restart, and ignores half of a renewal', async () => {
    const own = { cert: join(dir, 'renewed.crt'), key: join(dir, 'renewed.key') };
    const install = async (name: string, which: ('cert' | 'key')[] = ['cert', 'key']) => {
      if (which.includes('cert')) await copyFile(certs[name]!.certFile, own.cert);
      if (which.includes('key')) await copyFile(certs[name]!.keyFile, own.key);
    };
    await install('tianjin');
    const seen: (string | undefined)[] = [];
    const peer = await peerThat((socket, request) => {
      seen.push(peerCertificateEntityId(socket));
      honest(socket, request);
    });
    const via = transport({ tls: { ...own, ca: certs['beijing']!.caFile, reloadSeconds: 0 } });
    await call(via, peer.endpoint);
    await install('hebei', ['cert']);
    expect(via.reloadTls()).toBe(false);
    await call(via, peer.endpoint);
    await install('hebei', ['key']);
    expect(via.reloadTls()).toBe(true);
    await call(via, peer.endpoint);
    expect(seen).toEqual([TIANJIN, TIANJIN, 'https://hebei.test']);
  });

  it('follows a peer to its new address', async () => {
    const [old, moved] = [await peerThat(honest), await peerThat(honest)];
    const via = transport();
    await call(via, old.endpoint);
    await call(via, moved.endpoint);
    expect([old.requests.length, moved.requests.length]).toEqual([1, 1]);
    expect(via.metrics()[BEIJING]).toMatchObject({ calls: 2, answers: 2 });
  });

  it('takes no calls once closed, and lets those under way finish', async () => {
    const peer = await peerThat((socket, request) => void setTimeout(() => honest(socket, request), 50));
    const via = transport();
    const last = call(via, peer.endpoint);
    await until(() => peer.requests.length === 1);
    const closing = via.close();
    await expect(call(via, peer.endpoint)).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    await expect(last).resolves.toMatchObject({ status: 200 });
    await closing;
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
