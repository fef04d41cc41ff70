import { sha256 } from '#libs/exchange';
import type { SetSummary } from './messages.js';

/**
 * One lookup as its requester has it: the digest of the request token, and of the answer what the provider promised
 * (leaf of its receipt, digest of the body).
 */
export interface AskedLine {
  request: string;
  /**
   * answered: an answer that verified, with its receipt; unanswered: the outcome says that none came, or none that
   * could be believed; open: an intent that a crash left without an outcome.
   */
  state: 'answered' | 'unanswered' | 'open';
  leaf?: string;
  body?: string;
}

/** One entry as its provider has it: an answer or a refusal, by the digest of the request token. */
export interface AnsweredLine {
  request: string;
  leaf: string;
  body: string;
}

/** The one spelling of a line that both sides can come to: `<request> <leaf> <body>`, `-` for what there is not. */
export const lineText = ({ request, leaf = '-', body = '-' }: AskedLine | AnsweredLine): string =>
  `${request} ${leaf} ${body}`;

/**
 * Number of lines and the SHA-256 of the sorted set, each line ended by a line feed. Where every lookup was answered and
 * nothing was touched, the requester's set and the provider's are the same bytes.
 */
export function summarise(lines: readonly (AskedLine | AnsweredLine)[]): SetSummary {
  const texts = [...new Set(lines.map(lineText))].sort();
  return { count: texts.length, digest: sha256(texts.map((text) => `${text}\n`).join('')) };
}

export const sameSummary = (a: SetSummary, b: SetSummary): boolean =>
  a.count === b.count && a.digest === b.digest;

/** Ascending by text, without doubles: the order of pages. */
export function sortLines<Line extends AskedLine | AnsweredLine>(lines: readonly Line[]): Line[] {
  const byText = new Map(lines.map((line) => [lineText(line), line]));
  return [...byText].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, line]) => line);
}

/** The page after `after` (the text of a line) of lines that {@link sortLines} has sorted. */
export function pageOfLines<Line extends AskedLine | AnsweredLine>(
  sorted: readonly Line[],
  after: string | undefined,
  size: number,
): { lines: Line[]; next?: string } {
  let low = 0;
  let high = after === undefined ? 0 : sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const line = sorted[middle];
    if (line !== undefined && after !== undefined && lineText(line) <= after) low = middle + 1;
    else high = middle;
  }
  const lines = sorted.slice(low, low + size);
  const last = lines.at(-1);
  return low + size < sorted.length && last ? { lines, next: lineText(last) } : { lines };
}
