import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verifyParsed, type ParsedJws, type SigningKey } from '#libs/jws';
import { isEntityId, type EntityId } from '../entity-id.js';
import { keyByKid, type Jwks } from '../jwks.js';
import type { EntityConfigurationClaims } from '../statement-claims.js';

export const TRUST_MARK_TYP = 'trust-mark+jwt';
export const TRUST_MARK_CONTENT_TYPE = 'application/trust-mark+jwt';
export const DELEGATION_TYP = 'trust-mark-delegation+jwt';

const MARK_LIMITS = { maxBytes: 32_768, maxDepth: 8 };
const entityId = z.string().refine(isEntityId, 'not an entity identifier');
const numericDate = z.number().int().nonnegative();

const delegationSchema = z.looseObject({
  iss: entityId,
  sub: entityId,
  trust_mark_type: z.string().min(1),
  iat: numericDate,
  exp: numericDate.optional(),
});

/** §7.1. */
const trustMarkSchema = delegationSchema.extend({ delegation: z.string().min(1).optional() });
export type TrustMarkClaims = z.infer<typeof trustMarkSchema>;

export interface VerifyTrustMarkOptions {
  /** The entity whose configuration carries the mark, and the type under which it carries it. */
  subject: EntityId;
  type: string;
  /** The anchor's entity configuration: it says whose marks count (`trust_mark_issuers`, `trust_mark_owners`). */
  anchor: EntityConfigurationClaims;
  /** Keys of a mark issuer that is trusted already through a chain to the same anchor; undefined where it is not. */
  issuerKeys(issuer: EntityId): Jwks | undefined | Promise<Jwks | undefined>;
  /** Milliseconds. */
  now: number;
  skewSeconds: number;
}

/**
 * Validates one trust mark (信任标志, §7.3) with its delegation where the anchor names an owner (§7.2.2).
 * Not checked here: whether the issuer has revoked it since (§8.4).
 * @throws Refusal `TRUST_MARK_INVALID`, `TRUST_MARK_EXPIRED`, `TRUST_MARK_ISSUER_UNTRUSTED`
 */
export async function verifyTrustMark(
  token: string,
  options: VerifyTrustMarkOptions,
): Promise<TrustMarkClaims> {
  const jws = parse(token);
  const claims = read(trustMarkSchema, jws.payload);
  if (claims.sub !== options.subject) throw invalid('the mark belongs to another entity');
  if (claims.trust_mark_type !== options.type)
    throw invalid('the mark is of another type than it is listed under');
  checkTime(claims, options);
  const issuers = ownMember(options.anchor.trust_mark_issuers, options.type);
  // An empty list means that any entity of the federation may issue the mark (§3.1.2).
  if (issuers === undefined || (issuers.length > 0 && !issuers.includes(claims.iss))) {
    throw untrusted(claims.iss, options.type);
  }
  const keys = await options.issuerKeys(claims.iss);
  if (keys === undefined) throw untrusted(claims.iss, options.type);
  await verifySignature(jws, TRUST_MARK_TYP, keys);
  await checkDelegation(claims, options);
  return claims;
}

/** Signs a trust mark (§7.1). */
export async function signTrustMark(claims: TrustMarkClaims, key: SigningKey): Promise<string> {
  return signCompact({ header: { typ: TRUST_MARK_TYP }, payload: claims, key });
}

async function checkDelegation(mark: TrustMarkClaims, options: VerifyTrustMarkOptions): Promise<void> {
  const owner = ownMember(options.anchor.trust_mark_owners, options.type);
  if (mark.delegation === undefined) {
    if (owner === undefined) return;
    throw invalid('the mark has an owner and carries no delegation from it');
  }
  if (owner === undefined)
    throw invalid('the mark carries a delegation of an owner that the anchor does not name');
  const jws = parse(mark.delegation);
  const delegation = read(delegationSchema, jws.payload);
  if (delegation.sub !== mark.iss) throw invalid('the delegation is for another issuer');
  if (delegation.iss !== owner.sub) throw invalid('the delegation is not from the owner');
  if (delegation.trust_mark_type !== options.type) throw invalid('the delegation is for another type');
  checkTime(delegation, options);
  await verifySignature(jws, DELEGATION_TYP, owner.jwks);
}

function checkTime(
  claims: { iat: number; exp?: number | undefined },
  { now, skewSeconds }: { now: number; skewSeconds: number },
): void {
  const seconds = now / 1000;
  if (claims.iat > seconds + skewSeconds) throw invalid('issued in the future');
  if (claims.exp !== undefined && claims.exp + skewSeconds <= seconds) {
    throw new Refusal('TRUST_MARK_EXPIRED', { details: { exp: claims.exp } });
  }
}

async function verifySignature(jws: ParsedJws, typ: string, keys: Jwks): Promise<void> {
  try {
    await verifyParsed(jws, { typ, resolveKey: ({ kid }) => keyByKid(keys, kid) });
  } catch (thrown) {
    if (thrown instanceof Refusal) throw invalid(thrown.code, thrown);
    throw thrown;
  }
}

function parse(token: string): ParsedJws {
  try {
    return parseCompact(token, MARK_LIMITS);
  } catch (thrown) {
    if (thrown instanceof Refusal) throw invalid(thrown.code, thrown);
    throw thrown;
  }
}

function read<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  throw invalid(`claim ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
}

function ownMember<Value>(members: Record<string, Value> | undefined, name: string): Value | undefined {
  return members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined;
}

function invalid(reason: string, cause?: unknown): Refusal {
  return new Refusal('TRUST_MARK_INVALID', { details: { reason }, cause });
}

function untrusted(issuer: EntityId, type: string): Refusal {
  return new Refusal('TRUST_MARK_ISSUER_UNTRUSTED', { details: { issuer, type } });
}
