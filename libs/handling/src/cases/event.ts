import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalBytes } from '#libs/audit-log';
import { isDate, itemCode, regionCodes, regionOf, uscc, type RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { handlingModels, handlingModes, trustLevels } from '../matters/matter.js';
import { keySchema, textSchema } from '../words.js';
import { roleNames } from './states.js';

const digest = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/)
  .describe('SHA-256, base64url.');
const reference = z
  .string()
  .regex(/^[A-Za-z0-9._~:-]{1,128}$/)
  .describe('Commitment or record id: never a name or a number of a person.');
const date = z.string().refine(isDate, 'a date');
const instant = z.int().min(0).max(8_640_000_000_000);
const region = z.enum(regionCodes);
const days = z.int().min(0).max(365);
const none = z.strictObject({});

/** `<division of receipt>-<day>-<serial>`: says itself which region received it. */
export const caseIdSchema = z
  .string()
  .regex(/^\d{6}-\d{8}-[0-9A-Z]{4,26}$/)
  .refine((id) => regionOf(id.slice(0, 6)) !== undefined, 'a division of the three regions');
export const receiptRegionOf = (id: string): RegionCode | undefined => regionOf(id.slice(0, 6));

/** One piece of material as the case holds it; the file itself lies with the node that took it in. */
const material = z.strictObject({
  id: keySchema.describe('Material of the matter.'),
  digest,
  origin: z.enum(['lookup', 'upload', 'reuse', 'authority', 'pledge']),
  trust: z.enum(trustLevels),
  verdict: z.enum(['passed', 'failed', 'undecided']),
  receipt: z.string().max(200).optional().describe("Answering node's audit receipt, for what was fetched."),
  fromCase: caseIdSchema.optional().describe('The case that it was taken over from (材料复用).'),
});
export type CaseMaterial = z.infer<typeof material>;
const materials = z.array(material).max(100);

const delegate = z.strictObject({
  person: reference,
  capacity: z.enum(['delegate', 'guardian', 'representative']),
  proof: digest.describe('Power of attorney or authorisation that names him.'),
  until: date.optional().describe('Last day.'),
});
export type CaseDelegate = z.infer<typeof delegate>;

/** What holds for this case whatever becomes of the definition: taken from it on receipt, see `termsOf`. */
export const termsSchema = z.strictObject({
  days: z.strictObject({
    acceptance: days,
    decision: days,
    extension: days,
    delivery: days,
    rectification: days,
    promised: days.optional(),
  }),
  materials: z
    .array(
      z.strictObject({
        id: keySchema,
        required: z.boolean(),
        due: z
          .enum(['acceptance', 'decision'])
          .default('acceptance')
          .describe('What an authority supplies itself need not be there before the decision.'),
        trust: z.enum(trustLevels),
        pledge: z.strictObject({ days, consequence: z.enum(['revoke', 'rectify']) }).optional(),
      }),
    )
    .max(100),
  items: z
    .array(
      z.strictObject({
        id: keySchema,
        department: keySchema,
        region,
        role: z.enum(['lead', 'supporting']),
        optional: z.boolean(),
        after: z.array(keySchema).max(16),
      }),
    )
    .max(60),
  completion: z.enum(['approved', 'answered']),
});
export type CaseTerms = z.infer<typeof termsSchema>;

const missing = z
  .array(
    z.strictObject({
      material: keySchema.optional(),
      field: z.string().max(80).optional(),
      text: textSchema(500),
    }),
  )
  .min(1)
  .max(100);
const result = { result: digest.optional(), licence: z.string().max(120).optional() };
const remedy = textSchema(500).describe('How to seek review: 行政复议, 行政诉讼, with the period.');

