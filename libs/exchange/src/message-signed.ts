import { Refusal } from '#libs/errors';
import { parseCompact, verifyParsed } from '#libs/jws';
import type { Clock, PeerKeys, ResolvePeer } from './ports.js';
import { EXCHANGE_TOKEN_LIMITS } from './protocol.js';
import { keyOf } from './verify-key.js';

export interface SignedRules {
  /** Entity id of this node. */
  self: string;
  clock: Clock;
  /** Accepted difference of clocks. */
  skewSeconds: number;
  /** Suites in this node's own metadata. */
  suites: readonly string[];
  resolvePeer: ResolvePeer;
  /** Whose key an id is, where the directory knows. */
  keyOwner?: (kid: string) => string | undefined;
}

/**
 * The payload of a token of one type, signed by the node at the other end of the channel (PROFILE.md, 5.1 (1) to (7)).
 * @param typ the only `typ` that is taken
 * @param entityId who must be its issuer
 */
export async function readSigned(
  token: string,
  typ: string,
  entityId: string,
  rules: SignedRules,
): Promise<{ payload: Record<string, unknown>; peer: PeerKeys }> {
  const parsed = parseCompact(token, EXCHANGE_TOKEN_LIMITS);
  if (parsed.header.typ !== typ) throw new Refusal('JWS_TYP_WRONG', { hint: `${typ} is due` });
  if (parsed.payload['iss'] !== entityId) throw new Refusal('CHANNEL_MISMATCH');
  const peer = await rules.resolvePeer(entityId);
  if (peer?.entityId !== entityId) throw new Refusal('PEER_UNKNOWN');
  const { kid } = parsed.header;
  if (kid === undefined) throw new Refusal('JWS_KID_MISSING');
  const key = keyOf(peer, kid, { suites: rules.suites, keyOwner: rules.keyOwner });
  const { payload } = await verifyParsed(parsed, { typ, resolveKey: () => key });
  return { payload, peer };
}
