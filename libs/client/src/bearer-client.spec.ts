import { createHash } from 'node:crypto';
import { createClient } from './bearer-client.js';
import { AuthenticationError, RefusedError, TongbanError, TransportError } from './errors.js';
import * as operations from './generated/operations.generated.js';
import type { TrustedOperation } from './operation.js';

const refusal = (code: string, status: number, retryable = false) =>
  Response.json(
    {
      errors: [
        {
          message: 'No.',
          extensions: {
            code,
            message: 'No.',
            advice: 'Ask.',
            messageZh: '不行。',
            adviceZh: '请询问。',
            retryable,
          },
        },
      ],
    },
    { status },
  );
const found = () => Response.json({ data: { regions: [{ region: 'BEIJING' }] } });

describe('createClient', () => {
  let answers: (() => Response)[];
  let sent: { url: string; init: RequestInit }[];
  let slept: number[];
  let invalidated: string[];
  let issued: number;
  beforeEach(() => {
    [answers, sent, slept, invalidated, issued] = [[], [], [], [], 0];
  });

  const client = () =>
    createClient({
      endpoint: 'http://node.test/graphql',
      tokens: {
        token: async () => {
          issued += 1;
          return `t${String(issued)}`;
        },
        invalidate: (token) => invalidated.push(token),
      },
      fetch: async (url, init) => {
        sent.push({ url, init });
        init.signal?.throwIfAborted();
        const answer = answers.shift();
        if (!answer) throw new TypeError('fetch failed');
        return answer();
      },
      sleep: async (ms) => void slept.push(ms),
      random: () => 1,
    });

  it('sends the registered text with the token and gives the typed result', async () => {
    answers.push(() => Response.json({ data: { licence: { region: 'BEIJING', status: 'FOUND' } } }));
    const result = await client().licence({ identifier: '1.2.156.3005.2.x', region: 'BEIJING' });
    expect(result.status).toBe('FOUND');
    const { init } = sent[0]!;
    expect(init.headers).toMatchObject({
      authorization: 'Bearer t1',
      accept: 'application/graphql-response+json',
    });
    expect(init.redirect).toBe('error');
    expect(JSON.parse(init.body as string)).toEqual({
      query: operations.licence.text,
      operationName: 'Licence',
      variables: { identifier: '1.2.156.3005.2.x', region: 'BEIJING' },
    });
  });

  it('a denial of a region is a result', async () => {
    answers.push(() =>
      Response.json({ data: { licence: { status: 'DENIED', refusal: { code: 'NOT_SHARED' } } } }),
    );
    await expect(client().licence({ identifier: 'x' })).resolves.toMatchObject({ status: 'DENIED' });
  });

  it('a refusal of the node is an error in both languages', async () => {
    answers.push(() => refusal('CONTEXT_MISSING', 400));
    const error: unknown = await client()
      .regions()
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toBeInstanceOf(TongbanError);
    expect(error).toMatchObject({
      code: 'CONTEXT_MISSING',
      status: 400,
      message: 'No.',
      advice: 'Ask.',
      messageZh: '不行。',
      adviceZh: '请询问。',
      retryable: false,
    });
    expect(sent).toHaveLength(1);
  });

  it.each<[string, () => Response]>([
    ['HTML', () => new Response('<html>')],
    ['nothing', () => new Response('')],
    ['no data', () => Response.json({ ok: true })],
    ['data of another operation', () => Response.json({ data: { licence: {} } })],
    ['broken UTF-8', () => new Response(new Uint8Array([0x22, 0xff, 0x22]))],
  ])('%s is no answer', async (_what, answer) => {
    answers.push(answer);
    await expect(client().regions()).rejects.toMatchObject({ name: 'TransportError', code: 'BAD_ANSWER' });
  });

  it('tries again what is retryable, with doubling pauses, and then gives up', async () => {
    answers.push(
      () => refusal('OVERLOADED', 503, true),
      () => refusal('OVERLOADED', 503, true),
      found,
    );
    await expect(client().regions()).resolves.toHaveLength(1);
    expect(slept).toEqual([200, 400]);
    answers.push(...Array.from({ length: 9 }, () => () => refusal('OVERLOADED', 503, true)));
    await expect(client().regions()).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(sent).toHaveLength(6);
  });

  it('tries again what the network lost', async () => {
    const lost = client().regions();
    await expect(lost).rejects.toBeInstanceOf(TransportError);
    await expect(lost).rejects.toMatchObject({ code: 'NETWORK', retryable: true });
    expect(sent).toHaveLength(3);
  });

  it('renews a rejected token once', async () => {
    answers.push(() => refusal('TOKEN_EXPIRED', 401), found);
    await client().regions();
    expect(invalidated).toEqual(['t1']);
    expect(sent.map(({ init }) => (init.headers as Record<string, string>)['authorization'])).toEqual([
      'Bearer t1',
      'Bearer t2',
    ]);
    answers.push(
      () => refusal('TOKEN_EXPIRED', 401),
      () => refusal('TOKEN_EXPIRED', 401),
      found,
    );
    await expect(client().regions()).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(answers).toHaveLength(1);
  });

  it('ends with its caller, and does not try again', async () => {
    await expect(client().regions({}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
      retryable: false,
    });
    expect(sent).toHaveLength(1);
  });

  it('a missing token ends the call with its own class', async () => {
    const failing = createClient({
      endpoint: 'http://node.test/graphql',
      tokens: {
        token: async () => {
          throw new AuthenticationError({
            code: 'OAUTH_X',
            message: '',
            advice: '',
            messageZh: '',
            adviceZh: '',
            retryable: false,
          });
        },
        invalidate: () => undefined,
      },
    });
    await expect(failing.regions()).rejects.toMatchObject({ code: 'OAUTH_X' });
  });
});

describe('the registered operations', () => {
  const all = Object.values(operations) as unknown as TrustedOperation<unknown, unknown>[];

  it('are eleven, and each is named by the hash of its text', () => {
    expect(all).toHaveLength(11);
    for (const { id, text } of all)
      expect(id).toBe(`sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`);
  });
});
