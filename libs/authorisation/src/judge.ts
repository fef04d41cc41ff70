import { Refusal, type ErrorCode } from '#libs/errors';
import { parseCompact, verifyParsed, type VerificationKey } from '#libs/jws';
import {
  AUTHORISATION_LIMITS,
  AUTHORISATION_TYP,
  authorisationClaimsSchema,
  type AuthorisationClaims,
  type AuthorisationSubject,
} from './claims.js';

/** The use that is about to be made. */
export interface AuthorisedUse {
  /** Entity id of the node that asks; the own one for callers of the own region. */
  node: string;
  /** Unified social credit code of the organisation that asks. */
  organisation: string;
  itemCode: string;
  caseNumber: string;
  /** Identifies the request: a use that is judged twice for one request counts once. */
  request: string;
}

/** What a judge needs of the world; each may be slow and each fails closed. */
export interface AuthorisationPorts {
  /** Milliseconds since 1970. */
  clock: () => number;
  skewSeconds: number;
  /**
   * The platform's key, of an identity platform that the federation vouches for; `undefined` for anybody else.
   * @throws Refusal where the federation cannot be asked
   */
  platformKey(issuer: string, kid: string): Promise<VerificationKey | undefined>;
  /** Status by the platform's list: 0 holds, 1 withdrawn, 2 suspended. */
  statusOf(reference: { index: number; uri: string }, issuer: string): Promise<number>;
  /** Counts a use durably; false where all uses are used up. The same request counts once. */
  count(use: {
    issuer: string;
    jti: string;
    request: string;
    uses: number;
    expiresAt: number;
  }): Promise<boolean>;
}

export type AuthorisationCode = Extract<ErrorCode, `AUTHORISATION_${string}`>;

export interface JudgedAuthorisation {
  id: string;
  issuer: string;
  claims: AuthorisationClaims;
  /** The fields that the holder agreed to, for a licence type; empty where the type was not named. */
  fieldsFor(typeCode: string): readonly string[];
  /** Whether the licence that was found is the holder's own. */
  covers(subject: AuthorisationSubject): boolean;
  /** To be called once, before anything is released under it. @throws Refusal AUTHORISATION_USED_UP */
  use(): Promise<void>;
}

const refuse = (code: AuthorisationCode, hint?: string) =>
  new Refusal(code, hint === undefined ? {} : { hint });

/**
 * Judges an authorisation that was presented with a lookup: signature of a platform of the federation, time, who presents it,
 * for which matter, whether it was withdrawn. The holder is compared by the caller once the licence is read, and the use
 * counted when something is about to be released. A token that fails widens nothing.
 * @throws Refusal AUTHORISATION_*, and JWS_* and JSON_* for a token that is none
 */
export async function judgeAuthorisation(
  token: string,
  use: AuthorisedUse,
  ports: AuthorisationPorts,
): Promise<JudgedAuthorisation> {
  const claims = await verified(token, ports);
  const seconds = ports.clock() / 1000;
  if (claims.exp <= seconds) throw refuse('AUTHORISATION_EXPIRED');
  if (Math.max(claims.iat, claims.nbf ?? 0) > seconds + ports.skewSeconds)
    throw refuse('AUTHORISATION_NOT_YET_VALID');
  const { grantee, purpose } = claims;
  if (grantee.node !== use.node || grantee.organisation !== use.organisation)
    throw refuse('AUTHORISATION_OTHER_GRANTEE');
  if (!coversItem(purpose.itemCode, use.itemCode)) throw refuse('AUTHORISATION_OTHER_MATTER');
  if (purpose.caseNumber !== undefined && purpose.caseNumber !== use.caseNumber)
    throw refuse('AUTHORISATION_OTHER_MATTER', 'case number');
  await assertStanding(claims, ports);
  return {
    id: claims.jti,
    issuer: claims.iss,
    claims,
    fieldsFor: (typeCode) =>
      claims.licences.filter((licence) => licence.typeCode === typeCode).flatMap(({ fields }) => fields),
    covers: ({ type, code }) => claims.holder.type === type && claims.holder.code === code,
    async use() {
      const { iss: issuer, jti, uses, exp } = claims;
      const counted = { issuer, jti, request: use.request, uses, expiresAt: exp * 1000 };
      if (!(await ports.count(counted))) throw refuse('AUTHORISATION_USED_UP');
    },
  };
}

async function verified(token: string, ports: AuthorisationPorts): Promise<AuthorisationClaims> {
  const parsed = parseCompact(token, AUTHORISATION_LIMITS);
  const read = authorisationClaimsSchema.safeParse(parsed.payload);
  // The signature comes first for whoever reads the code of a refusal: a stranger learns nothing about our rules.
  const issuer = parsed.payload['iss'];
  if (typeof issuer !== 'string') throw refuse('AUTHORISATION_MALFORMED', 'iss');
  await verifyParsed(parsed, {
    typ: AUTHORISATION_TYP,
    resolveKey: async ({ kid }) => {
      const key = await ports.platformKey(issuer, kid);
      if (!key) throw refuse('AUTHORISATION_PLATFORM_UNKNOWN');
      return key;
    },
  });
  if (!read.success) throw refuse('AUTHORISATION_MALFORMED', read.error.issues[0]?.path.join('.'));
  return read.data;
}

/** An item covers its business variants, a variant only itself (as in agreements). */
function coversItem(agreed: string, asked: string): boolean {
  return asked === agreed || (agreed.length === 31 && asked.length === 33 && asked.startsWith(agreed));
}

async function assertStanding(
  { status, iss }: AuthorisationClaims,
  ports: AuthorisationPorts,
): Promise<void> {
  const { idx, uri } = status.status_list;
  let value: number;
  try {
    value = await ports.statusOf({ index: idx, uri }, iss);
  } catch (cause) {
    // Whether it was withdrawn is not known: then it does not count.
    throw new Refusal('AUTHORISATION_STATUS_UNKNOWN', { cause });
  }
  if (value === 1) throw refuse('AUTHORISATION_WITHDRAWN');
  if (value !== 0) throw refuse('AUTHORISATION_SUSPENDED');
}
