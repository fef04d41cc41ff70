import { contentDigest, documentId, type LookupContext } from '#libs/exchange';
import { digestOf, forgeToken, type ForgedToken } from './forge.js';
import { BEIJING, ENDPOINT, keys, NOW_SECONDS, TIANJIN } from './nodes.js';

/** Text of the registered operation that the vectors ask for. */
export const DOCUMENT_TEXT =
  'query LicenceByIdentifier($identifier: LicenceIdentifier!) { licence(identifier: $identifier) { status licence { name holderName validUntil } } }';

export const CONTEXT: LookupContext = {
  purpose: { itemCode: '11100000MB0143028R2000101001000', itemName: '企业变更登记' },
  caseNumber: 'TJ-2026-000123',
  legalBasis: '政务数据共享条例第二十一条',
  reason: '核验申请人提交的营业执照',
  organisation: { code: '11120000MB12345628', name: '天津市政务服务办公室' },
  person: { id: 'tj-window-07', name: '李四', role: '窗口人员' },
  channel: 'counter',
};

export const BODY = JSON.stringify({
  documentId: documentId(DOCUMENT_TEXT),
  variables: { identifier: '1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9' },
});

export const HEADER = { typ: 'tongban-request+jwt', alg: 'ES256', kid: keys.tianjin.kid };

export const CLAIMS = {
  v: 1,
  iss: TIANJIN,
  aud: BEIJING,
  jti: 'AAECAwQFBgcICQoLDA0ODw',
  iat: NOW_SECONDS,
  exp: NOW_SECONDS + 60,
  htm: 'POST',
  htu: ENDPOINT,
  content_type: 'application/json',
  body_sha256: digestOf(BODY),
  context: CONTEXT as unknown,
};

/** A request as it arrives; an absent field was not sent. */
export interface ArrivingRequest {
  method: string;
  uri: string;
  headers: Record<string, string>;
  body: string;
  /** URI SAN of the client certificate. */
  channel: string;
}

export interface RequestChange {
  /** Members to set; `undefined` leaves one out. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  token?: Partial<ForgedToken> | ((good: string) => string);
  arriving?: Partial<Omit<ArrivingRequest, 'headers'>> & { headers?: Record<string, string | undefined> };
}

const withoutUndefined = <T>(record: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(
    Object.entries(record).filter((member): member is [string, T] => member[1] !== undefined),
  );

/** The good request with exactly one thing changed. */
export function requestWith(change: RequestChange = {}): ArrivingRequest {
  const parts: ForgedToken = {
    header: withoutUndefined({ ...HEADER, ...change.header }),
    payload: withoutUndefined({ ...CLAIMS, ...change.claims }),
    key: keys.tianjin,
  };
  const token =
    typeof change.token === 'function'
      ? change.token(forgeToken(parts))
      : forgeToken({ ...parts, ...change.token });
  const { headers, ...rest } = change.arriving ?? {};
  return {
    method: 'POST',
    uri: ENDPOINT,
    body: BODY,
    channel: TIANJIN,
    ...rest,
    headers: withoutUndefined({
      'content-type': 'application/json',
      'content-digest': contentDigest(digestOf(BODY)),
      'tongban-request': token,
      ...headers,
    }),
  };
}
