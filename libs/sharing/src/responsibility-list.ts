import { z } from 'zod';
import { licenceTypeCode, uscc } from '#libs/codes';
import { isDatasetItem, isShareableField } from './fields.js';

/** Ways of sharing, as the national interface has them. */
export const sharingWays = ['query', 'verify', 'file', 'batch', 'apply'] as const;
export type SharingWay = (typeof sharingWays)[number];

export const sharingAttributes = ['unconditional', 'conditional', 'not-shared'] as const;
export type SharingAttribute = (typeof sharingAttributes)[number];

const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);

const notShared = {
  message: 'not-shared needs its legal basis (政务数据共享条例 第十二条)',
  path: ['legalBasis'],
};

const itemSchema = z
  .strictObject({
    fields: z
      .array(z.string())
      .min(1)
      .describe(
        'Fields of one kind, as in agreements; of a dataset its items; `attributes.*` stands for every type-specific field. What one item does not share, no other opens.',
      ),
    classification: z
      .enum(['general', 'important', 'core'])
      .describe('Class of the data (数据分类分级): general 一般, important 重要, core 核心.'),
    sensitivity: z
      .enum(['public', 'internal', 'personal', 'sensitive'])
      .describe('Sensitivity by the Personal Information Protection Law (4, 28).'),
    attribute: z
      .enum(sharingAttributes)
      .optional()
      .describe("Sharing attribute of these items where it is not the entry's."),
    legalBasis: text(500).optional().describe('Why they are not shared; required there.'),
  })
  .refine(({ attribute, legalBasis }) => attribute !== 'not-shared' || legalBasis !== undefined, notShared);

/**
 * One entry of the data-sharing responsibility list (数据共享责任清单): what a department has, and whether and how others
 * may have it. It offers; an agreement says to whom.
 */
export const listEntrySchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/)
      .describe('Name of the entry. Unique.'),
    name: z
      .strictObject({ zh: text(200).describe('In Chinese.'), en: text(200).describe('In English.') })
      .describe('What it is.'),
    licenceTypes: z
      .array(z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code'))
      .max(200)
      .default([])
      .describe('Codes of the licence types that the entry speaks of.'),
    dataset: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/)
      .optional()
      .describe('Code of a dataset that is no licence type, of the catalogue.'),
    provider: z
      .strictObject({
        code: z
          .string()
          .refine((code) => uscc.is(code), 'a unified social credit code')
          .describe('Its unified social credit code.'),
        name: text(200).describe('Its name.'),
      })
      .describe('The department that answers for it.'),
    items: z.array(itemSchema).min(1).max(200).describe('What it consists of (信息项).'),
    format: z.array(text(40)).min(1).max(10).describe('Formats: JSON, OFD, PDF, ...'),
    updateFrequency: z
      .enum(['realtime', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'irregular'])
      .describe('How soon a change is in it.'),
    attribute: z
      .enum(sharingAttributes)
      .describe('Sharing attribute: unconditional 无条件共享, conditional 有条件共享, not-shared 不予共享.'),
    legalBasis: text(500)
      .optional()
      .describe('Law, regulation or decision; required where it is not shared.'),
    ways: z
      .array(z.enum(sharingWays))
      .min(1)
      .describe(
        'Ways: query 查询, verify 核验, file 文件, batch 批量, apply 申请反馈. A lookup of fields is a query.',
      ),
    conditions: text(1000).optional().describe('Under what conditions, in words, where it is conditional.'),
  })
  .refine(({ attribute, legalBasis }) => attribute !== 'not-shared' || legalBasis !== undefined, notShared)
  .refine(({ licenceTypes, dataset }) => licenceTypes.length > 0 || dataset !== undefined, {
    message: 'names neither a licence type nor a dataset',
    path: ['licenceTypes'],
  })
  .superRefine(({ dataset, items }, context) => {
    items.forEach(({ fields }, item) =>
      fields.forEach((field, place) => {
        if (!isShareableField(field) && (dataset === undefined || !isDatasetItem(field)))
          context.addIssue({
            code: 'custom',
            path: ['items', item, 'fields', place],
            message:
              'a field of the registry, attributes.*, document or documentVerdict; or an item of the dataset',
          });
      }),
    );
  });

export type ListEntry = Readonly<z.infer<typeof listEntrySchema>>;
export type ListItem = ListEntry['items'][number];

export const responsibilityListSchema = z.array(listEntrySchema).superRefine((entries, context) => {
  const seen = new Set<string>();
  entries.forEach(({ id }, index) => {
    if (seen.has(id))
      context.addIssue({ code: 'custom', path: [index, 'id'], message: 'this id is used twice' });
    seen.add(id);
  });
});

export const attributeOf = (entry: ListEntry, item: ListItem): SharingAttribute =>
  entry.attribute === 'not-shared' ? 'not-shared' : (item.attribute ?? entry.attribute);
