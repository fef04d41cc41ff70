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

describe('cases', () => {
  let answers: (() => Response)[];
  let sent: { url: string; init: RequestInit }[];
  const invalidated: string[] = [];
  const client = () =>
    createClient({
      endpoint: 'http://node.test/graphql',
      tokens: { token: async () => 't', invalidate: (token) => invalidated.push(token) },
      fetch: async (url, init) => {
        sent.push({ url, init });
        const answer = answers.shift();
        if (!answer) throw new TypeError('fetch failed');
        return answer();
      },
      sleep: async () => undefined,
    });
  const busy = () => refusal('OVERLOADED', 503, true);
  beforeEach(() => {
    [answers, sent] = [[], []];
    invalidated.length = 0;
  });

  it('a step without a key is sent once, one with a key again', async () => {
    answers.push(busy);
    await expect(client().takeCaseStep({ id: 'c', step: 'ACCEPT' })).rejects.toMatchObject({
      code: 'OVERLOADED',
    });
    expect(sent).toHaveLength(1);
    answers.push(busy, () => Response.json({ data: { takeCaseStep: { id: 'c', state: 'ACCEPTED' } } }));
    expect(await client().takeCaseStep({ id: 'c', step: 'ACCEPT', key: 'k' })).toMatchObject({
      state: 'ACCEPTED',
    });
    expect(sent).toHaveLength(3);
  });

  it('a check begins again only under its key', async () => {
    const input = {
      subjectName: 'x',
      subjectCode: 'y',
      proofs: [],
      context: {} as operations.LookupContextInput,
    };
    answers.push(busy);
    await expect(client().startInformationCheck({ input })).rejects.toMatchObject({ code: 'OVERLOADED' });
    answers.push(busy, () => Response.json({ data: { startInformationCheck: { id: '1' } } }));
    expect(await client().startInformationCheck({ input: { ...input, key: 'k' } })).toEqual({ id: '1' });
    expect(sent).toHaveLength(3);
  });

  it('a file is sent once, with what it is for, and a refusal keeps its code', async () => {
    const bytes = new Uint8Array([1, 2]);
    answers.push(() => Response.json({ digest: 'd', material: { id: '1' } }, { status: 201 }));
    const file = { bytes, material: 'lease', originalSeen: true, role: 'window' } as const;
    expect(await client().sendCaseFile('a/b', file)).toMatchObject({ digest: 'd', material: { id: '1' } });
    expect(sent[0]?.url).toBe(
      'http://node.test/cases/a%2Fb/materials?material=lease&role=window&original=seen',
    );
    expect(sent[0]?.init).toMatchObject({ body: bytes, redirect: 'error' });
    answers.push(() => refusal('TOKEN_EXPIRED', 401));
    await expect(client().sendCaseFile('c', { bytes, purpose: 'result' })).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
      status: 401,
    });
    expect(invalidated).toEqual(['t']);
    answers.push(() => new Response('<html>', { status: 200 }));
    await expect(client().sendCaseFile('c', { bytes, purpose: 'result' })).rejects.toMatchObject({
      code: 'BAD_ANSWER',
    });
    expect(sent).toHaveLength(3);
  });

  const stream = (...events: string[]) =>
    new Response(events.join(''), { headers: { 'content-type': 'text/event-stream' } });
  const next = (data: object) => `event: next\ndata: ${JSON.stringify(data)}\n\n`;
  const change = (id: string) => next({ data: { caseChanged: { id, state: 'RECEIVED' } } });
  const DONE = 'event: complete\ndata:\n\n';
  async function heard(answer: () => Response) {
    answers.push(answer);
    const ids: string[] = [];
    try {
      for await (const { id } of client().caseChanged({})) ids.push(id);
      return { ids, ended: 'complete' };
    } catch (error) {
      return { ids, ended: (error as TongbanError).code };
    }
  }

  it.each<[string, () => Response, string[], string]>([
    ['the node ends it', () => stream(change('1'), change('2'), DONE), ['1', '2'], 'complete'],
    ['the line breaks', () => stream(change('1')), ['1'], 'NETWORK'],
    ['it was refused', () => refusal('STREAMS_TAKEN', 429), [], 'STREAMS_TAKEN'],
    [
      'the node ends it with a reason',
      () => stream(next({ errors: [{ message: 'x', extensions: { code: 'STREAM_ENDED' } }] }), DONE),
      [],
      'STREAM_ENDED',
    ],
    ['another thing comes', () => stream(next({ data: { other: 1 } }), DONE), [], 'BAD_ANSWER'],
    ['no node answers', () => new Response('<html>', { status: 502 }), [], 'BAD_ANSWER'],
  ])('listens until %s, and does not begin again by itself', async (_, answer, ids, ended) => {
    expect(await heard(answer)).toEqual({ ids, ended });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe('http://node.test/graphql/stream');
  });

  it('stops listening with its caller', async () => {
    const caller = new AbortController();
    const listener = createClient({
      endpoint: 'http://node.test/graphql',
      tokens: { token: async () => 't', invalidate: () => undefined },
      // As fetch does it: the body breaks when the request is aborted.
      fetch: async (_, { signal }) =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode(change('1')));
              signal?.addEventListener('abort', () => controller.error(signal.reason));
            },
          }),
          { headers: { 'content-type': 'text/event-stream' } },
        ),
    });
    const listening = async () => {
      for await (const _ of listener.caseChanged({}, { signal: caller.signal })) caller.abort();
    };
    await expect(listening()).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

describe('the registered operations', () => {
  const all = Object.values(operations) as unknown as TrustedOperation<unknown, unknown>[];

  it('are twenty, and each is named by the hash of its text', () => {
    expect(all).toHaveLength(20);
    for (const { id, text } of all)
      expect(id).toBe(`sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`);
  });
});
