import { z } from 'zod';
import { isDate, licenceTypeCode, regionCodes } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { conditionSchema } from '../conditions/condition.js';
import { formSchema } from '../forms/form-schema.js';
import { bilingualSchema, keySchema, provenance, textSchema } from '../words.js';
import { clocksSchema } from './clocks.js';

export const channels = ['hall', 'online', 'hotline'] as const;
export const handlingModels = ['online', 'collected', 'joint'] as const;
export type HandlingModel = (typeof handlingModels)[number];
export const handlingModes = ['integrated', 'pledge', 'cross-region', 'no-application'] as const;
export type HandlingMode = (typeof handlingModes)[number];
export const trustLevels = ['A', 'B', 'C', 'D'] as const;
export type TrustLevel = (typeof trustLevels)[number];

const licenceType = z.string().refine((code) => licenceTypeCode.is(code), 'a licence type code');
const date = z.string().refine(isDate, 'a date that exists, YYYY-MM-DD');

export const materialSchema = z
  .strictObject({
    id: keySchema,
    name: bilingualSchema,
    need: z.enum(['required', 'optional', 'conditional']),
    when: conditionSchema.optional().describe('Over fields of the form; for conditional ones.'),
    suppliedBy: z
      .enum(['sharing', 'applicant', 'authority', 'third-party', 'earlier-item'])
      .describe(
        'sharing: fetched by lookup, never asked for; authority: made by the one that handles; earlier-item: what another item of the bundle issues.',
      ),
    supplier: keySchema.optional().describe('Department or item that supplies it.'),
    proves: z.array(licenceType).max(16).default([]).describe('Licence types of which one suffices.'),
    accepts: z
      .array(z.strictObject({ region: z.enum(regionCodes), licenceType, ...provenance }))
      .max(32)
      .default([])
      .describe("Other regions' equivalents that are recognised (互认)."),
    dataset: keySchema.optional().describe('What proves it where it is no licence.'),
    trust: z
      .enum(trustLevels)
      .describe(
        'Lowest level that suffices (国办函〔2016〕108号): A issuer-made and sealed, B checked, C uploaded, D pledged.',
      ),
    pledge: z
      .strictObject({
        days: z.int().min(1).max(365),
        consequence: z.enum(['revoke', 'rectify']),
        ...provenance,
      })
      .optional()
      .describe('容缺: may be missing on acceptance; working days to supply it, and what follows otherwise.'),
    ...provenance,
  })
  .refine((material) => (material.need === 'conditional') === (material.when !== undefined), {
    message: '`when` is for conditional materials',
    path: ['when'],
  });
export type Material = z.infer<typeof materialSchema>;

export const itemSchema = z
  .strictObject({
    id: keySchema,
    name: bilingualSchema,
    basicCode: z
      .string()
      .regex(/^[0-9A-Z]{12}$/)
      .describe('Twelve characters that all authorities share for one item.'),
    department: keySchema,
    role: z.enum(['lead', 'supporting']),
    optional: z.boolean().default(false).describe('Whether the applicant may leave it out.'),
    after: z
      .array(keySchema)
      .max(16)
      .default([])
      .describe('Items that must be done before; all others run in parallel.'),
    materials: z.array(keySchema).max(64).default([]),
    days: z.int().min(0).max(365).optional().describe('Working days of its own, within those of the whole.'),
    seconds: z.int().min(1).max(86_400).optional().describe('Deadline of a source that answers by machine.'),
    outcome: licenceType.optional(),
    dataset: keySchema.optional(),
    ...provenance,
  })
  .describe('One of the linked items of a bundle (集成办).');
export type Item = z.infer<typeof itemSchema>;

/** 事项, and a bundle of them (一件事): a definition as data, the same for every region that adopts it. */
export const matterSchema = z
  .strictObject({
    id: keySchema,
    version: z.int().min(1).max(100_000),
    validFrom: date,
    title: bilingualSchema,
    subject: z.enum(['firm', 'person']),
    list: z.strictObject({ document: textSchema(60), year: z.int(), ...provenance }).optional(),
    basicCode: z.strictObject({ code: z.string().regex(/^[0-9A-Z]{12}$/), ...provenance }),
    legalBasis: z
      .array(z.strictObject({ document: textSchema(200), ...provenance }))
      .min(1)
      .max(20),
    sources: z
      .array(
        z.strictObject({
          title: textSchema(200),
          url: z
            .url({ protocol: /^https?$/ })
            .max(300)
            .optional(),
        }),
      )
      .max(20)
      .default([])
      .describe('Public texts that the definition was written from.'),
    departments: z
      .array(z.strictObject({ key: keySchema, name: bilingualSchema, ...provenance }))
      .min(1)
      .max(40)
      .describe('Departments by key; each region maps them to its own.'),
    authority: z.strictObject({ department: keySchema, level: z.int().min(1).max(6), ...provenance }),
    channels: z.array(z.enum(channels)).min(1),
    models: z.array(z.enum(handlingModels)).min(1),
    modes: z.array(z.enum(handlingModes)),
    clocks: clocksSchema,
    materials: z.array(materialSchema).max(100),
    items: z.array(itemSchema).max(60).default([]),
    completion: z
      .enum(['approved', 'answered'])
      .default('approved')
      .describe(
        'approved: every item must have succeeded; answered: every item must have answered, whatever it says.',
      ),
    form: formSchema,
    outcome: z.strictObject({
      name: bilingualSchema,
      kind: z.enum(['licence', 'report', 'record', 'benefit']),
      licenceType: licenceType.optional(),
      ...provenance,
    }),
    eligibility: conditionSchema.optional().describe('For 免申办: who gets it without asking.'),
  })
  .describe('One file of config/matters.');
export type Matter = z.infer<typeof matterSchema>;

/**
 * Reads a definition from parsed YAML or JSON: its form only, see `checkMatter` for what it says.
 * @throws Refusal MATTER_INVALID with the first member at fault
 */
export function readMatter(value: unknown): Matter {
  const parsed = matterSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const hint = `${issue?.path.join('.') || 'the whole'}: ${issue?.message ?? ''}`.slice(0, 300);
  throw new Refusal('MATTER_INVALID', { hint, cause: parsed.error });
}
