import { z } from 'zod';

const fieldName = z.string().regex(/^(?:[a-z][A-Za-z]{1,63}|attributes\.KZ_[A-Z0-9_]{1,40})$/, {
  error: 'must be the name of a licence field, or attributes.KZ_...',
});

/** Which fields of which licences a matter needs to see at a counter. */
const presentation = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/)
    .describe('Name of the rule; stands in audit entries.'),
  purposes: z
    .array(
      z.string().regex(/^(?:basic:[0-9A-Z]{12}|[0-9A-Z]{31}|[0-9A-Z]{33}|[0-9A-Z]{18}\*)$/, {
        error: 'must be an item code, `basic:` and 12 characters, or a social credit code and `*`',
      }),
    )
    .min(1)
    .describe('Matters: item codes, `basic:` and 12 characters, or all items of an authority (`<USCC>*`).'),
  licenceTypes: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(64)
    .describe('Licence types that may be asked for.'),
  fields: z.array(fieldName).min(1).max(128).describe('Fields that the matter needs, and no other.'),
});

/** Credentials that holders carry: issuance (OpenID4VCI 1.0), status, presentation at a counter (OpenID4VP 1.0). */
export const credentialsConfig = z.strictObject({
  keysDir: z
    .string()
    .default('${dataDir}/keys/credential')
    .describe(
      'Folder of the keys (ES256) that sign credentials, status lists and presentation requests; made when absent.',
    ),
  secretFile: z
    .string()
    .default('${dataDir}/keys/credential.key')
    .describe(
      'Secret behind nonces and codes, and of what was presented (32 bytes, mode 0600), the same for all replicas; made when absent.',
    ),
  url: z
    .url({ protocol: /^https$/ })
    .refine((url) => !url.endsWith('/') && !/[?#]/.test(url), {
      error: 'no trailing slash, query or fragment',
    })
    .optional()
    .describe(
      'Where wallets reach the node: credential issuer identifier of OpenID4VCI. By default the entity identifier.',
    ),
  offerSeconds: z.int().min(60).max(3600).default(600).describe('Lifetime of a credential offer.'),
  txCodeAttempts: z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Wrong transaction codes until an offer is void.'),
  accessTokenSeconds: z
    .int()
    .min(30)
    .max(3600)
    .default(300)
    .describe('Lifetime of the access token that an offer is redeemed for; it gives credentials once.'),
  nonceSeconds: z.int().min(30).max(3600).default(300).describe('Lifetime of a nonce for key proofs.'),
  validityDays: z
    .int()
    .min(1)
    .max(366)
    .default(90)
    .describe('Longest validity of a credential; never beyond that of the licence.'),
  batchSize: z.int().min(2).max(50).default(10).describe('Most credentials of one licence in one request.'),
  statusListSize: z
    .int()
    .min(64)
    .max(1_048_576)
    .default(131_072)
    .describe('Places of a status list. The next list is begun when half of them are taken.'),
  statusTtlSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(300)
    .describe('For how long others may keep a status list.'),
  requestsPerMinute: z
    .int()
    .min(10)
    .max(100_000)
    .default(120)
    .describe('Requests of wallets from one network address in a minute, at one replica.'),
  presentationSeconds: z
    .int()
    .min(30)
    .max(900)
    .default(300)
    .describe('Lifetime of a presentation request, and of what was shown, for the clerk who began it.'),
  presentations: z
    .array(presentation)
    .max(500)
    .default([])
    .describe('What may be asked to be shown for which matter. Without a rule, nothing.'),
});

export type CredentialsConfig = z.infer<typeof credentialsConfig>;
export type PresentationRule = CredentialsConfig['presentations'][number];
