import { decodeJwt, exportJWK, generateKeyPair, type JWK } from 'jose';
import { AuthenticationError, TransportError } from './errors.js';
import { clientCredentials } from './tokens.js';

const ISSUER = 'http://127.0.0.1:7420/oidc';
const RESOURCE = 'http://127.0.0.1:7420/graphql';
const NOW = Date.parse('2026-11-24T08:00:00Z');

describe('clientCredentials', () => {
  let key: JWK;
  let now: number;
  let answers: Response[];
  let sent: { url: string; form: URLSearchParams; init: RequestInit }[];
  beforeAll(async () => {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    key = { ...(await exportJWK(privateKey)), alg: 'ES256', kid: 'k1' };
  });
  beforeEach(() => {
    now = NOW;
    answers = [];
    sent = [];
  });

  const source = () =>
    clientCredentials(
      { issuer: ISSUER, clientId: 'hall', key, resource: RESOURCE },
      {
        clock: () => now,
        fetch: async (url, init) => {
          sent.push({ url, form: new URLSearchParams(init.body as string), init });
          const answer = answers.shift();
          if (!answer) throw new TypeError('fetch failed');
          return answer;
        },
      },
    );
  const token = (text: string, seconds?: number) =>
    Response.json({ access_token: text, token_type: 'Bearer', expires_in: seconds });

  it('proves itself by a signed assertion made for the issuer', async () => {
    answers.push(token('t1', 300));
    expect(await source().token()).toBe('t1');
    const [{ url, form, init }] = sent as [(typeof sent)[0]];
    expect(url).toBe(`${ISSUER}/token`);
    expect(init.redirect).toBe('error');
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'client_credentials',
      resource: RESOURCE,
      scope: 'tongban',
    });
    expect(decodeJwt(form.get('client_assertion')!)).toMatchObject({
      iss: 'hall',
      sub: 'hall',
      aud: ISSUER,
      iat: NOW / 1000,
      exp: NOW / 1000 + 60,
    });
  });

  it('keeps the token until shortly before it expires', async () => {
    answers.push(token('t1', 300), token('t2', 300));
    const tokens = source();
    await tokens.token();
    now += 269_000;
    expect(await tokens.token()).toBe('t1');
    now += 2_000;
    expect(await tokens.token()).toBe('t2');
  });

  it('asks once for callers at the same time', async () => {
    answers.push(token('t1', 300));
    const tokens = source();
    expect(await Promise.all([tokens.token(), tokens.token(), tokens.token()])).toEqual(['t1', 't1', 't1']);
    expect(sent).toHaveLength(1);
  });

  it('forgets a rejected token, but not the one that came after it', async () => {
    answers.push(token('t1', 300), token('t2', 300));
    const tokens = source();
    await tokens.token();
    tokens.invalidate('t1');
    expect(await tokens.token()).toBe('t2');
    tokens.invalidate('t1');
    expect(await tokens.token()).toBe('t2');
  });

  it.each<[string, () => Response, string, boolean]>([
    [
      'a refusal',
      () => Response.json({ error: 'invalid_client' }, { status: 401 }),
      'OAUTH_INVALID_CLIENT',
      false,
    ],
    ['an overload', () => new Response('busy', { status: 503 }), 'OAUTH_FAILED', true],
    ['HTML', () => new Response('<html>'), 'OAUTH_FAILED', false],
    ['a token that is none', () => Response.json({ access_token: 7 }), 'OAUTH_FAILED', false],
  ])('%s is an AuthenticationError', async (_what, answer, code, retryable) => {
    answers.push(answer());
    const failure = source().token();
    await expect(failure).rejects.toBeInstanceOf(AuthenticationError);
    await expect(failure).rejects.toMatchObject({ code, retryable });
  });

  it('a failure is not kept', async () => {
    const tokens = source();
    await expect(tokens.token()).rejects.toBeInstanceOf(TransportError);
    answers.push(token('t1', 300));
    expect(await tokens.token()).toBe('t1');
  });

  it('a caller that leaves does not take the token from the others', async () => {
    answers.push(token('t1', 300));
    const tokens = source();
    const gone = new AbortController();
    const [first, second] = [tokens.token(gone.signal), tokens.token()];
    gone.abort();
    await expect(first).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await second).toBe('t1');
    await expect(tokens.token(gone.signal)).rejects.toMatchObject({ code: 'ABORTED' });
  });
});
