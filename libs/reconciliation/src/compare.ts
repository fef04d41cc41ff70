import type { AnsweredLine, AskedLine } from './lines.js';

/** What the two logs say of one request, from a neutral seat. */
export interface Verdict {
  request: string;
  class: VerdictClass;
  asked?: AskedLine;
  /** Every entry of the provider with this request digest: a replay that was refused is one more. */
  answered: readonly AnsweredLine[];
}

/**
 * - `matched`: both have it, the provider's entry is the one that the requester's receipt names, with the same body.
 * - `missing-at-provider`: the requester holds a receipt, the provider has no entry.
 * - `missing-at-requester`: the provider has an entry, the requester has no trace of having asked.
 * - `altered`: both have it, but no entry of the provider has the promised leaf and body.
 * - `late`: both agree, but one of them has it in another window.
 *
 * And what is no mismatch, because nobody hid anything:
 * - `undelivered`: asked, without an answer, and the provider never saw it (it was down, or turned the caller away).
 * - `unconfirmed`: the provider answered, the requester logged that no answer came that it could believe.
 * - `open`: an intent without an outcome (a crash), whatever the provider has.
 */
export type VerdictClass =
  | 'matched'
  | 'late'
  | 'missing-at-provider'
  | 'missing-at-requester'
  | 'altered'
  | 'undelivered'
  | 'unconfirmed'
  | 'open';

export const MISMATCHES = ['missing-at-provider', 'missing-at-requester', 'altered'] as const;
export type Mismatch = (typeof MISMATCHES)[number];
export const isMismatch = (of: VerdictClass): of is Mismatch =>
  (MISMATCHES as readonly VerdictClass[]).includes(of);

export interface Compared {
  asked: readonly AskedLine[];
  answered: readonly AnsweredLine[];
}

/**
 * Compares what one side asked with what the other answered, request by request.
 * @param elsewhere what was found outside the window for requests that had no counterpart within it
 * @returns one verdict a request, ascending by request digest
 */
export function compare(window: Compared, elsewhere: Compared = { asked: [], answered: [] }): Verdict[] {
  const asked = askedByRequest(window.asked);
  const answered = byRequest(window.answered);
  const askedElsewhere = askedByRequest(elsewhere.asked);
  const answeredElsewhere = byRequest(elsewhere.answered);
  return [...new Set([...asked.keys(), ...answered.keys()])].sort().map((request) => {
    const here = asked.get(request);
    const there = answered.get(request);
    const both = {
      asked: here ?? askedElsewhere.get(request),
      answered: there ?? answeredElsewhere.get(request) ?? [],
    };
    const plain = classify(both.asked, both.answered);
    const within = here !== undefined && there !== undefined;
    return {
      request,
      class: plain === 'matched' && !within ? 'late' : plain,
      ...(both.asked ? { asked: both.asked } : {}),
      answered: both.answered,
    };
  });
}

/** The requests whose counterpart has to be looked for outside the window before anybody is blamed. */
export function withoutCounterpart(window: Compared): { asked: string[]; answered: string[] } {
  const asked = new Set(window.asked.map(({ request }) => request));
  const answered = new Set(window.answered.map(({ request }) => request));
  return {
    asked: [...asked].filter((request) => !answered.has(request)).sort(),
    answered: [...answered].filter((request) => !asked.has(request)).sort(),
  };
}

function classify(asked: AskedLine | undefined, answered: readonly AnsweredLine[]): VerdictClass {
  if (!asked) return 'missing-at-requester';
  if (asked.state === 'open') return 'open';
  if (asked.state === 'unanswered') return answered.length > 0 ? 'unconfirmed' : 'undelivered';
  if (answered.length === 0) return 'missing-at-provider';
  const kept = answered.some(({ leaf, body }) => leaf === asked.leaf && body === asked.body);
  return kept ? 'matched' : 'altered';
}

/** Of two lines about one request the one that says more: an answer, then the lack of one, then nothing at all. */
const WEIGHT: Record<AskedLine['state'], number> = { answered: 2, unanswered: 1, open: 0 };

function askedByRequest(lines: readonly AskedLine[]): Map<string, AskedLine> {
  const found = new Map<string, AskedLine>();
  for (const line of lines) {
    const known = found.get(line.request);
    if (!known || WEIGHT[line.state] > WEIGHT[known.state]) found.set(line.request, line);
  }
  return found;
}

function byRequest(lines: readonly AnsweredLine[]): Map<string, AnsweredLine[]> {
  const found = new Map<string, AnsweredLine[]>();
  for (const line of lines) found.set(line.request, [...(found.get(line.request) ?? []), line]);
  return found;
}
