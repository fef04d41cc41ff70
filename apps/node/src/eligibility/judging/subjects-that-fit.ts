import type { PlannedQuestion } from '#libs/handling';

/** What an entry of the audit log may hold for its lookups, in bytes; ENTRY_MAX_BYTES less what stands beside them. */
const ROOM = 56_000;
/** Names of members, region, source, rule, commitment and punctuation of one lookup. */
const OF_A_LOOKUP = 420;
/** Beside the field's name, which stands twice: quotes, commas and the verdict. */
const OF_A_QUESTION = 24;

/** How many subjects one entry of the audit log can name with the verdicts on these questions. */
export function subjectsThatFit(questions: readonly PlannedQuestion[]): number {
  const named = questions.reduce((sum, { field }) => sum + 2 * Buffer.byteLength(field) + OF_A_QUESTION, 0);
  return Math.max(1, Math.floor(ROOM / (OF_A_LOOKUP + named)));
}
