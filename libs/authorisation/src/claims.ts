import { z } from 'zod';
import { itemCode, licenceTypeCode, uscc } from '#libs/codes';

/** The `typ` of a holder's authorisation. */
export const AUTHORISATION_TYP = 'holder-authorisation+jwt';
/** Longest token: the lookup context carries no longer one (exchange profile, section 4.2). */
export const AUTHORISATION_LIMITS = { maxBytes: 2048, maxDepth: 6 };

const entityId = z.url({ protocol: /^https$/ }).max(512);
export const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
const subject = z
  .strictObject({ type: z.string().regex(/^\d{3}$/), code: text(64) })
  .describe('A person or firm by code: holder type (001 firm, 111 citizen number, ...) and the code.');
const field = z.string().regex(/^(attributes\.(\*|KZ_[A-Z0-9_]{1,40})|[a-z][A-Za-z]{1,39})$/);

/** Which fields of which licence types. */
export const authorisedLicences = z
  .array(
    z.strictObject({
      typeCode: z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code'),
      fields: z.array(field).min(1).max(64),
    }),
  )
  .min(1)
  .max(16);

/**
 * What a holder agreed to, as an identity platform saw it. Every member narrows: who may ask (`grantee`), what (`licences`),
 * for which matter (`purpose`), how often (`uses`), until when (`exp`).
 */
export const authorisationClaimsSchema = z.strictObject({
  iss: entityId.describe('Entity identifier of the identity platform.'),
  jti: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
  iat: z.int(),
  nbf: z.int().optional(),
  exp: z.int(),
  holder: subject,
  by: z
    .strictObject({
      capacity: z.enum(['delegate', 'guardian', 'representative']),
      person: subject,
      proof: z
        .strictObject({ kind: text(40), digest: z.string().regex(/^[A-Za-z0-9_-]{43}$/) })
        .describe('What showed the capacity: its kind and the SHA-256 of the document, base64url.'),
    })
    .optional()
    .describe('Who agreed for the holder; absent where it was the holder.'),
  grantee: z.strictObject({
    node: entityId.describe('The node that may present the authorisation.'),
    organisation: z.string().refine((code) => uscc.is(code), 'a unified social credit code'),
  }),
  licences: authorisedLicences,
  purpose: z.strictObject({
    itemCode: z.string().refine((code) => itemCode.is(code), 'an item code'),
    caseNumber: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/)
      .optional(),
  }),
  uses: z.int().min(1).max(1000).describe('How often it may be used, counted by each answering node.'),
  assurance: z
    .enum(['password', 'two-factor', 'face', 'counter'])
    .describe('How the platform knew who agreed.'),
  status: z
    .strictObject({
      status_list: z.strictObject({ idx: z.int().min(0), uri: z.url({ protocol: /^https$/ }).max(512) }),
    })
    .describe(
      'Where it is said to be withdrawn: an authorisation that cannot be withdrawn is none (个人信息保护法 第十五条).',
    ),
});

export type AuthorisationClaims = z.infer<typeof authorisationClaimsSchema>;
export type AuthorisationSubject = AuthorisationClaims['holder'];
