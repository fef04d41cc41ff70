import { Refusal } from '#libs/errors';
import { boundedExchange } from './exchange.js';
import { FederationFetcher, type HttpReply, type HttpRequest } from './fetcher.js';

const NODE = 'https://node.example';
const reply = (status: number, contentType: string, body = ''): HttpReply => ({
  status,
  contentType,
  body: Buffer.from(body),
});
const asking = async (answer: HttpReply | Error, ask: (fetcher: FederationFetcher) => Promise<unknown>) => {
  const fetcher = new FederationFetcher(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  try {
    return await ask(fetcher);
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};
const statement = 'application/entity-statement+jwt';
const notFound = '{"error":"not_found","error_description":"x"}';

describe('fetching federation documents (OpenID Federation 1.0 §8, §9)', () => {
  it.each<[string, HttpReply | Error, string]>([
    ['a connection that fails', new Error('ECONNREFUSED'), 'FEDERATION_UNREACHABLE'],
    ['500', reply(500, 'application/json', notFound), 'FEDERATION_UNREACHABLE'],
    ['503', reply(503, 'text/html'), 'FEDERATION_UNREACHABLE'],
    ['429', reply(429, 'application/json', notFound), 'FEDERATION_UNREACHABLE'],
    ['a redirect', reply(302, 'text/html'), 'FEDERATION_RESPONSE_INVALID'],
    ['a 404 of a proxy', reply(404, 'text/html', '<h1>Not found</h1>'), 'FEDERATION_RESPONSE_INVALID'],
    ['a 404 that says nothing', reply(404, 'application/json', '{}'), 'FEDERATION_RESPONSE_INVALID'],
    [
      'a 404 with broken JSON',
      reply(404, 'application/json', '{"error":"not_found"'),
      'FEDERATION_RESPONSE_INVALID',
    ],
    [
      'a 404 with a doubled member',
      reply(404, 'application/json', '{"error":"x","error":"not_found"}'),
      'FEDERATION_RESPONSE_INVALID',
    ],
    [
      '400 invalid_request',
      reply(400, 'application/json', '{"error":"invalid_request"}'),
      'FEDERATION_RESPONSE_INVALID',
    ],
    ['HTML with 200', reply(200, 'text/html', 'x.y.z'), 'FEDERATION_RESPONSE_INVALID'],
    [
      'a statement without its content type',
      reply(200, 'application/jwt', 'x.y.z'),
      'FEDERATION_RESPONSE_INVALID',
    ],
    [
      'a statement that is too large',
      reply(200, statement, 'x'.repeat(131_073)),
      'FEDERATION_RESPONSE_INVALID',
    ],
    [
      '404 not_found in the form of §8.9',
      reply(404, 'application/json; charset=utf-8', notFound),
      'ENTITY_UNKNOWN',
    ],
    ['a statement', reply(200, `${statement}; charset=utf-8`, 'x.y.z'), 'x.y.z'],
  ])('takes %s for what it is', async (_case, answer, expected) => {
    expect(await asking(answer, (fetcher) => fetcher.subordinateStatement(`${NODE}/fetch`, NODE))).toBe(
      expected,
    );
  });

  it.each(['http://node.example/fetch', 'ftp://node.example', 'not a url'])(
    'does not call %s',
    async (endpoint) => {
      expect(
        await asking(new Error('called'), (fetcher) => fetcher.subordinateStatement(endpoint, NODE)),
      ).toBe('FEDERATION_RESPONSE_INVALID');
    },
  );

  it('asks as the endpoints want to be asked', async () => {
    const requests: HttpRequest[] = [];
    const fetcher = new FederationFetcher(async (request) => {
      requests.push(request);
      return reply(200, request.accept, '[]');
    });
    await fetcher.entityConfiguration(`${NODE}/`);
    await fetcher.subordinateStatement(`${NODE}/fetch?tenant=1`, 'https://a.example/ü'.normalize());
    await fetcher.trustMarkStatus(`${NODE}/status`, 'x.y.z');
    await fetcher.list(`${NODE}/list`, { intermediate: 'true' });
    expect(requests.map(({ url, form }) => (form === undefined ? url : `${url} ${form.toString()}`))).toEqual(
      [
        `${NODE}/.well-known/openid-federation`,
        `${NODE}/fetch?tenant=1&sub=https%3A%2F%2Fa.example%2F%C3%BC`,
        `${NODE}/status trust_mark=x.y.z`,
        `${NODE}/list?intermediate=true`,
      ],
    );
  });

  it('drops what is no entity identifier from a list, and refuses what is no list', async () => {
    const list = (body: string) =>
      asking(reply(200, 'application/json', body), (fetcher) => fetcher.list(`${NODE}/list`));
    expect(await list(`["${NODE}","http://x.example",1,null]`)).toEqual([NODE]);
    expect(await list('{"entities":[]}')).toBe('FEDERATION_RESPONSE_INVALID');
    expect(await list('[[[]]]')).toBe('FEDERATION_RESPONSE_INVALID');
  });

  it('gives a body up at its bound, long before its end', async () => {
    let sent = 0;
    const exchange = boundedExchange(async () => ({
      status: 200,
      contentType: statement,
      body: (async function* () {
        for (; sent < 10_000; sent++) yield Buffer.alloc(1024);
      })(),
    }));
    await expect(exchange({ url: NODE, accept: statement, maxBytes: 4096 })).rejects.toThrow(
      'longer than 4096',
    );
    expect(sent).toBeLessThan(10);
  });
});
