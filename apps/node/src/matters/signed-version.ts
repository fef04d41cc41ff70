import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/audit-log';
import { isDate } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { matterDigest, readMatter, type Matter } from '#libs/handling';
import { signCompact, verifyCompact, type SigningKey, type VerificationKey } from '#libs/jws';
import type { Department } from './ports.js';

/** The `typ` of the signature over a version. */
export const MATTER_VERSION_TYP = 'matter-version+jwt';

export type MatterOrigin = 'configuration' | 'adopted';
/** Bodies of this region that were mapped when a definition was adopted. */
export type MappedDepartments = Readonly<Record<string, Department>>;

/** A version as it is stored. */
export interface StoredVersion {
  /** Place in this node's sequence of versions of all matters. */
  number: number;
  matter: string;
  version: number;
  digest: string;
  /** Canonical JSON (RFC 8785). */
  definition: string;
  /** First day here, `YYYY-MM-DD`. */
  from: string;
  origin: MatterOrigin;
  /** Entity id of the node that offered it, and what it signed; of adopted ones. */
  issuer?: string;
  package?: string;
  departments: MappedDepartments;
  proposal?: string;
  /** Milliseconds since the epoch. */
  madeAt: number;
  /** Signature of this node over all of it, and over the signature before. */
  jws: string;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

export async function signVersion(
  made: Omit<StoredVersion, 'jws'>,
  previous: { jws: string } | undefined,
  { issuer, key }: { issuer: string; key: SigningKey },
): Promise<StoredVersion> {
  const payload = {
    iss: issuer,
    iat: Math.floor(made.madeAt / 1000),
    ...claimsOf(made),
    ...(previous ? { previous: sha256(previous.jws) } : {}),
  };
  return { ...made, jws: await signCompact({ header: { typ: MATTER_VERSION_TYP }, payload, key }) };
}

const claimsOf = (made: Omit<StoredVersion, 'jws'>) => ({
  number: made.number,
  matter: made.matter,
  version: made.version,
  digest: made.digest,
  from: made.from,
  origin: made.origin,
  ...(made.issuer === undefined ? {} : { issuer: made.issuer }),
  ...(made.package === undefined ? {} : { package: sha256(made.package) }),
  ...(made.proposal === undefined ? {} : { proposal: made.proposal }),
  departments: sha256(canonicalJson(made.departments)),
});

/**
 * What a stored version says, if it is what this node signed.
 * Not checked here: that the version before it is the one that it names, and the issuer's signature, which was checked
 * when the version was adopted and may be by a key that has gone since.
 * @throws Refusal MATTER_VERSION_UNTRUSTED
 */
export async function openVersion(
  stored: StoredVersion,
  { issuer, keyOf }: { issuer: string; keyOf: (kid: string) => VerificationKey | undefined },
): Promise<Matter> {
  const untrusted = (what: string, cause?: unknown) =>
    new Refusal('MATTER_VERSION_UNTRUSTED', { details: { number: stored.number, what }, cause });
  const { payload } = await verifyCompact(stored.jws, {
    typ: MATTER_VERSION_TYP,
    resolveKey: ({ kid }) => keyOf(kid),
  }).catch((error: unknown) => {
    throw untrusted('signature', error);
  });
  if (payload['iss'] !== issuer) throw untrusted('issuer');
  const { iss: _iss, iat: _iat, previous: _previous, ...said } = payload;
  if (canonicalJson(said) !== canonicalJson(claimsOf(stored))) throw untrusted('members');
  let matter: Matter;
  try {
    matter = readMatter(JSON.parse(stored.definition));
  } catch (error) {
    throw untrusted('definition', error);
  }
  if (matterDigest(matter) !== stored.digest) throw untrusted('digest');
  if (matter.id !== stored.matter || matter.version !== stored.version || !isDate(stored.from))
    throw untrusted('definition');
  return matter;
}
