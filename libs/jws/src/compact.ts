import { Refusal } from '#libs/errors';
import { decodeBase64url, encodeBase64url } from './base64url.js';
import { checkAlgOfKey, checkHeader, type JwsHeader } from './header.js';
import { TOKEN_LIMITS, type Limits } from './limits.js';
import { parseStrictJson } from './strict-json.js';
import type { SigningKey, VerificationKey } from './suite.js';

export type JwsPayload = Record<string, unknown>;

/** A token taken apart. Nothing in it is believed yet: the signature was not looked at. */
export interface ParsedJws {
  /** Without `jwk`, `x5c`, `jku` and `x5u`: no key ever comes from a token. */
  header: JwsHeader;
  payload: JwsPayload;
  /** The bytes that the signature covers. */
  signingInput: Buffer;
  signature: Buffer;
  encoded: { header: string; payload: string; signature: string };
}

/** A token whose signature verified with the key that the caller named. */
export interface VerifiedJws {
  header: JwsHeader;
  payload: JwsPayload;
}

export interface VerifyOptions {
  /** The `typ` that is due here, compared character by character. */
  typ: string;
  /**
   * The key by `kid`; `undefined` where there is none. Called before anything is verified: it must look the key up
   * among keys that are trusted already and fetch nothing that the token names.
   */
  resolveKey(
    header: JwsHeader & { kid: string },
    payload: JwsPayload,
  ): VerificationKey | undefined | Promise<VerificationKey | undefined>;
  limits?: Limits;
  /** `crit` extensions that the caller handles itself. */
  crit?: readonly string[];
}

/**
 * Takes a compact JWS apart, strictly: one spelling of base64url, strict JSON, a JSON object as payload, a sound
 * header. It does not verify the signature and does not look at any claim.
 */
export function parseCompact(
  token: string,
  limits: Limits = TOKEN_LIMITS,
  crit: readonly string[] = [],
): ParsedJws {
  if (token.length > limits.maxBytes)
    throw new Refusal('JWS_TOO_LARGE', { hint: `at most ${limits.maxBytes}` });
  if (/^\s*[{[]/.test(token)) throw new Refusal('JWS_JSON_SERIALISATION');
  const parts = token.split('.', 4);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || !header || payload === undefined || signature === undefined) {
    throw new Refusal('JWS_NOT_COMPACT');
  }
  return {
    header: checkHeader(parseStrictJson(decodeBase64url(header), limits), crit),
    payload: asObject(parseStrictJson(decodeBase64url(payload), limits)),
    signingInput: Buffer.from(token.slice(0, header.length + 1 + payload.length), 'latin1'),
    signature: decodeBase64url(signature),
    encoded: { header, payload, signature },
  };
}

/**
 * Verifies a compact JWS with a key that the caller trusts; the algorithm is the key's, the token may only agree.
 * Not checked here: claims of the payload (time, issuer, audience), revocation and age of the key, replay.
 */
export async function verifyCompact(token: string, options: VerifyOptions): Promise<VerifiedJws> {
  return verifyParsed(parseCompact(token, options.limits, options.crit), options);
}

/** As {@link verifyCompact}, for a token that was taken apart already. */
export async function verifyParsed(parsed: ParsedJws, options: VerifyOptions): Promise<VerifiedJws> {
  const { header, payload } = parsed;
  checkTyp(header, options.typ);
  const { kid } = header;
  if (kid === undefined) throw new Refusal('JWS_KID_MISSING');
  const key = await options.resolveKey({ ...header, kid }, payload);
  if (key?.kid !== kid) throw new Refusal('JWS_KID_UNKNOWN');
  return verifyByKey(parsed, { typ: options.typ, key });
}

/**
 * As {@link verifyParsed}, for a format in which the reader knows the one key that is due and `kid` means nothing: a
 * proof of possession, a credential whose issuer names its key otherwise.
 */
export async function verifyByKey(
  { header, payload, signingInput, signature }: ParsedJws,
  { typ, key }: { typ: string; key: VerificationKey },
): Promise<VerifiedJws> {
  checkTyp(header, typ);
  checkAlgOfKey(header.alg, key.suite.alg);
  key.suite.checkShape(signature);
  if (!(await key.suite.verify(key.publicKey, signingInput, signature))) {
    throw new Refusal('JWS_SIGNATURE_WRONG');
  }
  return { header, payload };
}

function checkTyp(header: JwsHeader, typ: string): void {
  if (header.typ !== typ) throw new Refusal('JWS_TYP_WRONG', { hint: `${typ} is due` });
}

/** Signs a payload; `alg` and `kid` come from the key, the other header members from the caller. */
export async function signCompact(input: {
  header: { typ: string } & Record<string, unknown>;
  payload: object;
  key: SigningKey;
  /** Without `kid`, for a format that names its key otherwise and forbids both. */
  withoutKid?: boolean;
}): Promise<string> {
  const { header, payload, key } = input;
  const named = input.withoutKid ? {} : { kid: key.kid };
  const protectedHeader = JSON.stringify({ ...header, alg: key.suite.alg, ...named });
  const signingInput = `${encodeText(protectedHeader)}.${encodeText(JSON.stringify(payload))}`;
  const signature = await key.suite.sign(key.privateKey, Buffer.from(signingInput, 'latin1'));
  return `${signingInput}.${encodeBase64url(signature)}`;
}

function encodeText(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64url');
}

function asObject(value: unknown): JwsPayload {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('JWS_PAYLOAD_INVALID');
  }
  return value as JwsPayload;
}
