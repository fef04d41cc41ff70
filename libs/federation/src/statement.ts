import type { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseCompact, signCompact, verifyParsed, type ParsedJws, type SigningKey } from '#libs/jws';
import { keyByKid, type Jwks } from './jwks.js';
import {
  DEFINED_CLAIMS,
  entityConfigurationSchema,
  MISPLACED_IN_CONFIGURATION,
  MISPLACED_IN_SUBORDINATE,
  subordinateStatementSchema,
  type EntityConfigurationClaims,
  type SubordinateStatementClaims,
} from './statement-claims.js';

export const STATEMENT_TYP = 'entity-statement+jwt';
export const STATEMENT_CONTENT_TYPE = 'application/entity-statement+jwt';

/** An entity statement holds keys and metadata and is larger than a token of the exchange. */
export const STATEMENT_LIMITS = { maxBytes: 131_072, maxDepth: 16 };

interface Taken<Claims> {
  token: string;
  jws: ParsedJws;
  claims: Claims;
}

/** A statement whose form is right; whether its signature is, and whose, is not known yet. */
export type EntityConfiguration = { kind: 'configuration' } & Taken<EntityConfigurationClaims>;
export type SubordinateStatement = { kind: 'subordinate' } & Taken<SubordinateStatementClaims>;
export type EntityStatement = EntityConfiguration | SubordinateStatement;

/**
 * Takes an entity statement apart (§3.3 steps 1 to 6, 9, 13 to 23 as far as they need neither key nor clock).
 * Not checked here: signature, time, whether the issuer is a superior of the subject.
 */
export function parseStatement(token: string): EntityStatement {
  const jws = parse(token);
  const { typ, kid } = jws.header;
  if (typ !== STATEMENT_TYP) throw malformed(`typ must be ${STATEMENT_TYP}`);
  if (kid === undefined) throw malformed('kid is missing');
  if ('trust_chain' in jws.header || 'peer_trust_chain' in jws.header) {
    throw malformed('a chain must not stand in the header of a statement (§4.3)');
  }
  checkCritical(jws.payload);
  if (jws.payload['iss'] === jws.payload['sub']) {
    refuseMisplaced(jws.payload, MISPLACED_IN_CONFIGURATION);
    return { kind: 'configuration', token, jws, claims: read(entityConfigurationSchema, jws.payload) };
  }
  refuseMisplaced(jws.payload, MISPLACED_IN_SUBORDINATE);
  return { kind: 'subordinate', token, jws, claims: read(subordinateStatementSchema, jws.payload) };
}

/** As {@link parseStatement}, where only an entity configuration is due. */
export function parseEntityConfiguration(token: string): EntityConfiguration {
  const statement = parseStatement(token);
  if (statement.kind === 'configuration') return statement;
  throw malformed('an entity configuration is due: iss and sub must be equal (§3.3 step 6)');
}

/** As {@link parseStatement}, where only a superior's statement is due. */
export function parseSubordinateStatement(token: string): SubordinateStatement {
  const statement = parseStatement(token);
  if (statement.kind === 'subordinate') return statement;
  throw malformed('a subordinate statement is due: iss and sub must differ (§3.3 step 6)');
}

/**
 * Verifies the signature with the keys that the caller trusts for the issuer (§3.3 steps 11, 12).
 * @throws Refusal `STATEMENT_KEY_UNKNOWN`, `STATEMENT_SIGNATURE_INVALID`
 */
export async function verifyStatement(statement: EntityStatement, issuerKeys: Jwks): Promise<void> {
  const { claims, jws } = statement;
  const facts = { iss: claims.iss, sub: claims.sub, kid: jws.header.kid };
  try {
    await verifyParsed(jws, { typ: STATEMENT_TYP, resolveKey: ({ kid }) => keyByKid(issuerKeys, kid) });
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    const code = thrown.code === 'JWS_KID_UNKNOWN' ? 'STATEMENT_KEY_UNKNOWN' : 'STATEMENT_SIGNATURE_INVALID';
    throw new Refusal(code, { details: { ...facts, reason: thrown.code }, cause: thrown });
  }
}

/**
 * §3.3 steps 7 and 8. `now` in milliseconds; `skewSeconds` is allowed on both sides.
 * @throws Refusal `STATEMENT_EXPIRED`, `STATEMENT_FROM_FUTURE`
 */
export function checkStatementTime(
  claims: { iss: string; sub: string; iat: number; exp: number },
  now: number,
  skewSeconds: number,
): void {
  const seconds = now / 1000;
  const facts = { iss: claims.iss, sub: claims.sub, iat: claims.iat, exp: claims.exp };
  if (claims.iat > seconds + skewSeconds) throw new Refusal('STATEMENT_FROM_FUTURE', { details: facts });
  if (claims.exp <= claims.iat) throw malformed('exp is not after iat');
  if (claims.exp + skewSeconds <= seconds) throw new Refusal('STATEMENT_EXPIRED', { details: facts });
}

/** Signs the claims as an entity statement. The caller answers for their content. */
export async function signStatement(
  claims: EntityConfigurationClaims | SubordinateStatementClaims,
  key: SigningKey,
): Promise<string> {
  return signCompact({ header: { typ: STATEMENT_TYP }, payload: claims, key });
}

function parse(token: string): ParsedJws {
  try {
    return parseCompact(token, STATEMENT_LIMITS);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    throw new Refusal('STATEMENT_MALFORMED', { details: { reason: thrown.code }, cause: thrown });
  }
}

/** §3.1.1 `crit`: names of claims that a reader must understand. This reader understands none beyond the defined ones. */
function checkCritical(payload: Record<string, unknown>): void {
  const crit = payload['crit'];
  if (crit === undefined) return;
  if (!Array.isArray(crit) || crit.length === 0) throw malformed('crit must be a list that is not empty');
  for (const name of crit as unknown[]) {
    if (typeof name !== 'string') throw malformed('crit must hold names');
    if (DEFINED_CLAIMS.has(name)) throw malformed('crit must not name a defined claim');
    if (!Object.hasOwn(payload, name)) throw malformed('crit names an absent claim');
  }
  throw new Refusal('STATEMENT_CRITICAL_UNKNOWN', { details: { crit: crit.slice(0, 16) as unknown[] } });
}

function refuseMisplaced(payload: Record<string, unknown>, names: readonly string[]): void {
  const claim = names.find((name) => Object.hasOwn(payload, name));
  if (claim !== undefined) {
    throw new Refusal('STATEMENT_CLAIM_MISPLACED', {
      hint: claim,
      details: { iss: payload['iss'], sub: payload['sub'] },
    });
  }
}

function read<Schema extends z.ZodType>(schema: Schema, payload: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw malformed(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function malformed(reason: string): Refusal {
  return new Refusal('STATEMENT_MALFORMED', { hint: reason });
}
