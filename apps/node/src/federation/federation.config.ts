import { z } from 'zod';
import { isEntityId } from '#libs/federation';

const entityId = z
  .string()
  .refine(isEntityId, { error: 'an https URL without query, fragment or trailing parts' });
const seconds = z.int().positive();

/** How this node knows whom to trust, and how it is known itself (OpenID Federation 1.0). */
export const federationConfig = z.strictObject({
  anchors: z
    .array(
      z.strictObject({
        entityId: entityId.describe('Entity identifier of the trust anchor.'),
        keysFile: z
          .string()
          .describe(
            'JSON file with its pinned keys, as `tongban federation init` writes it (trust-anchor.json).',
          ),
      }),
    )
    .min(1)
    .describe('Trust anchors (信任锚). Compare the thumbprint with its operator before pinning a key.'),
  authorityHints: z
    .array(entityId)
    .min(1)
    .describe(
      'Authorities that enrolled this node: the anchor, or an intermediate of its region or district.',
    ),
  keysDir: z
    .string()
    .default('${dataDir}/keys/federation')
    .describe("Folder with this node's own federation keys (private JWK files, mode 0600)."),
  suite: z
    .enum(['ES256', 'EdDSA', 'SM2'])
    .default('ES256')
    .describe('Suite in which new federation keys are made.'),
  stateFile: z
    .string()
    .default('${dataDir}/federation.json')
    .describe('Chains, marks and followed anchor keys, kept over a restart; verified again when read.'),
  caFile: z
    .string()
    .optional()
    .describe(
      "PEM file with the authorities that vouch for federation servers' certificates; else the system's.",
    ),
  timeoutMs: z
    .int()
    .min(100)
    .default(3_000)
    .describe('Longest wait for one federation answer in milliseconds.'),
  clockSkewSeconds: z.int().min(0).max(300).default(30).describe('Accepted difference of clocks in seconds.'),
  requiredTrustMarks: z
    .array(z.string().min(1))
    .default([])
    .describe('Types of trust marks (信任标志) without which a peer is refused.'),
  checkTrustMarkStatus: z
    .boolean()
    .default(true)
    .describe('Ask the issuer of each required mark whether it still stands.'),
  trustMarks: z
    .array(
      z.strictObject({
        type: z.string().min(1).describe('Type of the mark.'),
        issuer: entityId.describe('Who issues it; the mark is fetched there.'),
      }),
    )
    .default([])
    .describe('Trust marks that this node holds and publishes.'),
  refreshSeconds: seconds
    .default(60)
    .describe('How often lists and chains are looked at again: the longest time until a revocation counts.'),
  retrySeconds: seconds.default(15).describe('Wait after an authority did not answer.'),
  negativeSeconds: seconds.default(30).describe('How long a refusal stands before it is asked again.'),
  configurationValiditySeconds: seconds
    .min(300)
    .default(86_400)
    .describe("Lifetime of this node's own entity configuration."),
  limits: z
    .strictObject({
      maxIntermediates: z
        .int()
        .min(0)
        .max(8)
        .default(4)
        .describe('Authorities between a node and the anchor.'),
      maxHints: z
        .int()
        .min(1)
        .max(32)
        .default(8)
        .describe('Authority hints of one entity that are followed.'),
      maxFetches: z.int().min(4).max(256).default(48).describe('Requests for one trust chain.'),
    })
    .prefault({})
    .describe('How far the search for a trust chain goes.'),
  authority: z
    .strictObject({
      publishedDir: z
        .string()
        .describe('`published` folder of the authority that signs under this entity identifier.'),
    })
    .optional()
    .describe('Where this node is itself an intermediate authority: what its operator signed.'),
});

export type FederationConfig = z.infer<typeof federationConfig>;
