import { z } from 'zod';
import { Refusal } from '#libs/errors';
import {
  parseCompact,
  signCompact,
  verifyByKey,
  type JwsHeader,
  type JwsPayload,
  type PublicJwk,
  type SigningKey,
  type VerificationKey,
} from '#libs/jws';
import { formatCombined, parseCombined, SD_JWT_LIMITS, type CombinedSdJwt } from './combined.js';
import { conceal, type Frame } from './conceal.js';
import { isDigestAlgorithm, parseDisclosure, type Disclosure } from './disclosure.js';
import { checkKeyBinding, bindKey, type KeyBindingDue } from './key-binding.js';
import { reveal } from './reveal.js';

/** The media type of SD-JWT VC, section 3.2.1; `vc+sd-jwt` is what drafts before 06 called it. */
const TYP = 'dc+sd-jwt';
const ACCEPTED: readonly string[] = [TYP, 'vc+sd-jwt'];
const LIMITS = { maxBytes: SD_JWT_LIMITS.maxLength, maxDepth: 8 };

/** Claims that decide about the credential itself may not be withheld (SD-JWT VC, section 3.2.2.2). */
const ALWAYS_OPEN: readonly string[] = ['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'];

const statusReference = z.looseObject({
  status_list: z.looseObject({ idx: z.int().min(0), uri: z.url({ protocol: /^https?$/ }).max(2048) }),
});

const claimsSchema = z.looseObject({
  iss: z.string().min(1).max(2048),
  vct: z.string().min(1).max(2048),
  iat: z.int().optional(),
  nbf: z.int().optional(),
  exp: z.int().optional(),
  cnf: z.looseObject({ jwk: z.unknown().optional() }).optional(),
  status: statusReference.optional(),
});

export interface CredentialContent {
  /** Who issues: an identifier that a verifier can resolve to keys. */
  issuer: string;
  /** Verifiable credential type. */
  type: string;
  /** Milliseconds since 1970. */
  issuedAt: number;
  notBefore?: number;
  expiresAt?: number;
  /** The holder's key, which a presentation must prove. */
  holder?: PublicJwk;
  status?: { index: number; uri: string };
  claims: Readonly<Record<string, unknown>>;
  /** Which of the claims may be shown one by one. */
  frame: Frame;
}

/**
 * Issues a credential as SD-JWT VC, with all disclosures.
 * @throws RangeError where a claim that must stay open is to be concealed
 */
export async function issueCredential(
  content: CredentialContent,
  key: SigningKey,
  random: (bytes: number) => Uint8Array,
): Promise<string> {
  const { frame, claims } = content;
  for (const name of ALWAYS_OPEN) {
    if (frame.conceal?.includes(name) || Object.hasOwn(claims, name)) throw new RangeError(name);
  }
  const seconds = (at: number) => Math.floor(at / 1000);
  const open = {
    iss: content.issuer,
    vct: content.type,
    iat: seconds(content.issuedAt),
    ...(content.notBefore === undefined ? {} : { nbf: seconds(content.notBefore) }),
    ...(content.expiresAt === undefined ? {} : { exp: seconds(content.expiresAt) }),
    ...(content.holder === undefined ? {} : { cnf: { jwk: content.holder } }),
    ...(content.status === undefined
      ? {}
      : { status: { status_list: { idx: content.status.index, uri: content.status.uri } } }),
  };
  const { payload, disclosures } = conceal({ ...open, ...claims }, frame, random);
  const jwt = await signCompact({ header: { typ: TYP }, payload, key });
  return formatCombined({ jwt, disclosures: disclosures.map(({ encoded }) => encoded) });
}

/**
 * Keeps of a credential only what is to be shown, and binds it to an audience where a key is given.
 * @param show which disclosures stay; what lies inside of a concealed claim needs that claim's as well
 */
export async function presentCredential(
  credential: string,
  show: (disclosure: Disclosure) => boolean,
  binding?: { audience: string; nonce: string; issuedAt: number; key: SigningKey },
): Promise<string> {
  const { jwt, disclosures } = parseCombined(credential);
  const kept = disclosures.filter((encoded) => show(parseDisclosure(encoded)));
  const combined: CombinedSdJwt = { jwt, disclosures: kept };
  if (!binding) return formatCombined(combined);
  return formatCombined({ ...combined, keyBinding: await bindKey(combined, binding, binding.key) });
}

