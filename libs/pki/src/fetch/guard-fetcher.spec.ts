import { Refusal } from '#libs/errors';
import { isForbiddenAddress, parseAddress } from './address.js';
import { fetchPolicySchema, guardFetcher, type PkiExchange } from './guard-fetcher.js';

const policy = (more = {}) =>
  fetchPolicySchema.parse({
    enabled: true,
    hosts: ['crl.test', '*.ca.test', 'odd.test:8080', '10.0.0.7'],
    ...more,
  });

function stage(addresses: Record<string, string[]> = {}, body = new Uint8Array(3), status = 200) {
  const exchanges: PkiExchange[] = [];
  const transport = {
    resolve: async (host: string) => addresses[host] ?? ['192.0.2.1'],
    exchange: async (exchange: PkiExchange) => {
      exchanges.push(exchange);
      return { status, body };
    },
  };
  return { exchanges, transport };
}

async function codeOf(act: () => Promise<unknown>): Promise<string> {
  try {
    await act();
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

describe('fetching', () => {
  it('is off unless it is switched on', async () => {
    const fetcher = guardFetcher(stage().transport, fetchPolicySchema.parse({}));
    expect(await codeOf(() => fetcher.fetch('http://crl.test/a', 'crl'))).toBe('PKI_FETCH_DISABLED');
  });

  it.each([
    ['http://crl.test/a', 'accepted'],
    ['https://CRL.test:443/a', 'accepted'],
    ['http://crl.test./a', 'accepted'],
    ['http://deep.ca.test/a', 'accepted'],
    ['http://odd.test:8080/a', 'accepted'],
    ['http://10.0.0.7/a', 'accepted'],
    ['http://ca.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://evilca.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://crl.test.evil.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://crl.test@evil.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://user:pass@crl.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://crl.test:22/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://odd.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['ftp://crl.test/a', 'PKI_FETCH_NOT_ALLOWED'],
    ['file:///etc/passwd', 'PKI_FETCH_NOT_ALLOWED'],
    ['http://2130706433/', 'PKI_FETCH_NOT_ALLOWED'],
    ['not a URL', 'PKI_FETCH_NOT_ALLOWED'],
    [`http://crl.test/${'a'.repeat(3000)}`, 'PKI_FETCH_NOT_ALLOWED'],
  ])('%s: %s', async (url, code) => {
    expect(await codeOf(() => guardFetcher(stage().transport, policy()).fetch(url, 'crl'))).toBe(code);
  });

  it('never goes to an address of this machine or link, even by an allowed name', async () => {
    for (const address of [
      '127.0.0.1',
      '169.254.169.254',
      '::1',
      'fe80::1%eth0',
      '::ffff:127.0.0.1',
      '0.0.0.0',
    ]) {
      const { transport, exchanges } = stage({ 'crl.test': ['192.0.2.1', address] });
      expect(await codeOf(() => guardFetcher(transport, policy()).fetch('http://crl.test/', 'crl'))).toBe(
        'PKI_FETCH_NOT_ALLOWED',
      );
      expect(exchanges).toEqual([]);
    }
    const loopback = guardFetcher(stage().transport, policy({ hosts: ['127.0.0.1'] }));
    expect(await codeOf(() => loopback.fetch('http://127.0.0.1/', 'crl'))).toBe('PKI_FETCH_NOT_ALLOWED');
    expect(await codeOf(() => loopback.fetch('http://0x7f.1/', 'crl'))).toBe('PKI_FETCH_NOT_ALLOWED');
  });

  it('connects to the address that was judged, with the limits of its kind', async () => {
    const { transport, exchanges } = stage({ 'crl.test': ['192.0.2.9'] });
    await guardFetcher(transport, policy()).fetch('http://crl.test/ocsp', 'ocsp', Uint8Array.of(1));
    expect(exchanges[0]).toMatchObject({
      address: '192.0.2.9',
      method: 'POST',
      contentType: 'application/ocsp-request',
      maxBytes: 65_536,
      timeoutMs: 5000,
    });
  });

  it('refuses what is too large, any status but 200, and a network that fails', async () => {
    const large = stage({}, new Uint8Array(70_000));
    expect(
      await codeOf(() => guardFetcher(large.transport, policy()).fetch('http://crl.test/', 'ocsp')),
    ).toBe('PKI_FETCH_LIMIT');
    const moved = stage({}, new Uint8Array(), 302);
    expect(await codeOf(() => guardFetcher(moved.transport, policy()).fetch('http://crl.test/', 'crl'))).toBe(
      'PKI_FETCH_FAILED',
    );
    const broken = { ...stage().transport, exchange: () => Promise.reject(new Error('reset')) };
    expect(await codeOf(() => guardFetcher(broken, policy()).fetch('http://crl.test/', 'crl'))).toBe(
      'PKI_FETCH_FAILED',
    );
    const nowhere = stage({ 'crl.test': [] });
    expect(
      await codeOf(() => guardFetcher(nowhere.transport, policy()).fetch('http://crl.test/', 'crl')),
    ).toBe('PKI_FETCH_FAILED');
  });
});

describe('an address', () => {
  it.each([
    ['10.1.2.3', false],
    ['192.0.2.1', false],
    ['2001:db8::1', false],
    ['fd00::1', false],
    ['127.8.8.8', true],
    ['224.0.0.1', true],
    ['255.255.255.255', true],
    ['::', true],
    ['::127.0.0.1', true],
    ['64:ff9b::7f00:1', true],
    ['2002:7f00:1::', true],
    ['2002:c000:201::', false],
    ['fec0::1', true],
    ['ff02::1', true],
    ['127.1', true],
    ['0127.0.0.1', true],
    ['1:2', true],
    ['1::2::3', true],
    ['', true],
  ])('%s is forbidden: %s', (address, forbidden) => {
    expect(isForbiddenAddress(address)).toBe(forbidden);
  });

  it('is read in all its forms', () => {
    expect(Buffer.from(parseAddress('2001:db8::192.0.2.1') ?? []).toString('hex')).toBe(
      '20010db80000000000000000c0000201',
    );
    expect(parseAddress('1:2:3:4:5:6:7:8')).toHaveLength(16);
    expect(parseAddress('1:2:3:4:5:6:7:8:9')).toBeUndefined();
  });
});
