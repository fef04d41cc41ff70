import { z } from 'zod';
import { holidayNoticeSchema } from '#libs/calendar';
import { siemConfig } from './siem/siem.config.js';

const minutes = (most: number) => z.int().min(1).max(most);
const enabled = z.boolean().default(true).describe('Whether the rule runs.');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** Thresholds of the finding rules; see rules/. */
const rulesConfig = z.strictObject({
  caseNumber: z
    .strictObject({
      enabled,
      pattern: z
        .string()
        .max(200)
        .default('^[A-Z]{2}[A-Z0-9]*-\\d{4}-[A-Za-z0-9-]{1,64}$')
        .describe('Form of case numbers (regular expression); what has another form is a finding.'),
    })
    .prefault({})
    .describe('A lookup without a case, or with a case number of an unknown form.'),
  bulk: z
    .strictObject({
      enabled,
      lookups: z
        .int()
        .min(2)
        .max(1_000_000)
        .default(100)
        .describe('More lookups than this of one person ...'),
      windowMinutes: minutes(10_080).default(60).describe('... within so many minutes are a finding.'),
    })
    .prefault({})
    .describe('Bulk lookups by one person.'),
  workingHours: z
    .strictObject({
      enabled,
      from: clockTime.default('07:00').describe('Beginning of work, Beijing time.'),
      until: clockTime.default('20:00').describe('End of work, Beijing time.'),
      notices: z
        .array(holidayNoticeSchema)
        .max(50)
        .default([])
        .describe(
          'Holiday notices of the State Council beside the built-in ones; one of a year replaces the built-in one of that year.',
        ),
      channels: z
        .array(z.enum(['counter', 'web', 'hotline', 'terminal']))
        .default(['counter'])
        .describe('Channels whose work has hours; people use the web and terminals at any time.'),
    })
    .prefault({})
    .describe(
      'A lookup outside working hours: on a day off, or before or after the hours of a day that is worked.',
    ),
  manyCases: z
    .strictObject({
      enabled,
      cases: z.int().min(2).max(10_000).default(3).describe('More cases than this about one holder ...'),
      windowMinutes: minutes(44_640).default(1_440).describe('... within so many minutes are a finding.'),
    })
    .prefault({})
    .describe('One subject looked up from many cases.'),
  ownData: z
    .strictObject({
      enabled,
      familyNames: z
        .boolean()
        .default(true)
        .describe('Also a run of lookups at holders who share the family name of the person asking.'),
      sameName: z.int().min(2).max(1_000).default(5).describe('So many different holders are a run.'),
      windowMinutes: minutes(10_080).default(480).describe('Within so many minutes.'),
    })
    .prefault({})
    .describe('A person who looks up him- or herself, or a list of one family name.'),
  denied: z
    .strictObject({
      enabled,
      denials: z.int().min(2).max(100_000).default(10).describe('More denials than this of one person ...'),
      callerDenials: z
        .int()
        .min(2)
        .max(1_000_000)
        .default(100)
        .describe('... or more than this of one caller, whoever acted ...'),
      windowMinutes: minutes(10_080).default(15).describe('... within so many minutes are a finding.'),
    })
    .prefault({})
    .describe('A burst of denied lookups.'),
  purpose: z
    .strictObject({
      enabled,
      fitting: z
        .array(
          z.strictObject({
            licenceType: z.string().max(64).describe('Licence type, or its beginning with `*`.'),
            items: z
              .array(z.string().max(64))
              .min(1)
              .max(500)
              .describe('Item codes for which it may be wanted, each whole or its basic part (12 digits).'),
          }),
        )
        .max(500)
        .default([])
        .describe('What each licence type is needed for; types that stand in no line raise no finding.'),
    })
    .prefault({})
    .describe('A purpose that does not fit the licence type.'),
});

/** What auditors are given. */
export const auditingConfig = z.strictObject({
  keyFile: z
    .string()
    .default('${dataDir}/keys/auditing.key')
    .describe(
      'Key that seals cursors and stored filters (32 bytes, mode 0600); made at the first start, the same for all replicas.',
    ),
  search: z
    .strictObject({
      totalMax: z
        .int()
        .min(100)
        .max(1_000_000)
        .default(10_000)
        .describe('Totals are exact up to here, and "at least" beyond.'),
      rowsMax: z
        .int()
        .min(1_000)
        .max(5_000_000)
        .default(200_000)
        .describe('Newest entries of a filter that counts and groups are made of.'),
      groupsMax: z.int().min(10).max(1_000).default(100).describe('Groups told at most.'),
      sessionGapMinutes: minutes(1_440)
        .default(30)
        .describe('A longer pause of one person in one case begins another session.'),
    })
    .prefault({})
    .describe('Bounds of search.'),
  savedSearchesMax: z.int().min(1).max(1_000).default(50).describe('Saved searches of one auditor.'),
  exports: z
    .strictObject({
      directory: z
        .string()
        .default('${dataDir}/exports')
        .describe(
          'Where export files are written (mode 0600); the same for all replicas, or fetched from the one that wrote them.',
        ),
      keepHours: z.int().min(1).max(8_760).default(72).describe('Files are deleted after so many hours.'),
      most: z.int().min(1).max(1_000).default(20).describe('Exports that are kept of one auditor.'),
    })
    .prefault({})
    .describe('Exports of auditors.'),
  samples: z
    .strictObject({
      populationMax: z
        .int()
        .min(1)
        .max(5_000_000)
        .default(200_000)
        .describe('Entries that a review sample is drawn from at most.'),
      witnesses: z
        .int()
        .min(1)
        .max(16)
        .default(1)
        .describe('Cosignatures that the checkpoint needs whose root is the seed.'),
    })
    .prefault({})
    .describe('Review samples.'),
  evidence: z
    .strictObject({
      peerTimeoutMs: z
        .int()
        .min(100)
        .max(60_000)
        .default(5_000)
        .describe(
          'How long the other node of a lookup is waited for, in milliseconds; then the file says that it is away.',
        ),
      messagesPerMinute: z
        .int()
        .min(1)
        .max(10_000)
        .default(60)
        .describe('Lookups whose evidence one peer may ask for in a minute; each that is given is an entry.'),
    })
    .prefault({})
    .describe("The other side's part of the evidence of a lookup."),
  siem: siemConfig.prefault({}).describe('Streaming of entries to a SIEM, without personal values.'),
  rules: rulesConfig.prefault({}).describe('Rules that raise findings as entries arrive.'),
  followSeconds: z
    .number()
    .min(0.05)
    .max(3_600)
    .default(1)
    .describe('Time between two looks at what has arrived, in seconds.'),
  leaseSeconds: z
    .int()
    .min(1)
    .max(600)
    .default(30)
    .describe('Of several replicas one follows the log; another takes over after this time of silence.'),
});

export type AuditingConfig = z.infer<typeof auditingConfig>;
export type RulesConfig = AuditingConfig['rules'];
