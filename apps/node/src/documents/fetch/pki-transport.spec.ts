import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Refusal } from '#libs/errors';
import { fetchPolicySchema, guardFetcher, type PkiExchange } from '#libs/pki';
import { CachingFetcher } from './caching-fetcher.js';
import { pkiTransport } from './pki-transport.js';

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : 'failed';
  }
};

describe('the network', () => {
  let server: Server;
  let port: number;
  let answer: RequestListener;
  let connections = 0;
  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response));
    server.on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  beforeEach(() => (connections = 0));

  /** No resolver that could be asked: whoever resolves again fails. */
  const transport = pkiTransport({
    resolve: () => Promise.reject(new Error('resolved again')),
    resolveMs: 1000,
  });
  const exchange = (more: Partial<PkiExchange> = {}) =>
    transport.exchange({
      url: new URL(`http://crl.test:${String(port)}/a?b`),
      address: '127.0.0.1',
      method: 'GET',
      body: undefined,
      contentType: undefined,
      maxBytes: 100,
      timeoutMs: 5000,
      ...more,
    });

  it('connects to the address that was judged, and says the name', async () => {
    answer = ({ headers, url }, response) => response.end(`${String(headers.host)} ${String(url)}`);
    const { status, body } = await exchange();
    expect([status, Buffer.from(body).toString()]).toEqual([200, `crl.test:${String(port)} /a?b`]);
  });

  it('sends what is asked, and nothing that tells of the node', async () => {
    let seen: Record<string, unknown> = {};
    answer = (request, response) => {
      seen = request.headers;
      request.pipe(response);
    };
    const asked = {
      method: 'POST',
      body: Uint8Array.of(1, 2),
      contentType: 'application/ocsp-request',
    } as const;
    expect([...(await exchange(asked)).body]).toEqual([1, 2]);
    expect(Object.keys(seen).sort()).toEqual([
      'accept',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
  });

  it('follows no redirect', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/b' }).end();
    expect((await exchange()).status).toBe(302);
    expect(connections).toBe(1);
  });

  it('gives up what is too large, without an end, or never comes', async () => {
    answer = (_request, response) => response.end('x'.repeat(101));
    expect(await codeOf(exchange())).toBe('PKI_FETCH_LIMIT');
    answer = (_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => void (response.writable && response.write('x'.repeat(50), more));
      more();
    };
    expect(await codeOf(exchange())).toBe('PKI_FETCH_LIMIT');
    answer = () => undefined;
    expect(await codeOf(exchange({ timeoutMs: 100 }))).toBe('failed');
  });

  it('is never reached by an allowed name that leads to this machine', async () => {
    const resolve = () => Promise.resolve(['127.0.0.1']);
    const policy = fetchPolicySchema.parse({ enabled: true, hosts: [`crl.test:${String(port)}`] });
    const fetcher = guardFetcher(pkiTransport({ resolve, resolveMs: 1000 }), policy);
    const url = `http://crl.test:${String(port)}/`;
    expect(await codeOf(fetcher.fetch(url, 'crl'))).toBe('PKI_FETCH_NOT_ALLOWED');
    expect(await codeOf(fetcher.fetch(url.replace('crl.test', 'other.test'), 'crl'))).toBe(
      'PKI_FETCH_NOT_ALLOWED',
    );
    const off = guardFetcher(pkiTransport({ resolve, resolveMs: 1000 }), fetchPolicySchema.parse({}));
    expect(await codeOf(off.fetch(url, 'crl'))).toBe('PKI_FETCH_DISABLED');
    expect(connections).toBe(0);
  });

  it('does not wait for a resolver without end', async () => {
    const slow = pkiTransport({ resolve: () => new Promise(() => undefined), resolveMs: 50 });
    await expect(slow.resolve('crl.test')).rejects.toThrow('resolver');
  });
});

describe('what was fetched', () => {
  let now = 1_800_000_000_000;
  let asked: string[] = [];
  let answer: (url: string) => Promise<Uint8Array>;
  const cache = (maxBytes = 10_000) =>
    new CachingFetcher(
      {
        fetch: async (url, resource, body) => {
          asked.push([resource, url, ...(body ?? [])].join(' '));
          return answer(url);
        },
      },
      { maxBytes, clock: () => now },
    );
  beforeEach(() => {
    asked = [];
    answer = () => Promise.resolve(new Uint8Array(1000));
  });

  it('is kept until its own end, for a minute where that is not known, and a week at most', async () => {
    const fetcher = cache();
    expect((await fetcher.fetch('a', 'crl')).cached).toBe(false);
    fetcher.keep('a', 'crl', undefined, now + 3_600_000);
    await fetcher.fetch('b', 'crl');
    await fetcher.fetch('c', 'crl');
    fetcher.keep('c', 'crl', undefined, Number.POSITIVE_INFINITY);
    now += 61_000;
    expect((await fetcher.fetch('a', 'crl')).cached).toBe(true);
    expect((await fetcher.fetch('b', 'crl')).cached).toBe(false);
    now += 3_600_000;
    expect((await fetcher.fetch('a', 'crl')).cached).toBe(false);
    expect((await fetcher.fetch('c', 'crl')).cached).toBe(true);
    now += 7 * 86_400_000;
    expect((await fetcher.fetch('c', 'crl')).cached).toBe(false);
  });

  it('is asked once at a time, and apart for each question', async () => {
    const fetcher = cache();
    const body = Uint8Array.of(1);
    await Promise.all([
      fetcher.fetch('a', 'ocsp', body),
      fetcher.fetch('a', 'ocsp', body),
      fetcher.fetch('a', 'ocsp', Uint8Array.of(2)),
      fetcher.fetch('a', 'crl'),
    ]);
    expect(asked).toEqual(['ocsp a 1', 'ocsp a 2', 'crl a']);
  });

  it('is not asked again at once where it failed', async () => {
    const fetcher = cache();
    answer = () => Promise.reject(new Refusal('PKI_FETCH_FAILED'));
    expect(await codeOf(fetcher.fetch('a', 'crl'))).toBe('PKI_FETCH_FAILED');
    fetcher.keep('a', 'crl', undefined, now + 86_400_000);
    expect(await codeOf(fetcher.fetch('a', 'crl'))).toBe('PKI_FETCH_FAILED');
    expect(asked).toHaveLength(1);
    now += 61_000;
    answer = () => Promise.resolve(new Uint8Array(1));
    expect(await codeOf(fetcher.fetch('a', 'crl'))).toBe('done');
  });

  it('stays within its memory, the least lately used going first', async () => {
    const fetcher = cache(3 * 1512);
    for (const url of ['a', 'b', 'c', 'a', 'd']) await fetcher.fetch(url, 'crl');
    asked = [];
    for (const url of ['a', 'c', 'd', 'b']) await fetcher.fetch(url, 'crl');
    expect(asked).toEqual(['crl b']);
    answer = () => Promise.resolve(new Uint8Array(10_000));
    expect((await fetcher.fetch('large', 'crl')).bytes).toHaveLength(10_000);
    expect((await fetcher.fetch('large', 'crl')).cached).toBe(false);
  });
});
