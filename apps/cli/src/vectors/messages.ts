import { digestOf, forgeToken, readable, type ForgedToken } from './forge.js';
import { BEIJING, HEBEI, keys, NOW, NOW_SECONDS, STRANGER, TIANJIN } from './nodes.js';

/** `messages.json`: messages to Beijing, and acknowledgements that Beijing gives (PROFILE.md, annex B). */

const BODY = JSON.stringify({ v: 1, id: '01980000-0000-7000-8000-000000000001', action: 'submit' });
const HEADER = { typ: 'message+jwt', alg: 'ES256', kid: keys.tianjin.kid };
const CLAIMS = {
  v: 1,
  iss: TIANJIN,
  aud: BEIJING,
  jti: 'AAECAwQFBgcICQoLDA0ODw',
  iat: NOW_SECONDS,
  exp: NOW_SECONDS + 60,
  htu: `${BEIJING}/messages`,
  kind: 'sharing-request.proposal',
  subject: 'sharing-request:01980000-0000-7000-8000-000000000001',
  seq: 2,
  after: 1,
  body_sha256: digestOf(BODY),
};

interface Change {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  token?: Partial<ForgedToken>;
  body?: string;
  contentType?: string;
  channel?: string;
}

const messageToken = ({ claims, header, token }: Change = {}): string =>
  forgeToken({
    header: { ...HEADER, ...header },
    payload: { ...CLAIMS, ...claims },
    key: keys.tianjin,
    ...token,
  });

function message(name: string, code: string | null, change: Change = {}): object {
  const token = messageToken(change);
  return {
    name,
    channel: change.channel ?? TIANJIN,
    headers: { 'content-type': change.contentType ?? 'application/json', 'tongban-request': token },
    body: change.body ?? BODY,
    ...readable(token),
    token_sha256: digestOf(token),
    expect: { code },
  };
}

const ACK = {
  v: 1,
  iss: BEIJING,
  aud: TIANJIN,
  iat: NOW_SECONDS,
  jti: CLAIMS.jti,
  message_sha256: digestOf(messageToken()),
  outcome: 'applied',
};

function ack(
  name: string,
  code: string | null,
  change: {
    claims?: Record<string, unknown>;
    header?: Record<string, unknown>;
    token?: Partial<ForgedToken>;
  } = {},
): object {
  const token = forgeToken({
    header: { typ: 'message-ack+jwt', alg: 'ES256', kid: keys.beijing.kid, ...change.header },
    payload: { ...ACK, ...change.claims },
    key: keys.beijing,
    ...change.token,
  });
  return { name, token, ...readable(token), expect: { code } };
}

export function messagesFile(): object {
  return {
    notice: 'A message is evaluated at its receiver, an acknowledgement at the sender of the first message.',
    now_ms: NOW,
    skew_seconds: 5,
    receiver: BEIJING,
    messages: [
      message('first', null),
      message('again, with another instant', null, {
        claims: { iat: NOW_SECONDS + 4, exp: NOW_SECONDS + 30 },
      }),
      message('lookup', 'JWS_TYP_WRONG', { header: { typ: 'tongban-request+jwt' } }),
      message('by another channel', 'CHANNEL_MISMATCH', { channel: HEBEI }),
      message('of a stranger', 'PEER_UNKNOWN', {
        claims: { iss: STRANGER },
        channel: STRANGER,
        token: { key: keys.stranger },
      }),
      message('key of another node', 'KEY_OF_ANOTHER_NODE', {
        header: { kid: keys.beijing.kid },
        token: { key: keys.beijing },
      }),
      message('retired key', 'KEY_RETIRED', {
        header: { kid: keys.tianjinRetired.kid },
        token: { key: keys.tianjinRetired },
      }),
      message('signature of somebody else', 'JWS_SIGNATURE_WRONG', { token: { key: keys.stranger } }),
      message('version', 'PROTOCOL_VERSION', { claims: { v: 2 } }),
      message('surplus claim', 'MESSAGE_CLAIMS_INVALID', { claims: { context: {} } }),
      message('kind with a path', 'MESSAGE_CLAIMS_INVALID', { claims: { kind: 'a/b' } }),
      message('subject with a blank', 'MESSAGE_CLAIMS_INVALID', { claims: { subject: 'a b' } }),
      message('place 0', 'MESSAGE_CLAIMS_INVALID', { claims: { seq: 0, after: 0 } }),
      message('after itself', 'MESSAGE_CLAIMS_INVALID', { claims: { after: 2 } }),
      message('for another node', 'AUDIENCE_MISMATCH', { claims: { aud: HEBEI } }),
      message('lives too long', 'REQUEST_LIFETIME', { claims: { exp: NOW_SECONDS + 61 } }),
      message('from the future', 'REQUEST_FROM_FUTURE', { claims: { iat: NOW_SECONDS + 6 } }),
      message('expired', 'REQUEST_EXPIRED', { claims: { iat: NOW_SECONDS - 65, exp: NOW_SECONDS - 5 } }),
      message('another address', 'URI_MISMATCH', { claims: { htu: `${BEIJING}/graphql` } }),
      message('content type with a charset', 'CONTENT_TYPE_MISMATCH', {
        contentType: 'application/json; charset=utf-8',
      }),
      message('altered body', 'BODY_DIGEST_MISMATCH', { body: BODY.replace('submit', 'revoke') }),
    ],
    acknowledgements: [
      ack('applied', null),
      ack('refused', null, { claims: { outcome: 'refused', code: 'MESSAGE_STALE' } }),
      ack('message as acknowledgement', 'JWS_TYP_WRONG', { header: { typ: 'message+jwt' } }),
      ack('of another node', 'CHANNEL_MISMATCH', { claims: { iss: HEBEI } }),
      ack('signature of somebody else', 'JWS_SIGNATURE_WRONG', { token: { key: keys.stranger } }),
      ack('refused without a code', 'MESSAGE_ACK_CLAIMS_INVALID', { claims: { outcome: 'refused' } }),
      ack('for another node', 'ANSWER_AUDIENCE_MISMATCH', { claims: { aud: HEBEI } }),
      ack('of another attempt', 'ANSWER_FOR_ANOTHER_REQUEST', {
        claims: { message_sha256: digestOf('another') },
      }),
      ack('of another message', 'ANSWER_FOR_ANOTHER_REQUEST', { claims: { jti: 'DwAECAwQFBgcICQoLDA0AA' } }),
      ack('old', 'ANSWER_STALE', { claims: { iat: NOW_SECONDS - 126 } }),
      ack('from the future', 'ANSWER_FROM_FUTURE', { claims: { iat: NOW_SECONDS + 6 } }),
    ],
  };
}
