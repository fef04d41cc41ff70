import { z } from 'zod';
import { auditEntrySchema, canonicalJson, type Commitments, governanceSchema } from '#libs/audit-log';
import { Refusal } from '#libs/errors';

/** Printable, on one line: what a person types into a search field. Nothing of it is ever part of an SQL text. */
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u);
/** Any RFC 3339 instant in UTC; kept with milliseconds, as entries have it. */
const instant = z.iso.datetime().transform((given) => new Date(given).toISOString());
const index = z.string().regex(/^(0|[1-9]\d{0,17})$/);
const digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const lookup = auditEntrySchema.shape.lookups.element.shape;
const caller = auditEntrySchema.shape.caller.shape;

/** Members that name a person; they stand in the log as commitments only. */
export const PERSONAL = ['person', 'subject', 'licenceNumber'] as const;

/**
 * What an auditor looks for; all members must hold. One form for GraphQL, saved searches, exports and samples.
 * Of lists any one value will do. `fieldAsked`, `region`, `operation` and the like must hold of one and the same lookup.
 */
export const auditFilterSchema = z
  .strictObject({
    from: instant.describe('Not before; time of the entry (UTC).'),
    to: instant.describe('Before.'),
    fromIndex: index.describe('First index.'),
    toIndex: index.describe('Beyond the last index.'),
    kinds: z.array(auditEntrySchema.shape.kind).min(1).max(16),
    outcomes: z.array(auditEntrySchema.shape.outcome).min(1).max(16),
    codes: z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/))
      .min(1)
      .max(20),
    id: z.uuid(),
    callerKind: caller.kind,
    caller: text(512),
    organisation: text(64),
    role: text(100),
    channel: caller.channel.unwrap(),
    person: text(256).describe('Identifier of the acting person.'),
    subject: text(256).describe('Holder: `type:code`, or the code alone.'),
    licenceNumber: text(256),
    counterpart: text(512),
    caseNumber: text(128),
    itemCode: text(64),
    legalBasis: text(200).describe('Contained in the legal basis, whatever the case of letters.'),
    reason: text(200).describe('Contained in the reason.'),
    document: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    requestDigest: digest,
    jti: text(256),
    licenceType: text(64),
    identifier: text(128),
    operation: lookup.operation,
    region: text(32),
    fieldAsked: text(128),
    fieldReleased: text(128),
    rule: text(128),
    verdict: z.enum(['TOTAL_PASSED', 'TOTAL_FAILED', 'INDETERMINATE', 'NOT_CHECKED']),
    documentDigest: digest.describe("SHA-256 of a licence's document."),
    action: governanceSchema.shape.action,
    finding: z.uuid(),
    sample: z.uuid(),
  })
  .partial();

export type AuditFilter = z.infer<typeof auditFilterSchema>;

/** Longest filter in a log entry, see governance.ts. */
const LONGEST = 3_500;

/**
 * Reads a filter from outside; members that are null count as absent.
 * @throws Refusal `AUDIT_FILTER_INVALID` with the name of the member, never its value
 */
export function parseFilter(value: unknown): AuditFilter {
  const given: unknown =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).filter(([, member]) => member !== null && member !== undefined),
        )
      : (value ?? {});
  const parsed = auditFilterSchema.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const keys = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const place = [...(issue?.path ?? []), ...keys].map(String).join('.');
    throw new Refusal('AUDIT_FILTER_INVALID', {
      hint: place.replace(/[^\w.]/g, '').slice(0, 64) || 'filter',
    });
  }
  const filter = parsed.data;
  if (filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to)
    throw new Refusal('AUDIT_FILTER_INVALID', { hint: 'from is not before to' });
  if (canonicalJson(filter).length > LONGEST) throw new Refusal('AUDIT_FILTER_INVALID', { hint: 'too long' });
  return filter;
}

/** The filter as an entry may hold it: canonical, with commitments in the place of persons. */
export function loggedFilter(
  filter: AuditFilter,
  commitments: Commitments,
  more: Record<string, unknown> = {},
): string {
  const hidden = Object.fromEntries(
    PERSONAL.flatMap((name) => {
      const value = filter[name];
      return value === undefined ? [] : [[name, commitments.add(`governance.filter.${name}`, value)]];
    }),
  );
  return canonicalJson({ ...more, filter: { ...filter, ...hidden } });
}
