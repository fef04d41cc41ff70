import { createHash } from 'node:crypto';
import { digestOf, dissect, forgeToken, type ForgedToken } from './forge.js';
import { BEIJING, HEBEI, keys, NOW, NOW_SECONDS, TIANJIN } from './nodes.js';
import { requestWith } from './request-base.js';

export const ANSWER_BODY = JSON.stringify({
  data: {
    licence: {
      status: 'FOUND',
      licence: { name: '营业执照', holderName: '北京示例商贸有限公司', validUntil: '2046-05-31' },
    },
  },
});
export const ANSWER_CONTENT_TYPE = 'application/graphql-response+json; charset=utf-8';
export const REQUEST_DIGEST = digestOf(requestWith().headers['tongban-request'] ?? '');

/** RFC 8785 form of a small stand-in for an audit entry: members sorted, no blanks. */
export const ENTRY = '{"at":"2026-11-20T02:00:00.000Z","kind":"answer","outcome":"granted","v":1}';
export const LEAF = createHash('sha256').update(Buffer.of(0)).update(ENTRY).digest('base64url');
export const RECEIPT = { log: 'beijing.exchange.example/log', leaf: LEAF };

export const ANSWER_HEADER_MEMBERS = { typ: 'tongban-answer+jwt', alg: 'ES256', kid: keys.beijing.kid };
export const ANSWER_CLAIMS = {
  v: 1,
  iss: BEIJING,
  aud: TIANJIN,
  iat: NOW_SECONDS,
  request_sha256: REQUEST_DIGEST,
  status: 200,
  content_type: ANSWER_CONTENT_TYPE,
  body_sha256: digestOf(ANSWER_BODY),
  receipt: RECEIPT,
};

export interface ArrivingAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface AnswerChange {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  token?: Partial<ForgedToken> | ((good: string) => string);
  arriving?: Partial<Omit<ArrivingAnswer, 'headers'>> & { headers?: Record<string, string | undefined> };
}

const withoutUndefined = <T>(record: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).filter((member): member is [string, T] => member[1] !== undefined),
  );

/** The good answer with exactly one thing changed. */
export function answerWith(change: AnswerChange = {}): ArrivingAnswer {
  const parts: ForgedToken = {
    header: withoutUndefined({ ...ANSWER_HEADER_MEMBERS, ...change.header }),
    payload: withoutUndefined({ ...ANSWER_CLAIMS, ...change.claims }),
    key: keys.beijing,
  };
  const token =
    typeof change.token === 'function'
      ? change.token(forgeToken(parts))
      : forgeToken({ ...parts, ...change.token });
  const { headers, ...rest } = change.arriving ?? {};
  return {
    status: 200,
    body: ANSWER_BODY,
    ...rest,
    headers: withoutUndefined({ 'content-type': ANSWER_CONTENT_TYPE, 'tongban-answer': token, ...headers }),
  };
}

const denialBody = JSON.stringify({
  errors: [
    { message: 'The request token has expired.', extensions: { code: 'REQUEST_EXPIRED', retryable: false } },
  ],
});

interface Accepted {
  name: string;
  rule: string;
  change: AnswerChange;
  from?: string;
  jurisdiction?: string;
}

const accepted: Accepted[] = [
  { name: 'es256', rule: 'An answer of Beijing to the request "es256".', change: {}, jurisdiction: '110000' },
  {
    name: 'eddsa',
    rule: 'An answer of Hebei, signed with EdDSA.',
    from: HEBEI,
    change: {
      claims: { iss: HEBEI, receipt: { log: 'hebei.exchange.example/log', leaf: LEAF } },
      header: { alg: 'EdDSA', kid: keys.hebei.kid },
      token: { key: keys.hebei },
    },
  },
  {
    name: 'denial',
    rule: 'A denial to an identified peer is signed and receipted as an answer is (6.3).',
    change: {
      claims: { status: 403, body_sha256: digestOf(denialBody) },
      arriving: { status: 403, body: denialBody },
    },
  },
];

export const showAnswer = (answer: ArrivingAnswer): object => ({
  ...answer,
  body_base64url: Buffer.from(answer.body).toString('base64url'),
});

/** `answers.json`: what the asking node must accept. */
export function answersFile(): object {
  return {
    self: TIANJIN,
    now_ms: NOW,
    skew_seconds: 5,
    request_sha256: REQUEST_DIGEST,
    leaf: { entry_canonical_json: ENTRY, leaf: LEAF },
    vectors: accepted.map(({ name, rule, change, from = BEIJING, jurisdiction }) => {
      const answer = answerWith(change);
      return {
        name,
        rule,
        expected_iss: from,
        ...(jurisdiction === undefined ? {} : { jurisdiction }),
        answer: showAnswer(answer),
        token: dissect(answer.headers['tongban-answer'] ?? ''),
      };
    }),
  };
}
