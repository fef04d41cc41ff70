import { z } from 'zod';
import { isDate } from '#libs/codes';
import {
  filled,
  instant,
  issuerSchema,
  label,
  readModel,
  sampleSchema,
  text,
  verificationSchema,
} from './parts.js';

const date = z.string().refine(isDate, 'a date that exists, YYYY-MM-DD');

const common = {
  v: z.literal(1),
  number: filled(80).describe('Of the notice (文号).'),
  caseId: filled(80),
  matter: label,
  applicant: filled(200),
  issuer: issuerSchema,
  issuedAt: instant,
  contact: text(200).optional().describe('Where to ask: counter, telephone.'),
  sample: sampleSchema,
  verification: verificationSchema,
};

const named = z.strictObject({ name: label });

/** 收件回执: what was handed in. */
const receipt = z.strictObject({
  ...common,
  kind: z.literal('receipt'),
  receivedAt: instant,
  materials: z
    .array(
      z.strictObject({
        name: label,
        origin: z.enum(['lookup', 'upload', 'reuse', 'authority', 'pledge']),
        trust: z.enum(['A', 'B', 'C', 'D']),
      }),
    )
    .max(100),
  answerBy: date.optional().describe('Until when what is missing is told; afterwards it counts as accepted.'),
});

/** 受理通知书. */
const acceptance = z.strictObject({
  ...common,
  kind: z.literal('acceptance'),
  acceptedAt: instant,
  decideBy: date.describe('Last day of the statutory period.'),
  promisedBy: date.optional(),
  deemed: z.literal(true).optional().describe('Accepted because nobody told what was missing in time.'),
});

/** 一次性告知书. */
const correction = z.strictObject({
  ...common,
  kind: z.literal('correction'),
  missing: z
    .array(z.strictObject({ what: label.optional(), text: filled(500) }))
    .min(1)
    .max(100),
});

/** 不予受理决定书. */
const notAccepted = z.strictObject({
  ...common,
  kind: z.literal('not-accepted'),
  reason: filled(1000),
  remedy: filled(500),
});

/** 容缺承诺书, for the applicant to sign. */
const pledge = z.strictObject({
  ...common,
  kind: z.literal('pledge'),
  missing: z.array(named).min(1).max(60),
  due: date,
  consequence: z.enum(['revoke', 'rectify']),
});

/** A notice on one case that an applicant is handed. */
export const noticeSchema = z.discriminatedUnion('kind', [
  receipt,
  acceptance,
  correction,
  notAccepted,
  pledge,
]);

export type NoticeModel = z.output<typeof noticeSchema>;
export type NoticeKind = NoticeModel['kind'];
export const noticeKinds = [
  'receipt',
  'acceptance',
  'correction',
  'not-accepted',
  'pledge',
] as const satisfies readonly NoticeKind[];

/**
 * Reads a notice.
 * @throws Refusal REPORT_INVALID with the first member at fault
 */
export function readNotice(value: unknown): NoticeModel {
  return readModel(noticeSchema, value);
}
