import { z } from 'zod';
import { Refusal } from '#libs/errors';
import type { Disclosure } from './disclosure.js';

/** Credential format identifier of SD-JWT VC (OpenID4VP 1.0, B.3.1). */
export const SD_JWT_VC_FORMAT = 'dc+sd-jwt';

const segment = z.string().min(1).max(128);

/**
 * The part of DCQL (OpenID4VP 1.0, section 6) that is spoken here: credentials of one format, by type, with the claims
 * that are wanted of each. Unknown members are ignored, as section 6 says; what would change the meaning is refused.
 */
export const dcqlSchema = z.looseObject({
  credentials: z
    .array(
      z.looseObject({
        id: z.string().regex(/^[\w-]{1,64}$/),
        format: z.literal(SD_JWT_VC_FORMAT),
        multiple: z.literal(false).optional(),
        meta: z.looseObject({ vct_values: z.array(z.string().min(1).max(512)).min(1).max(16) }),
        require_cryptographic_holder_binding: z.literal(true).optional(),
        claims: z
          .array(z.looseObject({ path: z.array(segment).min(1).max(4) }))
          .min(1)
          .max(128),
        claim_sets: z.undefined().optional(),
      }),
    )
    .length(1),
  credential_sets: z.undefined().optional(),
});

export type DcqlQuery = z.infer<typeof dcqlSchema>;
export type CredentialQuery = DcqlQuery['credentials'][number];

/** A query for one credential of these types with these claims, by dotted path (`holderName`, `attributes.KZ_ZS`). */
export function dcqlFor(id: string, types: readonly string[], paths: readonly string[]): DcqlQuery {
  return {
    credentials: [
      {
        id,
        format: SD_JWT_VC_FORMAT,
        meta: { vct_values: [...types] },
        claims: paths.map((path) => ({ path: path.split('.') })),
      },
    ],
  };
}

/** @throws Refusal DCQL_UNSUPPORTED where the query asks for more than this reader understands */
export function readDcql(value: unknown): CredentialQuery {
  const query = dcqlSchema.safeParse(value);
  const credential = query.data?.credentials[0];
  if (!credential)
    throw new Refusal('DCQL_UNSUPPORTED', { hint: query.error?.issues[0]?.path.join('.') ?? 'query' });
  return credential;
}

/** The value at a path; undefined where there is none. */
export function claimAt(claims: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  let value: unknown = claims;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/**
 * What a query asked for and nothing else of what came, by dotted path.
 * @throws Refusal PRESENTATION_TYPE_OTHER, PRESENTATION_CLAIM_MISSING with the path
 */
export function answerTo(
  query: CredentialQuery,
  { type, claims }: { type: string; claims: Readonly<Record<string, unknown>> },
): Map<string, unknown> {
  if (!query.meta.vct_values.includes(type)) throw new Refusal('PRESENTATION_TYPE_OTHER');
  const found = new Map<string, unknown>();
  for (const { path } of query.claims) {
    const value = claimAt(claims, path);
    if (value === undefined) throw new Refusal('PRESENTATION_CLAIM_MISSING', { hint: path.join('.') });
    found.set(path.join('.'), value);
  }
  return found;
}

/**
 * Which disclosures of a credential a query needs. Names of claims are unique within our credentials, common ones at
 * the top and `KZ_*` inside of `attributes`; of a credential of others this may choose too much, never too little.
 */
export function neededBy(query: CredentialQuery): (disclosure: Disclosure) => boolean {
  const names = new Set(query.claims.flatMap(({ path }) => path));
  return ({ name }) => name !== undefined && names.has(name);
}
