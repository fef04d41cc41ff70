import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { signCompact, verifyCompact, type SigningKey, type VerificationKey } from '#libs/jws';
import { policyContentSchema, type PolicyContent } from '#libs/sharing';

/** The `typ` of the signature over a version. */
export const POLICY_TYP = 'sharing-policy+jwt';

/** A version as it is stored. Instants are milliseconds since the epoch. */
export interface PolicyVersion {
  version: number;
  /** Canonical JSON (RFC 8785). */
  content: string;
  /** SHA-256 of it, base64url. */
  digest: string;
  effectiveAt: number;
  madeAt: number;
  /** Absent for the one that was imported from the configuration. */
  proposal?: string;
  /** Signature of the node over number, digest, times and the version before. */
  jws: string;
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Canonical, with every default filled in, so that one policy has one digest. @throws Refusal SHARING_CONTENT_INVALID */
export function canonicalContent(value: unknown): string {
  const parsed = policyContentSchema.safeParse(value);
  if (parsed.success) return canonicalJson(sortedById(parsed.data));
  const [issue] = parsed.error.issues;
  throw new Refusal('SHARING_CONTENT_INVALID', {
    hint: issue ? `${issue.path.join('.')}: ${issue.message}`.slice(0, 300) : '',
  });
}

function sortedById({ responsibilityList, agreements }: PolicyContent): PolicyContent {
  const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
  return {
    responsibilityList: responsibilityList.toSorted(byId),
    agreements: agreements.toSorted(byId),
  };
}

export async function signVersion(
  version: Omit<PolicyVersion, 'jws' | 'digest'>,
  previous: PolicyVersion | undefined,
  { issuer, key }: { issuer: string; key: SigningKey },
): Promise<PolicyVersion> {
  const digest = digestOf(version.content);
  const payload = {
    iss: issuer,
    iat: Math.floor(version.madeAt / 1000),
    version: version.version,
    digest,
    effectiveAt: new Date(version.effectiveAt).toISOString(),
    ...(previous ? { previous: digestOf(previous.jws) } : {}),
  };
  return { ...version, digest, jws: await signCompact({ header: { typ: POLICY_TYP }, payload, key }) };
}

/**
 * What a stored version says, if it is what this node signed.
 * Not checked here: that the version before it is the one that it names.
 * @throws Refusal SHARING_VERSION_UNTRUSTED
 */
export async function openVersion(
  stored: PolicyVersion,
  { issuer, keyOf }: { issuer: string; keyOf: (kid: string) => VerificationKey | undefined },
): Promise<PolicyContent> {
  const untrusted = (what: string, cause?: unknown) =>
    new Refusal('SHARING_VERSION_UNTRUSTED', { details: { version: stored.version, what }, cause });
  const { payload } = await verifyCompact(stored.jws, {
    typ: POLICY_TYP,
    resolveKey: ({ kid }) => keyOf(kid),
  }).catch((error: unknown) => {
    throw untrusted('signature', error);
  });
  const said =
    payload['iss'] === issuer &&
    payload['version'] === stored.version &&
    payload['digest'] === stored.digest &&
    payload['effectiveAt'] === new Date(stored.effectiveAt).toISOString();
  if (!said) throw untrusted('members');
  if (digestOf(stored.content) !== stored.digest) throw untrusted('digest');
  const parsed = policyContentSchema.safeParse(JSON.parse(stored.content));
  if (!parsed.success) throw untrusted('content', parsed.error);
  return parsed.data;
}
