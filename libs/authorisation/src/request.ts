import { z } from 'zod';
import { itemCode, uscc } from '#libs/codes';
import { authorisedLicences, text } from './claims.js';
import type { MessageKind } from './signed-message.js';

const code = (definition: { is(value: unknown): boolean }, name: string) =>
  z.string().refine((value) => definition.is(value), name);
const organisation = z.strictObject({ code: code(uscc, 'a unified social credit code'), name: text(100) });

/** A counter asks a holder, by way of an identity platform (扫码授权). */
export const authorisationRequest = {
  typ: 'holder-authorisation-request+jwt',
  body: {
    grantee: z
      .strictObject({ organisation, person: z.strictObject({ name: text(50) }) })
      .describe('Who would be told: shown to the holder.'),
    licences: authorisedLicences,
    purpose: z.strictObject({
      itemCode: code(itemCode, 'an item code'),
      itemName: text(100),
      caseNumber: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/),
    }),
    legalBasis: text(200),
    reason: text(200),
    provider: z
      .url({ protocol: /^https$/ })
      .max(512)
      .describe('The node that would answer, which the platform asks for a preview.'),
    uses: z.int().min(1).max(100),
    validSeconds: z
      .int()
      .min(60)
      .max(184 * 86_400)
      .describe('How long the authorisation would hold.'),
  },
} as const satisfies MessageKind<z.ZodRawShape>;

/** What the platform answers: the address for the holder, and the secret with which the node asks again. */
export const authorisationRequestAnswer = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  url: z.url({ protocol: /^https$/ }).max(512),
  expiresAt: z.int().describe('Seconds since 1970.'),
});

/** The state of a request, as the platform tells the node that has its secret. */
export const authorisationRequestState = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('pending') }),
  z.strictObject({ state: z.literal('granted'), token: z.string().max(4096) }),
  z.strictObject({ state: z.literal('refused') }),
  z.strictObject({ state: z.literal('expired') }),
]);

/** A platform asks the providing node what would be released under such an authorisation: names, never values. */
export const authorisationPreview = {
  typ: 'holder-authorisation-preview+jwt',
  body: {
    grantee: z.strictObject({ node: z.url({ protocol: /^https$/ }).max(512) }),
    licences: authorisedLicences,
    purpose: z.strictObject({ itemCode: code(itemCode, 'an item code') }),
  },
} as const satisfies MessageKind<z.ZodRawShape>;

export const authorisationPreviewAnswer = z.strictObject({
  licences: z
    .array(
      z.strictObject({
        typeCode: z.string().max(32),
        /** Fields that would be released. */
        released: z.array(z.string().max(64)).max(64),
        /** Of these, the fields that need the holder's authorisation. */
        byAuthorisation: z.array(z.string().max(64)).max(64),
        legalBasis: z.string().max(500).optional(),
      }),
    )
    .max(16),
});

/** As it was read: `iss` is the node that signed it. */
export type AuthorisationRequest = z.output<z.ZodObject<typeof authorisationRequest.body>> & { iss: string };
export type AuthorisationPreviewAnswer = z.infer<typeof authorisationPreviewAnswer>;
