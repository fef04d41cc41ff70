import { createHash, type KeyObject } from 'node:crypto';
import { errors, jwtVerify, type CryptoKey, type JWTPayload } from 'jose';
import { Refusal, type ErrorCode } from '#libs/errors';
import { parseCompact, type Limits } from '#libs/jws';
import type { ClientCaller } from './caller.js';
import type { SecondFactorConfig } from './callers.config.js';
import type { Clock } from './ports.js';
import { saysTwoFactors } from './second-factor/two-factors.js';
import { callerOf, ownClaims, type ClaimNames } from './token-claims.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Keys of one issuer; the embedded issuer reads them from its files, an external one over the network. */
export interface IssuerKeys {
  /**
   * The public key for a token's header; undefined where the issuer publishes none such.
   *
   * @throws Refusal `TOKEN_ISSUER_UNAVAILABLE`
   */
  keyFor(header: { alg: string; kid?: string }): Promise<CryptoKey | KeyObject | undefined>;
  /** Changes whenever a key was added or withdrawn; verdicts reached before are then forgotten. */
  version(): Promise<string>;
}

export interface AccessTokensOptions {
  issuer: string;
  audience: string;
  algorithms: readonly string[];
  requiredScope: string;
  clockSkewSeconds: number;
  keys: IssuerKeys;
  clock: Clock;
  /** Whose tokens must tell of two factors. */
  secondFactor: SecondFactorConfig;
  /** Where role, organisation and person stand in the token; our own names by default. */
  claims?: ClaimNames;
}

/** Access tokens are small; what is larger is not one. */
const LIMITS: Limits = { maxBytes: 8 * 1024, maxDepth: 8 };
/** RFC 6750 §2.1: b64token after exactly one space; the scheme's name in any case (RFC 9110 §11.1). */
const BEARER = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i;

/**
 * Tells who calls by the access token of the request (RFC 9068 JWT access tokens, RFC 6750 bearer usage).
 *
 * Checked: one spelling of the JWT (libs/jws), type, algorithm against the allow-list, key id, signature, issuer,
 * audience, lifetime, scope, and that the claims name a caller. Not checked: whether the token was taken from its
 * owner (no sender constraint), and whether the account was disabled after issue (tokens are short-lived instead).
 */
export class AccessTokens {
  readonly #verified = new VerifiedTokens<ClientCaller>();

  constructor(private readonly options: AccessTokensOptions) {}

  /** @throws Refusal with a code `TOKEN_...`; its message and details never contain the token */
  async identify(authorization: string | undefined): Promise<ClientCaller> {
    const token = bearerToken(authorization);
    const { keys, clock } = this.options;
    const digest = createHash('sha256').update(token).digest('base64');
    const version = await keys.version();
    const known = this.#verified.get(digest, version, clock());
    if (known) return known;

    const header = this.#inspect(token);
    const payload = await this.#verify(token, header);
    this.#requireScope(payload);
    const caller = this.#withFactors(callerOf(payload, this.options.claims ?? ownClaims), payload);
    this.#verified.set(digest, version, (payload.exp ?? 0) * 1000, caller);
    return caller;
  }

  /** What can be refused before any key is touched. */
  #inspect(token: string): { alg: string; kid?: string } {
    const { issuer, algorithms } = this.options;
    const { header, payload } = strictly(token);
    const { alg, kid, typ } = header;
    // RFC 9068 §4: at+jwt, with or without the "application/" that RFC 7515 §4.1.9 lets one omit.
    if (!/^(application\/)?at\+jwt$/i.test(typ ?? '')) throw new Refusal('TOKEN_WRONG_TYPE');
    if (!algorithms.includes(alg)) {
      throw new Refusal('TOKEN_ALGORITHM_REFUSED', { details: { alg: alg.slice(0, 32) } });
    }
    if (payload['iss'] !== issuer) throw new Refusal('TOKEN_WRONG_ISSUER');
    return kid === undefined ? { alg } : { alg, kid };
  }

  async #verify(token: string, header: { alg: string; kid?: string }): Promise<JWTPayload> {
    const { issuer, audience, algorithms, clockSkewSeconds, clock, keys } = this.options;
    const key = await keys.keyFor(header);
    if (!key) throw new Refusal('TOKEN_KEY_UNKNOWN');
    const now = clock();
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [...algorithms],
        typ: 'at+jwt',
        issuer,
        audience,
        requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'], // RFC 9068 §2.2
        clockTolerance: clockSkewSeconds,
        currentDate: new Date(now),
      });
      if ((payload.iat ?? 0) > now / 1000 + clockSkewSeconds) throw new Refusal('TOKEN_NOT_YET_VALID');
      return payload;
    } catch (error) {
      throw asTokenRefusal(error);
    }
  }

  /** A system has no factors: its key is one that nobody types. */
  #withFactors(caller: ClientCaller, payload: JWTPayload): ClientCaller {
    const { secondFactor } = this.options;
    if (!caller.person) return caller;
    if (saysTwoFactors(payload, secondFactor)) return Object.freeze({ ...caller, twoFactors: true });
    if (secondFactor.roles.includes(caller.role))
      throw new Refusal('TOKEN_SECOND_FACTOR_MISSING', { details: { role: caller.role } });
    return caller;
  }

  #requireScope(payload: JWTPayload): void {
    const scope = typeof payload['scope'] === 'string' ? payload['scope'] : '';
    if (!scope.split(' ').includes(this.options.requiredScope)) throw new Refusal('TOKEN_SCOPE_MISSING');
  }
}

function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined || authorization === '') throw new Refusal('TOKEN_MISSING');
  const token = BEARER.exec(authorization)?.[1];
  if (token !== undefined) return token;
  // Another scheme is no bearer token at all; a bearer header of another shape is a malformed one.
  throw new Refusal(/^bearer\b/i.test(authorization) ? 'TOKEN_MALFORMED' : 'TOKEN_MISSING');
}

function strictly(token: string): ReturnType<typeof parseCompact> {
  try {
    return parseCompact(token, LIMITS);
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    const code = cause.code.startsWith('JWS_ALG_') ? 'TOKEN_ALGORITHM_REFUSED' : 'TOKEN_MALFORMED';
    throw new Refusal(code, { hint: cause.code });
  }
}

const CLAIM_CODES: Readonly<Record<string, ErrorCode>> = {
  iss: 'TOKEN_WRONG_ISSUER',
  aud: 'TOKEN_WRONG_AUDIENCE',
  nbf: 'TOKEN_NOT_YET_VALID',
  typ: 'TOKEN_WRONG_TYPE',
};

/** jose's errors carry the payload of the token: none of them is kept as a cause, which would be logged. */
function asTokenRefusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new Refusal('TOKEN_EXPIRED');
  if (error instanceof errors.JWSSignatureVerificationFailed) return new Refusal('TOKEN_BAD_SIGNATURE');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    return new Refusal(CLAIM_CODES[claim] ?? 'TOKEN_CLAIMS_INVALID', { hint: claim });
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return new Refusal('TOKEN_ALGORITHM_REFUSED');
  if (error instanceof errors.JOSEError) return new Refusal('TOKEN_MALFORMED', { hint: error.code });
  // A key of another kind than `alg` wants is a TypeError of jose's.
  if (error instanceof TypeError) return new Refusal('TOKEN_BAD_SIGNATURE');
  return error;
}
