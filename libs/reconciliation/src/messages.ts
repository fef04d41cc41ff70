import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';

/** Lines in one page of an answer. */
export const PAGE_LINES = 1000;
/** Request digests in one search; a request may have several lines, a page's worth is told. */
export const FIND_REQUESTS = 500;
/** Bounds of one message's body. A page of lines has some 160 bytes a line. */
export const MESSAGE_LIMITS = { maxBytes: 262_144, maxDepth: 4 };
/** The longest window that a node answers for. */
export const LONGEST_WINDOW_MS = 86_400_000;

const digest = z.string().regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/);
const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** Whose lines: those of what the answering node `asked`, or of what it `answered`. */
const role = z.enum(['asked', 'answered']);
const lineText = z.string().regex(/^[A-Za-z0-9_-]{43} (?:-|[A-Za-z0-9_-]{43}) (?:-|[A-Za-z0-9_-]{43})$/);

export const windowSchema = z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => {
  const length = Date.parse(to) - Date.parse(from);
  return length > 0 && length <= LONGEST_WINDOW_MS;
});

const summary = z.strictObject({ count: z.int().min(0).max(1_000_000_000), digest });
/** How many lines there are, and the hash of them all. */
export type SetSummary = z.infer<typeof summary>;

const askedLine = z.strictObject({
  request: digest,
  state: z.enum(['answered', 'unanswered', 'open']),
  leaf: digest.optional(),
  body: digest.optional(),
});
const answeredLine = z.strictObject({ request: digest, leaf: digest, body: digest });

/** What one node asks of another about their common lookups (README.md, "Messages"). */
export const reconciliationRequestSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('summary'),
    window: windowSchema,
    /** The sender's own summaries: it commits itself before it sees the other's. */
    asked: summary,
    answered: summary,
  }),
  z.strictObject({
    op: z.literal('lines'),
    window: windowSchema,
    role,
    after: lineText.optional(),
  }),
  z.strictObject({ op: z.literal('find'), role, requests: z.array(digest).min(1).max(FIND_REQUESTS) }),
]);
export type ReconciliationRequest = z.infer<typeof reconciliationRequestSchema>;

/** What comes back; `op`, `window` and `role` repeat the question. */
export const reconciliationAnswerSchema = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('summary'), window: windowSchema, asked: summary, answered: summary }),
  z.strictObject({
    op: z.literal('lines'),
    window: windowSchema,
    role,
    asked: z.array(askedLine).max(PAGE_LINES).optional(),
    answered: z.array(answeredLine).max(PAGE_LINES).optional(),
    next: lineText.optional(),
  }),
  z.strictObject({
    op: z.literal('find'),
    role,
    asked: z.array(askedLine).max(PAGE_LINES).optional(),
    answered: z.array(answeredLine).max(PAGE_LINES).optional(),
  }),
  z.strictObject({ op: z.literal('refused'), code: z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/) }),
]);
export type ReconciliationAnswer = z.infer<typeof reconciliationAnswerSchema>;
export type LineRole = z.infer<typeof role>;

/** @throws Refusal `RECONCILIATION_MESSAGE_INVALID` */
export function readReconciliationRequest(body: Uint8Array): ReconciliationRequest {
  return read(body, reconciliationRequestSchema);
}

/** @throws Refusal `RECONCILIATION_MESSAGE_INVALID` */
export function readReconciliationAnswer(body: Uint8Array): ReconciliationAnswer {
  return read(body, reconciliationAnswerSchema);
}

function read<T>(body: Uint8Array, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = parseStrictJson(body, MESSAGE_LIMITS);
  } catch (cause) {
    throw new Refusal('RECONCILIATION_MESSAGE_INVALID', { cause, hint: 'not JSON within bounds' });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Refusal('RECONCILIATION_MESSAGE_INVALID', {
    hint: parsed.error.issues[0]?.path.join('.') || 'members',
  });
}
