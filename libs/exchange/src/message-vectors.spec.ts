import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { Refusal } from '#libs/errors';
import { verificationKeyFromJwk } from '#libs/jws';
import { verifyMessageAck } from './message-ack.js';
import { verifyMessage } from './message.js';
import type { PeerKeys } from './ports.js';
import { EXCHANGE_SUITES } from './protocol.js';

/** The published vectors of messages, through our own verifiers. */
const file = <T>(name: string) => JSON.parse(readFileSync(join('libs/exchange/vectors', name), 'utf8')) as T;

interface KeyPair {
  public_jwk: JWK & { kid: string };
}
const { nodes } = file<{
  nodes: {
    entity_id: string;
    suites: string[];
    jurisdictions: string[];
    keys: KeyPair[];
    retired_keys: KeyPair[];
  }[];
}>('keys.json');
const peers: PeerKeys[] = nodes.map((node) => ({
  entityId: node.entity_id,
  keys: node.keys.map((key) => verificationKeyFromJwk(key.public_jwk)),
  suites: node.suites,
  jurisdictions: node.jurisdictions,
  retiredKids: node.retired_keys.map((key) => key.public_jwk.kid),
}));
const vectors = file<{
  now_ms: number;
  skew_seconds: number;
  receiver: string;
  messages: {
    name: string;
    channel: string;
    headers: Record<string, string>;
    body: string;
    token_sha256: string;
    expect: { code: string | null };
  }[];
  acknowledgements: { name: string; token: string; expect: { code: string | null } }[];
}>('messages.json');
const [first] = vectors.messages;
const rulesOf = (self: string) => ({
  self,
  clock: () => vectors.now_ms,
  skewSeconds: vectors.skew_seconds,
  suites: EXCHANGE_SUITES,
  resolvePeer: (entityId: string) => peers.find((peer) => peer.entityId === entityId),
  keyOwner: (kid: string) => peers.find(({ keys }) => keys.some((key) => key.kid === kid))?.entityId,
});
const codeOf = async (attempt: Promise<unknown>): Promise<string | null> => {
  try {
    await attempt;
    return null;
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};

it.each(vectors.messages.map((vector) => [vector.name, vector] as const))(
  'message: %s',
  async (_name, vector) => {
    const { headers, body, channel, expect: expected } = vector;
    const received = {
      token: headers['tongban-request'],
      contentType: headers['content-type'],
      body: Buffer.from(body),
      channel,
    };
    expect(await codeOf(verifyMessage(received, rulesOf(vectors.receiver)))).toBe(expected.code);
  },
);

it.each(vectors.acknowledgements.map((vector) => [vector.name, vector] as const))(
  'acknowledgement: %s',
  async (_name, { token, expect: expected }) => {
    const { jti } = JSON.parse(
      Buffer.from(first?.headers['tongban-request']?.split('.')[1] ?? '', 'base64url').toString(),
    ) as { jti: string };
    const asked = { iss: vectors.receiver, jti, digest: first?.token_sha256 ?? '' };
    expect(await codeOf(verifyMessageAck(token, asked, rulesOf(first?.channel ?? '')))).toBe(expected.code);
  },
);