export interface CredentialCheck {
  /** Milliseconds since 1970. */
  now: number;
  skewSeconds?: number;
  /** The issuer's key; `undefined` where the issuer or the key is not trusted. Must fetch nothing that the token names. */
  issuerKey(header: JwsHeader, payload: JwsPayload): Promise<VerificationKey | undefined>;
  /** What the presentation must be bound to; `none` where a credential is looked at that nobody presents. */
  keyBinding: Omit<KeyBindingDue, 'now' | 'skewSeconds'> | 'none';
  /** Status by reference, of a list that was verified; a credential that names a list fails where it cannot be had. */
  statusOf?(reference: { index: number; uri: string }, issuer: string): Promise<number>;
}

export interface VerifiedCredential {
  issuer: string;
  type: string;
  /** Claims with what was disclosed. */
  claims: Readonly<Record<string, unknown>>;
  disclosed: readonly string[];
  status: number | undefined;
  bound: boolean;
}

/**
 * Verifies a credential or its presentation: issuer's signature, disclosures (RFC 9901 §7.1), time, key binding (§7.3),
 * status. Not checked here: whether the issuer may issue this type, and whether the claims suffice.
 * @throws Refusal SD_JWT_*, CREDENTIAL_*, KEY_BINDING_*, STATUS_*, JWS_*
 */
export async function verifyCredential(text: string, check: CredentialCheck): Promise<VerifiedCredential> {
  const { now, skewSeconds = 60 } = check;
  const combined = parseCombined(text);
  const parsed = parseCompact(combined.jwt, LIMITS);
  const key = await check.issuerKey(parsed.header, parsed.payload);
  if (!key) throw new Refusal('CREDENTIAL_ISSUER_UNTRUSTED');
  const typ = ACCEPTED.find((accepted) => accepted === parsed.header.typ) ?? TYP;
  const { payload } = await verifyByKey(parsed, { typ, key });
  const { claims, disclosed } = reveal(payload, combined.disclosures);
  for (const name of ALWAYS_OPEN) if (disclosed.includes(name)) throw new Refusal('CREDENTIAL_CLAIM_HIDDEN');
  const read = claimsSchema.safeParse(claims);
  if (!read.success)
    throw new Refusal('CREDENTIAL_MALFORMED', { hint: read.error.issues[0]?.path.join('.') ?? '' });
  const { iss, vct, iat, nbf, exp, cnf, status } = read.data;
  const seconds = now / 1000;
  if (exp !== undefined && exp <= seconds) throw new Refusal('CREDENTIAL_EXPIRED');
  if (Math.max(nbf ?? 0, iat ?? 0) > seconds + skewSeconds) throw new Refusal('CREDENTIAL_NOT_YET_VALID');
  const bound = check.keyBinding !== 'none';
  if (check.keyBinding !== 'none') {
    const algorithm = payload['_sd_alg'] ?? 'sha-256';
    if (!isDigestAlgorithm(algorithm)) throw new Refusal('SD_JWT_HASH_UNKNOWN');
    await checkKeyBinding(combined, cnf, algorithm, { ...check.keyBinding, now, skewSeconds });
  } else if (combined.keyBinding !== undefined) {
    // Somebody bound it to somebody: whoever does not look at that must not take it as if it were his.
    throw new Refusal('KEY_BINDING_UNEXPECTED');
  }
  return { issuer: iss, type: vct, claims, disclosed, bound, status: await statusIn(status, iss, check) };
}

async function statusIn(
  status: z.infer<typeof statusReference> | undefined,
  issuer: string,
  check: CredentialCheck,
): Promise<number | undefined> {
  if (!status) return undefined;
  if (!check.statusOf) throw new Refusal('CREDENTIAL_STATUS_UNKNOWN');
  const { idx, uri } = status.status_list;
  const value = await check.statusOf({ index: idx, uri }, issuer);
  if (value === 1) throw new Refusal('CREDENTIAL_REVOKED');
  if (value === 2) throw new Refusal('CREDENTIAL_SUSPENDED');
  if (value !== 0) throw new Refusal('CREDENTIAL_STATUS_UNKNOWN', { hint: String(value) });
  return value;
}
