import { z } from 'zod';
import { isDate, itemCode, licenceTypeCode, regionCodes, uscc, type RegionCode } from '#libs/codes';

const id = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/)
  .describe('Name within the catalogue. Unique among its kind.');
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
const words = z.strictObject({ zh: text(300), en: text(300) });
const date = z.string().refine(isDate, 'a date that exists, YYYY-MM-DD');
const typeCode = z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code');
const jurisdiction = z
  .string()
  .refine((code): code is RegionCode => (regionCodes as readonly string[]).includes(code), 'a region');
const assumed = z
  .boolean()
  .describe('True where no public source says so and the entry stands in as a sample (样例、推定).');
const department = z.strictObject({
  code: z
    .string()
    .refine((code) => uscc.is(code), 'a unified social credit code')
    .optional()
    .describe('Unified social credit code, where it is known.'),
  name: text(200),
});

/** A licence type or a dataset: exactly one of the two. */
const thing = {
  licenceType: typeCode.optional(),
  dataset: id.optional(),
};
const ONE_OF = 'either a licence type or a dataset';
const oneOf = ({
  licenceType,
  dataset,
}: {
  licenceType?: string | undefined;
  dataset?: string | undefined;
}) => (licenceType === undefined) !== (dataset === undefined);

export const datasetSchema = z.strictObject({
  code: id,
  name: words,
  department: department.describe('The department whose data it is (national or regional).'),
  items: z
    .array(z.strictObject({ code: z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/), ...words.shape }))
    .min(1)
    .max(200)
    .describe('Data items (信息项).'),
  assumed,
});

/** The ways of asking; a dataset is queried, verified, or applied for. */
export const provisionOperations = [
  'byIdentifier',
  'byNumber',
  'byHolder',
  'verify',
  'document',
  'query',
  'apply',
] as const;
export type ProvisionOperation = (typeof provisionOperations)[number];

export const provisionSchema = z
  .strictObject({
    id,
    ...thing,
    jurisdiction: jurisdiction.describe('Region that provides it, of GB/T 2260.'),
    provider: department,
    operations: z.array(z.enum(provisionOperations)).min(1),
    validFrom: date,
    validUntil: date.optional(),
    assumed,
  })
  .refine(oneOf, ONE_OF)
  .refine(({ validFrom, validUntil }) => validUntil === undefined || validFrom <= validUntil, {
    message: 'validUntil is before validFrom',
    path: ['validUntil'],
  });

const placedType = z.strictObject({ licenceType: typeCode, jurisdiction });

export const equivalenceSchema = z.strictObject({
  id,
  from: placedType.describe('What is shown.'),
  to: placedType.describe('What it is taken for.'),
  direction: z.enum(['one-way', 'both']),
  conditions: z.array(words).max(20).default([]).describe('What has to hold besides; empty: nothing.'),
  legalBasis: text(500),
  validFrom: date,
  validUntil: date.optional(),
  assumed,
});

export const evidenceSchema = z
  .strictObject({
    ...thing,
    fields: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_.*]{0,63}$/))
      .max(100)
      .default([])
      .describe('What of it is needed; empty: the whole. Fields of the licence type, items of the dataset.'),
    prefer: z
      .enum(['verify', 'data', 'document'])
      .default('data')
      .describe('The least that will do: a yes or no, the data, or the file.'),
  })
  .refine(oneOf, ONE_OF);

export const requirementSchema = z.strictObject({
  id,
  name: words.describe('What has to be shown.'),
  items: z
    .array(
      z
        .string()
        .refine(
          (item) => /^basic:[0-9A-Z]{12}$/.test(item) || itemCode.is(item),
          'an item code, or `basic:` and 12 characters',
        ),
    )
    .min(1)
    .describe('Matters that ask for it.'),
  legalBasis: text(500),
  satisfiedBy: z
    .array(z.strictObject({ id, evidence: z.array(evidenceSchema).min(1).max(20) }))
    .min(1)
    .max(20)
    .describe('Alternatives, the best first; all the evidence of one together shows it.'),
  assumed,
});

export const verticalSystemSchema = z.strictObject({
  id,
  name: words,
  owner: department,
  level: z.enum(['national', 'provincial']).describe('Who runs it: 国家级 or 省级垂直管理信息系统.'),
  data: z
    .array(
      z.strictObject({ ...thing, direction: z.enum(['return', 'report', 'both']) }).refine(oneOf, ONE_OF),
    )
    .min(1)
    .describe('What flows: `return` 回流 to the regions, `report` 上报, or both.'),
  way: z
    .enum(['api', 'batch', 'page', 'none'])
    .describe('How it is or will be connected: 接口, 批量, 页面嵌入.'),
  state: z
    .enum(['to-connect', 'negotiating', 'testing', 'connected', 'not-possible'])
    .describe('待对接, 协商中, 联调中, 已对接, 暂不具备条件.'),
  jurisdictions: z.array(jurisdiction).min(1).describe('Regions that are to be connected.'),
  due: date.optional().describe('Day by which it is to be connected.'),
  remark: words.optional(),
  assumed,
});

/** One file of the catalogue. Each part may be spread over files of one edition. */
export const catalogueFileSchema = z.strictObject({
  edition: z
    .string()
    .regex(/^\d{4}-\d{2}(\.\d{1,3})?$/)
    .describe('Edition of the catalogue, YYYY-MM.'),
  source: text(500).describe('Where the contents are from.'),
  datasets: z.array(datasetSchema).max(2000).default([]),
  provisions: z.array(provisionSchema).max(20_000).default([]),
  equivalences: z.array(equivalenceSchema).max(5000).default([]),
  requirements: z.array(requirementSchema).max(5000).default([]),
  verticalSystems: z.array(verticalSystemSchema).max(2000).default([]),
});

export type Dataset = z.infer<typeof datasetSchema>;
export type Provision = z.infer<typeof provisionSchema>;
export type Equivalence = z.infer<typeof equivalenceSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Requirement = z.infer<typeof requirementSchema>;
export type VerticalSystem = z.infer<typeof verticalSystemSchema>;
export type CatalogueFile = z.infer<typeof catalogueFileSchema>;
/** What the catalogue speaks of: the code of a licence type or of a dataset. */
export type Thing = Pick<Evidence, 'licenceType' | 'dataset'>;
