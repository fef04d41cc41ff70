import { z } from 'zod';
import { regionCodes } from '#libs/codes';
import {
  both,
  digest,
  filled,
  instant,
  issuerSchema,
  label,
  readModel,
  sampleSchema,
  text,
  verificationSchema,
} from './parts.js';

/** At most this many rows in all sections together: a report is read by people. */
export const MAX_REPORT_ROWS = 5000;
const MAX_SECTIONS = 100;
const MAX_COLUMNS = 40;

const factSchema = z.strictObject({ label, value: text(2000) });

/** Where the values of a section come from. */
const provenanceSchema = z.strictObject({
  receipt: text(200).optional().describe("The answering node's audit receipt."),
  request: digest.optional().describe('The request that was answered.'),
  rule: text(200).optional().describe('Agreement and rule by which it was released.'),
});

const columnSchema = z.strictObject({
  code: filled(80).describe('Item of the dataset.'),
  label,
  kind: z.enum(['text', 'number']).default('text').describe('Numbers stand at the right.'),
});

export const sectionOutcomes = ['answered', 'nothing-found', 'refused', 'not-available'] as const;
export type SectionOutcome = (typeof sectionOutcomes)[number];

/** What one source of one region said. */
const sectionSchema = z
  .strictObject({
    id: filled(120).describe('Distinct in the report, as `<region>:<dataset>`.'),
    title: label,
    source: z.strictObject({
      department: filled(200).describe('Name of the department, as it is written there.'),
      code: text(40).optional().describe('Its unified social credit code.'),
      region: z.enum(regionCodes),
    }),
    outcome: z.enum(sectionOutcomes),
    reason: both(500).optional().describe("The department's own, where it refused or cannot answer."),
    until: instant.optional().describe('Where it is not available: when it hopes to answer.'),
    asOf: instant.optional().describe('The state of the data.'),
    answeredAt: instant.optional(),
    joined: z
      .int()
      .min(2)
      .optional()
      .describe('Edition in which a late answer came in; absent for what stood in the first one.'),
    truncated: z.literal(true).optional().describe('The source has more records than it gave.'),
    withheld: z.array(label).max(MAX_COLUMNS).default([]).describe('Items asked for and not released.'),
    columns: z.array(columnSchema).max(MAX_COLUMNS).default([]),
    records: z
      .array(z.array(text(4000).nullable()))
      .max(MAX_REPORT_ROWS)
      .default([])
      .describe('Values in the order of the columns; null where the department has none.'),
    provenance: provenanceSchema.default({}),
  })
  .superRefine(({ outcome, columns, records, reason, until }, context) => {
    const refuse = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    if (outcome === 'answered' ? records.length === 0 : records.length > 0)
      refuse('records', 'an answer has records, and nothing else has');
    if (outcome === 'answered' && columns.length === 0) refuse('columns', 'an answer has columns');
    if (records.some((row) => row.length !== columns.length)) refuse('records', 'a value for each column');
    if (new Set(columns.map(({ code }) => code)).size !== columns.length) refuse('columns', 'distinct');
    if (outcome === 'refused' && !reason) refuse('reason', 'whoever refuses says why');
    if (until !== undefined && outcome !== 'not-available') refuse('until', 'for what is not available');
  });
export type ReportSection = z.output<typeof sectionSchema>;

/**
 * A report as people are handed it: drawn as PDF, given as JSON, and the same in both. Sections are one per source and
 * region, so the provenance of a section is that of each of its values.
 */
export const reportSchema = z
  .strictObject({
    v: z.literal(1),
    title: label,
    number: filled(80).describe('Of the report, the same for all editions (编号).'),
    caseId: text(80).optional().describe('Of the case that it belongs to (办件编号).'),
    edition: z
      .strictObject({
        number: z.int().min(1).max(999),
        replaces: z
          .strictObject({ number: z.int().min(1).max(998), digest })
          .optional()
          .describe('The edition before it, and the digest of its document.'),
      })
      .refine(({ number, replaces }) => (replaces ? replaces.number === number - 1 : number === 1), {
        message: 'an edition after the first replaces the one before it',
      }),
    issuer: issuerSchema,
    issuedAt: instant,
    sample: sampleSchema,
    facts: z
      .array(factSchema)
      .max(40)
      .describe('What was asked, by whom, about whom: the table at the head.'),
    sections: z.array(sectionSchema).max(MAX_SECTIONS),
    notes: z.array(both(1000)).max(30).default([]),
    verification: verificationSchema,
  })
  .superRefine(({ sections, edition }, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', path: ['sections'], message });
    };
    if (new Set(sections.map(({ id }) => id)).size !== sections.length) refuse('distinct ids');
    const rows = sections.reduce((sum, { records }) => sum + records.length, 0);
    if (rows > MAX_REPORT_ROWS) refuse(`at most ${String(MAX_REPORT_ROWS)} rows`);
    if (sections.some(({ joined }) => joined !== undefined && joined > edition.number))
      refuse('an answer joined an edition that there is not yet');
  });

export type ReportModel = z.output<typeof reportSchema>;
/** As a caller writes it, with what has a default left out. */
export type ReportInput = z.input<typeof reportSchema>;

/**
 * Reads a report.
 * @throws Refusal REPORT_INVALID with the first member at fault
 */
export function readReport(value: unknown): ReportModel {
  return readModel(reportSchema, value);
}
