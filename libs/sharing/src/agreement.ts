import { z } from 'zod';
import { isDate, licenceTypeCode, uscc } from '#libs/codes';
import { isDatasetItem, isShareableField } from './fields.js';
import { datasetCodeSchema } from './things.js';

/** Of licences. */
export const licenceOperations = ['byIdentifier', 'byNumber', 'byHolder', 'verify', 'document'] as const;
/** Of departments' datasets: records of a holder, and yes or no to questions about many. */
export const datasetOperations = ['records', 'judge'] as const;
export const sharingOperations = [...licenceOperations, ...datasetOperations] as const;
export type SharingOperation = (typeof sharingOperations)[number];

const ofDatasets = (operation: SharingOperation): boolean =>
  (datasetOperations as readonly SharingOperation[]).includes(operation);

const PARTNER = /^(\*|role:[a-z][A-Za-z0-9-]{0,39}|https:\/\/[^\s?#]{1,240})$/;
// An item of 31 characters covers its business variants. A bare star is not offered: an agreement names purposes.
const PURPOSE = /^([0-9A-Z]{31}([0-9A-Z]{2})?|[0-9A-Z]{4,32}\*|basic:[0-9A-Z]{12})$/;

const date = z.string().refine(isDate, 'a date that exists, YYYY-MM-DD');

/**
 * What a provider has agreed with whom: who may ask in which way, for what, and what they are told (政务数据共享条例:
 * basis, scenario, scope, way and period). It opens nothing that the responsibility list does not offer.
 */
export const agreementSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Name of the agreement; stands in every audit entry that it decides. Unique.'),
    partner: z
      .string()
      .regex(PARTNER)
      .describe(
        'Who may ask: a peer by its entity id, callers of the own region by `role:<role>`, or `*` for every caller of the own region. `*` never means a peer.',
      ),
    licenceTypes: z
      .array(z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code'))
      .default([])
      .describe('Codes of the licence types covered.'),
    datasets: z
      .array(datasetCodeSchema)
      .min(1)
      .max(200)
      .optional()
      .describe("Codes of departments' datasets, in place of licence types; an agreement is about either."),
    operations: z
      .array(z.enum(sharingOperations))
      .min(1)
      .describe('Ways of asking that are covered; of datasets `records` and `judge`.'),
    purposes: z
      .array(z.string().regex(PURPOSE))
      .min(1)
      .describe(
        'Purposes covered: an item code (31 or 33 characters), the beginning of item codes followed by `*` (4 characters at least), or `basic:` and the 12 characters of an item that all authorities share.',
      ),
    fields: z
      .array(z.string())
      .min(1)
      .describe(
        'Fields that may be told, or compared by verify; of datasets their items. `attributes.*` covers every type-specific field; `document` the file, of which a peer is given an annotated copy; `documentOriginal` the file without a note; `documentVerdict` what its verification gave.',
      ),
    legalBasis: z.string().min(1).max(500).describe('Law, regulation or list that the sharing rests on.'),
    requiresHolderAuthorisation: z
      .boolean()
      .default(false)
      .describe('Whether the holder must have agreed to this very use (personal data by consent).'),
    organisations: z
      .array(z.string().refine((code) => uscc.is(code), 'a unified social credit code'))
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'Only for these organisations of the partner, by unified social credit code; all, if left out.',
      ),
    roles: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/))
      .min(1)
      .max(50)
      .optional()
      .describe(
        'Only for persons whom the lookup context gives one of these roles; whoever acts, if left out.',
      ),
    operationDocuments: z
      .array(z.string().regex(/^sha256:[0-9a-f]{64}$/))
      .min(1)
      .max(200)
      .optional()
      .describe('Only by these registered operations, by hash; any that the node takes, if left out.'),
    rate: z
      .strictObject({
        perMinute: z
          .int()
          .min(1)
          .max(1_000_000)
          .optional()
          .describe('Questions a minute; of a judgement each subject counts.'),
        perDay: z.int().min(1).max(100_000_000).optional().describe('Questions a day, China Standard Time.'),
      })
      .optional()
      .describe('How often the partner may ask under it, over all replicas of the node.'),
    validFrom: date.describe('First day, China Standard Time.'),
    validUntil: date.describe('Last day, China Standard Time.'),
  })
  .refine((agreement) => agreement.validFrom <= agreement.validUntil, {
    message: 'validUntil is before validFrom',
    path: ['validUntil'],
  })
  .superRefine(({ licenceTypes, datasets, operations, fields }, context) => {
    const ill = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message });
    if (licenceTypes.length > 0 === (datasets !== undefined))
      ill(['licenceTypes'], 'either licence types or datasets');
    operations.forEach((operation, place) => {
      if (ofDatasets(operation) !== (datasets !== undefined))
        ill(['operations', place], 'of datasets `records` and `judge`, of licences the others');
    });
    fields.forEach((field, place) => {
      if (datasets === undefined ? !isShareableField(field) : !isDatasetItem(field))
        ill(
          ['fields', place],
          datasets === undefined
            ? 'a field of the registry, attributes.*, document, documentVerdict or documentOriginal'
            : 'an item of a dataset',
        );
    });
  });

export type Agreement = Readonly<z.infer<typeof agreementSchema>>;

/** All agreements of a node; two of one id would make an audit entry ambiguous. */
export const agreementsSchema = z.array(agreementSchema).superRefine((agreements, context) => {
  const seen = new Set<string>();
  agreements.forEach(({ id }, index) => {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: [index, 'id'], message: 'this id is used twice' });
    seen.add(id);
  });
});
