import { Refusal } from '#libs/errors';
import { KID_PATTERN, suites } from './keys.js';

/** The protected header of a token, after the checks that need no key. */
export interface JwsHeader {
  alg: string;
  kid?: string;
  typ?: string;
  [member: string]: unknown;
}

/** Names of RFC 7515 section 4.1 and RFC 7518: they may never stand in `crit` (RFC 7515 section 4.1.11). */
const STANDARD_MEMBERS = new Set([
  ...['alg', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256', 'typ', 'cty', 'crit'],
  ...['enc', 'zip', 'epk', 'apu', 'apv', 'iv', 'tag', 'p2s', 'p2c'],
]);

/** Members by which a token would bring its own key. They are dropped unread: no key ever comes from a token. */
const KEY_CARRIERS = ['jwk', 'x5c', 'jku', 'x5u'];

const SYMMETRIC = /^hs\d+/i;

/** Checks what can be known without a key. `understood` lists the `crit` extensions that the caller handles. */
export function checkHeader(value: unknown, understood: readonly string[] = []): JwsHeader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal('JWS_HEADER_INVALID', { hint: 'not an object' });
  }
  const header = { ...value } as Record<string, unknown>;
  for (const name of KEY_CARRIERS) delete header[name];
  const { alg, kid, typ } = header;
  checkAlg(alg);
  if ('b64' in header) throw new Refusal('JWS_B64_REFUSED');
  if ('crit' in header) checkCrit(header['crit'], header, understood);
  if (kid !== undefined && (typeof kid !== 'string' || !KID_PATTERN.test(kid))) {
    throw new Refusal('JWS_KID_MALFORMED');
  }
  if (typ !== undefined && typeof typ !== 'string') throw new Refusal('JWS_HEADER_INVALID', { hint: 'typ' });
  return header as JwsHeader;
}

function checkAlg(alg: unknown): asserts alg is string {
  if (alg === undefined) throw new Refusal('JWS_ALG_MISSING');
  if (typeof alg !== 'string') throw new Refusal('JWS_HEADER_INVALID', { hint: 'alg' });
  // "none" in any spelling, also with blanks or control characters around it.
  if (/^[^a-z0-9]*none[^a-z0-9]*$/i.test(alg) || alg.trim() === '') throw new Refusal('JWS_ALG_NONE');
  if (SYMMETRIC.test(alg)) throw new Refusal('JWS_ALG_SYMMETRIC');
}

/** RFC 7515 section 4.1.11: a non-empty list of distinct, non-standard names that stand in the header. */
function checkCrit(crit: unknown, header: object, understood: readonly string[]): void {
  if (!Array.isArray(crit) || crit.length === 0)
    throw new Refusal('JWS_CRIT_MALFORMED', { hint: 'not a list' });
  const seen = new Set<string>();
  for (const name of crit as unknown[]) {
    if (typeof name !== 'string' || name === '')
      throw new Refusal('JWS_CRIT_MALFORMED', { hint: 'not a name' });
    if (seen.has(name)) throw new Refusal('JWS_CRIT_MALFORMED', { hint: 'a name twice' });
    seen.add(name);
    if (STANDARD_MEMBERS.has(name)) throw new Refusal('JWS_CRIT_MALFORMED', { hint: 'a standard name' });
    if (!Object.hasOwn(header, name)) throw new Refusal('JWS_CRIT_MALFORMED', { hint: 'an absent name' });
  }
  for (const name of seen) if (!understood.includes(name)) throw new Refusal('JWS_CRIT_UNKNOWN');
}

/** Refuses every `alg` but the key's own, and says which of the mistakes it is. */
export function checkAlgOfKey(alg: string, keyAlg: string): void {
  if (alg === keyAlg) return;
  const known = [...suites.values()].some((suite) => suite.alg === alg);
  throw new Refusal(known ? 'JWS_ALG_NOT_THE_KEYS' : 'JWS_ALG_UNKNOWN', {
    details: { alg: alg.slice(0, 32), keyAlg },
  });
}
