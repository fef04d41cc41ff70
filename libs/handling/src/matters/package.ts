import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalBytes } from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { signCompact, verifyCompact, type SigningKey, type VerificationKey } from '#libs/jws';
import type { Catalogue } from '#libs/licences';
import { checkMatter } from './check-matter.js';
import { readMatter, type Matter } from './matter.js';

/** The `typ` of a definition that travels between regions (一地创新、多地复用). */
export const MATTER_PACKAGE_TYP = 'matter-package+jwt';
export const MATTER_PACKAGE_LIMITS = { maxBytes: 400_000, maxDepth: 24 };

const digestSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const claimsSchema = z.strictObject({
  v: z.literal(1),
  iss: z.url({ protocol: /^https$/ }).max(512),
  iat: z.int(),
  digest: digestSchema,
  /** The version before, so that a reader sees that none was left out. */
  previous: digestSchema.optional(),
  matter: z.unknown(),
});

export interface MatterPackage {
  /** Entity id of the node whose region made or passed on the definition. */
  issuer: string;
  /** Seconds since 1970. */
  issuedAt: number;
  digest: string;
  previous?: string;
  matter: Matter;
}

/** SHA-256 over the canonical JSON (RFC 8785) of a definition, base64url: names one version wherever it is. */
export function matterDigest(matter: Matter): string {
  return createHash('sha256').update(canonicalBytes(matter)).digest('base64url');
}

/** Signs a definition for other regions. `issuedAt` in seconds since 1970. */
export async function signMatterPackage(
  matter: Matter,
  by: { issuer: string; issuedAt: number; previous?: string },
  key: SigningKey,
): Promise<string> {
  const payload = {
    v: 1,
    iss: by.issuer,
    iat: by.issuedAt,
    digest: matterDigest(matter),
    ...(by.previous === undefined ? {} : { previous: by.previous }),
    matter,
  };
  return signCompact({ header: { typ: MATTER_PACKAGE_TYP }, payload, key });
}

/**
 * Verifies a package: signature by a key that the caller trusts for its issuer, claims, digest, and that the definition has
 * no error. Not checked: age, and whether a newer version exists.
 * @throws Refusal MATTER_PACKAGE_INVALID, MATTER_PACKAGE_DIGEST, MATTER_INVALID, MATTER_PACKAGE_FAULTY, and JWS_* and JSON_*
 */
export async function verifyMatterPackage(
  token: string,
  ports: {
    keyOf(issuer: string, kid: string): VerificationKey | undefined | Promise<VerificationKey | undefined>;
    catalogue: Catalogue;
  },
): Promise<MatterPackage> {
  const { payload } = await verifyCompact(token.trim(), {
    typ: MATTER_PACKAGE_TYP,
    limits: MATTER_PACKAGE_LIMITS,
    resolveKey: ({ kid }, { iss }) => (typeof iss === 'string' ? ports.keyOf(iss, kid) : undefined),
  });
  const claims = claimsSchema.safeParse(payload);
  if (!claims.success)
    throw new Refusal('MATTER_PACKAGE_INVALID', { hint: claims.error.issues[0]?.path.join('.') ?? '' });
  const { iss, iat, digest, previous } = claims.data;
  const matter = readMatter(claims.data.matter);
  if (matterDigest(matter) !== digest) throw new Refusal('MATTER_PACKAGE_DIGEST');
  const fault = checkMatter(matter, ports.catalogue).find(({ severity }) => severity === 'error');
  if (fault) throw new Refusal('MATTER_PACKAGE_FAULTY', { hint: `${fault.code} ${fault.path}` });
  return { issuer: iss, issuedAt: iat, digest, ...(previous === undefined ? {} : { previous }), matter };
}
