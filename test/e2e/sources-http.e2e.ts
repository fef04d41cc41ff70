import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, jwtVerify, type CryptoKey } from 'jose';
import { wellKnownSample } from '#libs/licences';
import { GuardedSource } from '../../apps/node/src/sources/guard/guarded-source.js';
import { HttpAdapter } from '../../apps/node/src/sources/http/http-adapter.js';
import { sourceMapping } from '../../apps/node/src/sources/mapping/mapping-file.js';
import type { AskOptions, RecordQuestion } from '../../apps/node/src/sources/ports.js';

const FIRM = { type: '001', code: wellKnownSample('110000').holderCode };
const OTHER = { type: '001', code: wellKnownSample('120000').holderCode };
type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A department's HTTP service, scripted, with an authorisation server of its own. */
describe('a department that has an HTTP service', () => {
  let dir: string;
  let server: Server;
  let origin: string;
  let publicKey: CryptoKey;
  let handler: Handler;
  let tokens: { issued: number; lives: number; refuse: number };
  const requests: { method: string; url: string; body: string; authorization: string | undefined }[] = [];
  const open: GuardedSource[] = [];

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongban-http-'));
    const pair = await generateKeyPair('ES256', { extractable: true });
    publicKey = pair.publicKey;
    writeFileSync(
      join(dir, 'key.json'),
      JSON.stringify({ ...(await exportJWK(pair.privateKey)), alg: 'ES256' }),
    );
    writeFileSync(join(dir, 'secret'), 'a secret: with/colon\n');
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        if (request.url === '/token') return void token(request, response, body);
        requests.push({
          method: request.method ?? '',
          url: request.url ?? '',
          body,
          authorization: request.headers.authorization,
        });
        handler(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    requests.length = 0;
    tokens = { issued: 0, lives: 600, refuse: 0 };
  });
  afterEach(() => Promise.all(open.splice(0).map((source) => source.close())));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(dir, { recursive: true });
  });

  async function token(request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    const form = new URLSearchParams(body);
    const isSecret =
      request.headers.authorization ===
      `Basic ${Buffer.from('node:a+secret%3A+with%2Fcolon').toString('base64')}`;
    const assertion = form.get('client_assertion') ?? '';
    const isSigned = await jwtVerify(assertion, publicKey, {
      issuer: 'node',
      subject: 'node',
      audience: `${origin}/token`,
      currentDate: new Date('2026-11-29T00:00:00Z'),
    }).then(
      ({ payload }) => typeof payload.jti === 'string',
      () => false,
    );
    if (tokens.refuse > 0 || (!isSecret && !isSigned))
      return void response.writeHead(tokens.refuse || 401).end('{}');
    tokens.issued += 1;
    json(response, 200, {
      access_token: `t${tokens.issued}`,
      token_type: 'Bearer',
      expires_in: tokens.lives,
    });
  }

  function source(http: object = {}, change: object = {}) {
    let now = Date.parse('2026-11-29T00:00:00Z');
    const mapping = sourceMapping.parse({
      id: 'tax',
      dataset: 'tax',
      department: { code: '1111000000TB03095J', name: { zh: '税务', en: 'tax' } },
      deadlineMs: 400,
      maxRecords: 3,
      subjects: { '001': 'USCC', '099': 'X' },
      items: {
        owed: { from: '/sum/owed', type: 'decimal' },
        status: { from: '/st', values: { '1': '正常', true: '是' } },
      },
      http: {
        url: `${origin}/api/`,
        path: '/v1/{type}/{code}',
        answer: {
          records: '/data/list',
          asOf: '/meta/at',
          reason: '/msg',
          refused: { at: '/code', is: ['5', 'DENY'] },
          nothing: { at: '/code', is: ['4'] },
        },
        ...http,
      },
      ...change,
    });
    const faults: string[] = [];
    const guarded = new GuardedSource(mapping, new HttpAdapter(mapping, mapping.http!, () => now), {
      clock: () => now,
      onFault: (_, { code }) => faults.push(code),
    });
    open.push(guarded);
    const options = (): AskOptions => ({
      items: ['owed'],
      limit: 10,
      signal: new AbortController().signal,
      deadline: now + 10_000,
    });
    return {
      guarded,
      faults,
      advance: (ms: number) => (now += ms),
      now: () => now,
      ask: (more: Partial<AskOptions> = {}, subject = FIRM) =>
        guarded.records(subject, { ...options(), ...more }),
      judge: (questions: RecordQuestion[], subjects = [FIRM, OTHER]) =>
        guarded.judge(subjects, questions, options()),
    };
  }

  const answering =
    (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
    (_, response) =>
      json(response, status, body, headers);
  function json(
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
  ): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }
  const list = (...records: unknown[]) => ({
    data: { list: records },
    meta: { at: '2026-11-28T08:00:00+08:00' },
  });

  it.each<[string, Handler, string]>([
    [
      'a page instead of an answer',
      (_, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      'SOURCE_ANSWER_MALFORMED',
    ],
    ['what is no JSON', answering(200, '{"data":'), 'SOURCE_ANSWER_MALFORMED'],
    [
      'JSON a thousand levels deep',
      answering(200, `${'['.repeat(1_000)}${']'.repeat(1_000)}`),
      'SOURCE_ANSWER_MALFORMED',
    ],
    ['records where there are none', answering(200, { data: {} }), 'SOURCE_ANSWER_MALFORMED'],
    ['a record that is a list', answering(200, list([1])), 'SOURCE_ANSWER_MALFORMED'],
    ['an object for a value', answering(200, list({ sum: { owed: { amount: 1 } } })), 'SOURCE_DATA_UNFIT'],
    ['a number with words', answering(200, list({ sum: { owed: '若干' } })), 'SOURCE_DATA_UNFIT'],
    [
      'a redirect',
      (_, r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      'SOURCE_ANSWER_MALFORMED',
    ],
    [
      'something compressed',
      (_, r) => r.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('x'),
      'SOURCE_ANSWER_MALFORMED',
    ],
    [
      'a gateway that knows no such path',
      (_, r) => r.writeHead(404, { 'content-type': 'text/html' }).end('no'),
      'SOURCE_ANSWER_MALFORMED',
    ],
    [
      'a gateway that lets nobody in',
      (_, r) => r.writeHead(403, { 'content-type': 'text/html' }).end('no'),
      'SOURCE_CREDENTIALS_REFUSED',
    ],
    ['a fault', answering(500, { msg: 'ORA-00942 at scott/tiger' }), 'SOURCE_FAILED'],
    ['a cut connection', (_, r) => r.destroy(), 'SOURCE_UNREACHABLE'],
    ['silence', () => undefined, 'SOURCE_TIMEOUT'],
    [
      'no end',
      (_, r) => void r.writeHead(200, { 'content-type': 'application/json' }).write('{'),
      'SOURCE_TIMEOUT',
    ],
    ['too many requests without saying until when', answering(429, {}), 'SOURCE_BUSY'],
  ])('answers with %s', async (_, given, code) => {
    handler = given;
    const { ask, faults } = source();
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'not-available', code });
    expect(JSON.stringify(answer)).not.toContain('ORA');
    expect(faults).toEqual(code === 'SOURCE_BUSY' ? [] : [code]);
  });

  it('cannot fill the memory: an answer is given up at its bound', async () => {
    let written = 0;
    handler = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = (): void => {
        while (!response.destroyed && written < 50_000_000) {
          written += 65_536;
          if (!response.write(' '.repeat(65_536))) return void response.once('drain', more);
        }
      };
      more();
    };
    const { ask } = source({ maxBytes: 100_000 });
    expect(await ask()).toMatchObject({ code: 'SOURCE_ANSWER_TOO_LARGE' });
    expect(written).toBeLessThan(20_000_000);
  });

  it.each<[string, object]>([
    ['a name that leads to this machine', { url: 'https://localhost.localdomain' }],
    ['the address of a cloud’s metadata', { url: 'https://169.254.169.254' }],
    ['an address that is not on the list', { url: 'https://10.0.0.1', allowAddresses: ['10.0.0.2'] }],
  ])('is not asked at %s', async (_, http) => {
    const { ask } = source(http);
    const { code } = (await ask()) as { code: string };
    // Where no resolver knows the first name, nobody is asked either.
    expect(code).toMatch(/^SOURCE_(ADDRESS_FORBIDDEN|UNREACHABLE)$/);
    expect(requests).toEqual([]);
  });

  it('is asked for one subject, whatever its code looks like', async () => {
    handler = answering(200, list());
    const { ask } = source();
    await ask({}, { type: '099', code: '../../admin?x=1#y' });
    expect(requests[0]?.url).toBe('/api/v1/X/..%2F..%2Fadmin%3Fx%3D1%23y');
    expect(await ask({}, { type: '099', code: '..' })).toMatchObject({ code: 'SOURCE_SUBJECT_UNFIT' });
    expect(requests).toHaveLength(1);
    const post = source({
      method: 'POST',
      path: '/q',
      query: { by: '{type}' },
      body: { where: { code: '{code}', most: '{limit}' } },
    });
    await post.ask({}, { type: '099', code: '"},"all":{"' });
    expect(requests[1]).toMatchObject({ method: 'POST', url: '/api/q?by=X' });
    expect(JSON.parse(requests[1]?.body ?? '')).toEqual({ where: { code: '"},"all":{"', most: '4' } });
  });

  it('gives its records, numbers as they stand there', async () => {
    handler = answering(
      200,
      '{"data":{"list":[{"sum":{"owed":12345678901234.50},"st":1},{"sum":{},"st":true},{"st":null}]},"meta":{"at":1764288000000}}',
    );
    const { ask } = source();
    expect(await ask({ items: ['owed', 'status'] })).toEqual({
      outcome: 'answered',
      records: [
        { owed: '12345678901234.50', status: '正常' },
        { owed: null, status: '是' },
        { owed: null, status: null },
      ],
      asOf: 1_764_288_000_000,
    });
    handler = answering(200, list({}, {}, {}, {}));
    expect(await ask()).toMatchObject({ truncated: true, asOf: Date.parse('2026-11-28T00:00:00Z') });
  });

  it.each<[string, Handler, object]>([
    [
      'nothing, by an empty list',
      answering(200, list()),
      { outcome: 'nothing-found', asOf: Date.parse('2026-11-28T00:00:00Z') },
    ],
    ['nothing, by its own code', answering(200, { code: 4 }), { outcome: 'nothing-found' }],
    ['nothing, by 404', answering(404, {}), { outcome: 'nothing-found' }],
    [
      'no, by its own code, with its reason',
      answering(200, { code: 'DENY', msg: '案件尚未\u0007移送\n' }),
      { outcome: 'refused', reason: { zh: '案件尚未 移送', en: '案件尚未 移送' } },
    ],
    [
      'no, by 403, without one',
      answering(403, { msg: { x: 1 } }),
      { outcome: 'refused', reason: { zh: '部门未说明理由。', en: 'The department gave no reason.' } },
    ],
  ])('says %s', async (_, given, answer) => {
    handler = given;
    expect(await source().ask()).toEqual(answer);
  });

  it('says when to come back, and is left alone until then', async () => {
    handler = answering(503, {}, { 'retry-after': '120' });
    const { ask, now, advance } = source();
    const until = now() + 120_000;
    expect(await ask()).toEqual({ outcome: 'not-available', code: 'SOURCE_ASKED_TO_WAIT', until });
    expect(await ask()).toEqual({ outcome: 'not-available', code: 'SOURCE_ASKED_TO_WAIT', until });
    expect(requests).toHaveLength(1);
    advance(120_000);
    handler = answering(429, {}, { 'retry-after': 'Sun, 29 Nov 2026 01:00:00 GMT' });
    expect(await ask()).toMatchObject({ until: Date.parse('2026-11-29T01:00:00Z') });
  });

  describe('behind OAuth 2', () => {
    const auth = (more: object) => ({ auth: { tokenUrl: `${origin}/token`, clientId: 'node', ...more } });
    const signed = () => auth({ kind: 'private-key-jwt', keyFile: join(dir, 'key.json') });

    it('gets one token however many wait for it, and keeps it until shortly before its end', async () => {
      handler = answering(200, list());
      const { ask, advance } = source(signed());
      await Promise.all([ask(), ask(), ask()]);
      expect(tokens.issued).toBe(1);
      advance(569_000);
      await ask();
      expect(tokens.issued).toBe(1);
      advance(1_000);
      await ask();
      expect(requests.map(({ authorization }) => authorization)).toEqual([
        ...Array(4).fill('Bearer t1'),
        'Bearer t2',
      ]);
    });

    it('gets one by its secret', async () => {
      handler = answering(200, list());
      expect(
        await source(auth({ kind: 'client-secret', secretFile: join(dir, 'secret') })).ask(),
      ).toMatchObject({
        outcome: 'nothing-found',
      });
    });

    it('gets another one where the department does not take it, once', async () => {
      handler = (request, response) =>
        json(response, request.headers.authorization === 'Bearer t2' ? 200 : 401, list({ sum: { owed: 1 } }));
      const { ask } = source(signed());
      expect(await ask()).toMatchObject({ outcome: 'answered' });
      handler = answering(401, {});
      expect(await ask()).toMatchObject({ code: 'SOURCE_CREDENTIALS_REFUSED' });
      expect(tokens.issued).toBe(3);
    });

    it.each([
      ['refuses', 401, 'SOURCE_CREDENTIALS_REFUSED'],
      ['is broken', 503, 'SOURCE_FAILED'],
    ])('asks the department nothing when the authorisation server %s', async (_, status, code) => {
      tokens.refuse = status;
      expect(await source(signed()).ask()).toMatchObject({ code });
      expect(requests).toEqual([]);
    });

    it('is told when its key is gone', async () => {
      const { ask } = source(auth({ kind: 'private-key-jwt', keyFile: join(dir, 'nowhere') }));
      expect(await ask()).toMatchObject({ code: 'SOURCE_CREDENTIALS_REFUSED' });
    });
  });

  it('is asked for each subject of a yes/no question, no more at a time than agreed', async () => {
    let inside = 0;
    let most = 0;
    handler = (request, response) => {
      most = Math.max(most, (inside += 1));
      setTimeout(() => {
        inside -= 1;
        json(response, 200, request.url?.includes(FIRM.code) ? list({ sum: { owed: 5 } }) : list());
      }, 4);
    };
    const { judge } = source({}, { concurrency: 2, deadlineMs: 3_000 });
    const subjects = Array.from({ length: 60 }, (_, n) => (n % 3 === 0 ? FIRM : OTHER));
    const verdicts = await judge(
      [
        { item: 'owed', operator: 'above', value: '4.99' },
        { item: 'status', operator: 'exists' },
      ],
      subjects,
    );
    expect(verdicts.map(([yes]) => yes)).toEqual(subjects.map((subject) => subject === FIRM));
    expect(most).toBe(2);
  });

  it('leaves what it was not asked about unknown when the time is over, and what was cut off', async () => {
    let answered = 0;
    handler = (_, response) => {
      answered += 1;
      if (answered <= 2) json(response, 200, list({}, {}, {}, { sum: { owed: 1 } }));
    };
    const { judge } = source({}, { concurrency: 1 });
    expect(await judge([{ item: 'owed', operator: 'exists' }], [FIRM, OTHER, FIRM])).toEqual([
      [null],
      [null],
      [null],
    ]);
  });
});
