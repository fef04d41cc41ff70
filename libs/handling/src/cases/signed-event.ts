import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { signCompact, verifyCompact, type SigningKey, type VerificationKey } from '#libs/jws';
import { readEvent, type CaseEvent } from './event.js';

/** The `typ` of one event of a case, signed by the node that acted. */
export const CASE_EVENT_TYP = 'case-event+jwt';
export const CASE_EVENT_LIMITS = { maxBytes: 131_072, maxDepth: 12 };

/** Signs an event; `issuer` is the entity id of the acting node. The token is what travels, is logged and is archived. */
export async function signEvent(event: CaseEvent, issuer: string, key: SigningKey): Promise<string> {
  const { id: _, ...body } = event;
  return signCompact({ header: { typ: CASE_EVENT_TYP }, payload: { iss: issuer, ...body }, key });
}

/**
 * Verifies a signed event: a key that the caller trusts for its issuer, and that the issuer acts for the region named.
 * Not checked: whether the step may be taken (the fold says so), and how far the region's clock is off.
 * @throws Refusal CASE_EVENT_INVALID, CASE_EVENT_OTHER_REGION, and JWS_* and JSON_*
 */
export async function verifyEvent(
  token: string,
  ports: {
    keyOf(issuer: string, kid: string): VerificationKey | undefined | Promise<VerificationKey | undefined>;
    actsFor(issuer: string, region: RegionCode): boolean;
  },
): Promise<CaseEvent> {
  const { payload } = await verifyCompact(token, {
    typ: CASE_EVENT_TYP,
    limits: CASE_EVENT_LIMITS,
    resolveKey: ({ kid }, { iss }) => (typeof iss === 'string' ? ports.keyOf(iss, kid) : undefined),
  });
  const { iss, ...body } = payload;
  const event = readEvent(body);
  if (typeof iss !== 'string' || !ports.actsFor(iss, event.region))
    throw new Refusal('CASE_EVENT_OTHER_REGION');
  return event;
}
