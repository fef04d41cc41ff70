import { generateSigningKey, signingKeyFromJwk, verificationKeyFromJwk } from '#libs/jws';
import {
  REQUEST_HEADER,
  sha256,
  signAnswer,
  verifyRequest,
  type LookupContext,
  type PeerKeys,
} from '#libs/exchange';
import { AnswerError, RefusedError, TransportError } from './errors.js';
import { createPeerClient } from './peer-client.js';

const NOW = Date.parse('2026-11-24T08:00:00Z');
const TIANJIN = 'https://127.0.0.1:7421';
const BEIJING = 'https://127.0.0.1:7411';
const TYPE = 'application/graphql-response+json; charset=utf-8';
const RECEIPT = { log: '127.0.0.1:7411/log', leaf: sha256('entry') };
const DOCUMENT = `sha256:${'ab'.repeat(32)}`;
const context: LookupContext = {
  purpose: { itemCode: '1112000000TB02017D2000131026000', itemName: '食品经营许可（样例）' },
  caseNumber: 'TJ-2026-000123',
  legalBasis: '食品经营许可和备案管理办法',
  reason: '核对申请人的营业执照',
  organisation: { code: '1112000000TB02017D', name: '天津市政务服务中心（样例）' },
  person: { id: 'clerk-0042', name: '王小明（样例）' },
  channel: 'counter',
};

function node(entityId: string) {
  const jwks = generateSigningKey('ES256');
  const keys: PeerKeys = {
    entityId,
    keys: [verificationKeyFromJwk(jwks.publicJwk)],
    suites: ['ES256'],
    jurisdictions: ['110000'],
  };
  return { key: signingKeyFromJwk(jwks.privateJwk), keys };
}

describe('createPeerClient', () => {
  const tianjin = node(TIANJIN);
  const beijing = node(BEIJING);
  const stranger = node(BEIJING);

  interface Deviation {
    key?: typeof beijing.key;
    requestDigest?: string;
    alter?: (body: string) => string;
    status?: number;
    unsigned?: boolean;
    data?: unknown;
  }

  /** A Beijing that verifies what it gets and answers, with one thing wrong where told. */
  function client(deviation: Deviation = {}) {
    const asked: unknown[] = [];
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      const headers = new Headers(init.headers);
      const verified = await verifyRequest(
        {
          token: headers.get(REQUEST_HEADER) ?? undefined,
          method: 'POST',
          uri: url,
          contentType: headers.get('content-type') ?? undefined,
          contentDigest: headers.get('content-digest') ?? undefined,
          body: init.body as Uint8Array,
        },
        { self: BEIJING, clock: () => NOW, skewSeconds: 5, resolvePeer: () => tianjin.keys },
      );
      asked.push({
        body: JSON.parse(new TextDecoder().decode(init.body as Uint8Array)),
        context: verified.context,
      });
      const body = JSON.stringify(deviation.data ?? { data: { licence: { status: 'FOUND' } } });
      const token = await signAnswer(
        {
          iss: BEIJING,
          aud: TIANJIN,
          requestDigest: deviation.requestDigest ?? verified.tokenDigest,
          status: 200,
          contentType: TYPE,
          body: new TextEncoder().encode(body),
          receipt: RECEIPT,
        },
        { key: deviation.key ?? beijing.key, clock: () => NOW },
      );
      return new Response(deviation.alter?.(body) ?? body, {
        status: deviation.status ?? 200,
        headers: { 'content-type': TYPE, ...(deviation.unsigned ? {} : { 'tongban-answer': token }) },
      });
    };
    const made = createPeerClient({
      self: TIANJIN,
      key: tianjin.key,
      peer: { ...beijing.keys, endpoint: `${BEIJING}/graphql` },
      clock: () => NOW,
      fetch,
    });
    const ask = () =>
      made.ask({ documentId: DOCUMENT, field: 'licence', variables: { identifier: 'x' }, context });
    return { ask, asked };
  }

  it('signs, and hands on what it verified with the evidence', async () => {
    const { ask, asked } = client();
    const answer = await ask();
    expect(answer).toMatchObject({ status: 200, result: { status: 'FOUND' }, receipt: RECEIPT });
    expect(answer.checks.every((check) => check.outcome !== 'failed')).toBe(true);
    expect(answer.answerToken.split('.')).toHaveLength(3);
    expect(asked).toEqual([{ body: { documentId: DOCUMENT, variables: { identifier: 'x' } }, context }]);
  });

  it.each<[string, Deviation, string]>([
    ['no signature', { unsigned: true }, 'ANSWER_UNSIGNED'],
    ['an altered body', { alter: (body) => body.replace('FOUND', 'DENIED') }, 'ANSWER_BODY_MISMATCH'],
    ['another status', { status: 403 }, 'ANSWER_STATUS_MISMATCH'],
    ['an answer for another request', { requestDigest: sha256('other') }, 'ANSWER_FOR_ANOTHER_REQUEST'],
  ])('does not believe %s', async (_what, deviation, code) => {
    const failure = client(deviation).ask();
    await expect(failure).rejects.toBeInstanceOf(AnswerError);
    await expect(failure).rejects.toMatchObject({ code });
  });

  it("does not believe another node's key", async () => {
    await expect(client({ key: stranger.key }).ask()).rejects.toBeInstanceOf(AnswerError);
  });

  it('a signed refusal is a RefusedError', async () => {
    const data = { errors: [{ message: 'No.', extensions: { code: 'REPLAYED', message: 'No.' } }] };
    const failure = client({ data }).ask();
    await expect(failure).rejects.toBeInstanceOf(RefusedError);
    await expect(failure).rejects.toMatchObject({ code: 'REPLAYED' });
  });

  it('never sends twice', async () => {
    let sent = 0;
    const lost = createPeerClient({
      self: TIANJIN,
      key: tianjin.key,
      peer: { ...beijing.keys, endpoint: `${BEIJING}/graphql` },
      fetch: async () => {
        sent += 1;
        throw new TypeError('fetch failed');
      },
    });
    await expect(
      lost.ask({ documentId: DOCUMENT, field: 'licence', variables: {}, context }),
    ).rejects.toBeInstanceOf(TransportError);
    expect(sent).toBe(1);
  });
});