/** What each step carries. */
const dataByKind = {
  receive: z.strictObject({
    matter: z.strictObject({
      id: keySchema,
      version: z.int().min(1),
      digest,
      itemCode: z.string().refine((code) => itemCode.is(code), 'an item code'),
    }),
    model: z.enum(handlingModels),
    modes: z.array(z.enum(handlingModes)).max(4),
    decision: region,
    supporting: z.array(region).max(regionCodes.length),
    applicant: z.strictObject({ kind: z.enum(['firm', 'person']), ref: reference }),
    form: digest,
    materials,
    delegate: delegate.optional(),
    terms: termsSchema,
  }),
  'hand-over': z.strictObject({
    identityCheck: z.enum(['document', 'face', 'authorisation']),
    note: textSchema(500).optional(),
  }),
  'ask-correction': z.strictObject({ missing }),
  correct: z.strictObject({ materials, form: digest.optional() }),
  accept: z.strictObject({
    deemedSince: date.optional().describe('Nobody told what was missing in time: it counts as accepted.'),
  }),
  'not-accept': z.strictObject({ reason: textSchema(1000), remedy }),
  'begin-review': none,
  'begin-special': z.strictObject({
    procedure: z.enum([
      'hearing',
      'inspection',
      'testing',
      'expert-review',
      'publication',
      'auction',
      'other',
    ]),
    basis: textSchema(300),
    expectedDays: days,
  }),
  'end-special': z.strictObject({ result: textSchema(500) }),
  extend: z.strictObject({ days, reason: textSchema(500) }),
  approve: z.strictObject(result),
  'approve-with-pledge': z.strictObject(result),
  refuse: z.strictObject({ reason: textSchema(1000), remedy }),
  withdraw: z.strictObject({ reason: textSchema(500).optional() }),
  deliver: z.strictObject({ way: z.enum(['counter', 'post', 'online']), document: digest.optional() }),
  'sign-for': none,
  rate: z.strictObject({
    stars: z.int().min(1).max(5),
    comment: digest.optional().describe('The words lie beside the case.'),
  }),
  revoke: z.strictObject({ reason: textSchema(1000), remedy }),
  'add-materials': z.strictObject({ materials: materials.min(1) }),
  pledge: z.strictObject({
    missing: z.array(keySchema).min(1).max(60),
    due: date.describe('Last day to supply.'),
    consequence: z.enum(['revoke', 'rectify']),
    signed: digest.describe('The signed pledge.'),
  }),
  'fulfil-pledge': z.strictObject({ materials: materials.min(1) }),
  'begin-item': z.strictObject({ item: keySchema }),
  'answer-item': z.strictObject({
    item: keySchema,
    outcome: z.enum(['approved', 'answered', 'nothing-found', 'refused', 'not-available']),
    until: instant.optional().describe('For not-available: when the source hopes to answer.'),
    reason: textSchema(500).optional(),
    ...result,
  }),
  'name-delegate': z.strictObject({ delegate }),
  'end-delegate': z.strictObject({ person: reference }),
  'answer-rating': z.strictObject({ text: textSchema(1000) }),
  urge: z.strictObject({ reason: textSchema(300).optional() }),
  overdue: z.strictObject({
    clock: z.enum(['acceptance', 'decision', 'promised', 'delivery', 'pledge', 'rectification']),
    due: date,
  }),
  post: z.strictObject({ what: z.enum(['parcel', 'notice']), reference: z.string().max(100).optional() }),
} as const;

type DataByKind = typeof dataByKind;
export type CaseEventKind = keyof DataByKind;
export type CaseEventData<K extends CaseEventKind> = z.infer<DataByKind[K]>;

const envelope = z.strictObject({
  v: z.literal(1),
  case: caseIdSchema,
  region,
  seq: z
    .int()
    .min(1)
    .max(100_000)
    .describe("Place among the region's events of this case, without gaps from 1."),
  seen: z
    .partialRecord(region, z.int().min(0).max(100_000))
    .describe('How far the other regions had been heard of when this was made.'),
  at: instant.describe('Milliseconds since 1970 by the clock of the region.'),
  by: z.strictObject({
    role: z.enum(roleNames),
    organisation: z.string().refine((code) => uscc.is(code), 'a unified social credit code'),
    person: reference.optional(),
  }),
});

type Envelope = z.infer<typeof envelope>;
export type CaseEventBody<K extends CaseEventKind = CaseEventKind> = {
  [Kind in K]: Envelope & { kind: Kind; data: CaseEventData<Kind> };
}[K];
/** `id` is the SHA-256 of the body's canonical JSON: the same event has the same id everywhere, another one never. */
export type CaseEvent<K extends CaseEventKind = CaseEventKind> = CaseEventBody<K> & { id: string };

/**
 * Reads an event as it arrived, and gives it its id.
 * @throws Refusal CASE_EVENT_INVALID with the member at fault
 */
export function readEvent(value: unknown): CaseEvent {
  const kind = (value as { kind?: unknown } | null | undefined)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(dataByKind, kind))
    throw new Refusal('CASE_EVENT_INVALID', { hint: 'kind' });
  const schema = envelope.extend({ kind: z.literal(kind), data: dataByKind[kind as CaseEventKind] });
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new Refusal('CASE_EVENT_INVALID', {
      hint: parsed.error.issues[0]?.path.join('.') ?? '',
      cause: parsed.error,
    });
  if (parsed.data.seen[parsed.data.region] !== undefined)
    throw new Refusal('CASE_EVENT_INVALID', { hint: 'seen' });
  const body = parsed.data as unknown as CaseEventBody;
  return { ...body, id: eventId(body) };
}

export function eventId(body: CaseEventBody): string {
  return createHash('sha256').update(canonicalBytes(body)).digest('base64url');
}
