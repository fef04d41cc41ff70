import type { Verdict, VerdictClass } from './compare.js';

/** Which side of a comparison the counting node is: it asked, or it answered. */
export type Seat = 'requester' | 'provider';

/** How a window went, seen by one node: `Here` is its own log, `There` the other's. */
export interface Tally {
  matched: number;
  late: number;
  missingHere: number;
  missingThere: number;
  altered: number;
  undelivered: number;
  unconfirmed: number;
  open: number;
}

export const emptyTally = (): Tally => ({
  matched: 0,
  late: 0,
  missingHere: 0,
  missingThere: 0,
  altered: 0,
  undelivered: 0,
  unconfirmed: 0,
  open: 0,
});

const HERE_OR_THERE: Record<Seat, Partial<Record<VerdictClass, keyof Tally>>> = {
  requester: { 'missing-at-requester': 'missingHere', 'missing-at-provider': 'missingThere' },
  provider: { 'missing-at-requester': 'missingThere', 'missing-at-provider': 'missingHere' },
};

/** The name of a verdict's class from a seat. */
export const seenFrom = (seat: Seat, of: VerdictClass): keyof Tally =>
  HERE_OR_THERE[seat][of] ?? (of as keyof Tally);

export function count(seat: Seat, verdicts: readonly Verdict[], into: Tally = emptyTally()): Tally {
  for (const { class: of } of verdicts) into[seenFrom(seat, of)] += 1;
  return into;
}

export const mismatchesIn = ({ missingHere, missingThere, altered }: Tally): number =>
  missingHere + missingThere + altered;
