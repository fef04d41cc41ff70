import {
  compare,
  count,
  emptyTally,
  sameSummary,
  summarise,
  withoutCounterpart,
  type Seat,
  type SetSummary,
  type Tally,
  type Verdict,
  type Window,
} from '#libs/reconciliation';
import { sha256 } from '#libs/exchange';
import type { AskReconciliation, ReconcilingPeer, Statement } from './ask-reconciliation.js';
import type { CommonLookups, Located } from './common-lookups.js';

/** One request on which the two logs differ, with what is known about it. */
export interface Difference {
  seat: Seat;
  verdict: Verdict;
  /** Our entry about it, where we have one. */
  entry?: Located['entry'];
  /** The signed answers by which the peer said so. */
  statements: Statement[];
}

export interface WindowResult {
  tally: Tally;
  /** Digest of what we have, and of what the peer has, in the same form: equal where nothing differs at all. */
  ours: string;
  theirs: string;
  /** Every verdict but `matched`. */
  differences: Difference[];
}

/**
 * Compares one window with one peer, in both directions. Sets travel only where their hashes differ, and nothing is
 * called missing before it was looked for outside the window on both sides.
 * @throws what {@link AskReconciliation} throws; Refusal `RECONCILIATION_TOO_LARGE`
 */
export class ReconcileWindow {
  constructor(
    private readonly lookups: CommonLookups,
    private readonly peers: Pick<AskReconciliation, 'summary' | 'lines' | 'find'>,
  ) {}

  async run(peer: ReconcilingPeer, window: Window): Promise<WindowResult> {
    const [asked, answered] = await Promise.all([
      this.lookups.asked(peer.entityId, window),
      this.lookups.answered(peer.entityId, window),
    ]);
    const ours = { asked: summarise(asked), answered: summarise(answered) };
    const theirs = await this.peers.summary(peer, window, ours);
    const tally = emptyTally();
    const differences: Difference[] = [];

    if (sameSummary(ours.asked, theirs.answered)) tally.matched += asked.length;
    else {
      const told = await this.peers.lines(peer, window, 'answered', theirs.answered);
      const alone = withoutCounterpart({ asked, answered: told.lines });
      const found = await this.peers.find(peer, 'answered', alone.asked);
      const own = await this.lookups.findAsked(alone.answered, peer.entityId);
      const verdicts = compare({ asked, answered: told.lines }, { asked: own, answered: found.lines });
      count('requester', verdicts, tally);
      const statements = [theirs.statement, told.statement];
      differences.push(...explained('requester', verdicts, [...asked, ...own], statements, found.statements));
    }

    if (sameSummary(ours.answered, theirs.asked)) tally.matched += requests(answered);
    else {
      const told = await this.peers.lines(peer, window, 'asked', theirs.asked);
      const alone = withoutCounterpart({ asked: told.lines, answered });
      const found = await this.peers.find(peer, 'asked', alone.answered);
      const own = await this.lookups.findAnswered(alone.asked, peer.entityId);
      const elsewhere = { asked: found.lines, answered: own };
      const verdicts = compare({ asked: told.lines, answered }, elsewhere);
      count('provider', verdicts, tally);
      const statements = [theirs.statement, told.statement];
      differences.push(
        ...explained('provider', verdicts, [...answered, ...own], statements, found.statements),
      );
    }
    return {
      tally,
      ours: pairDigest(ours.asked, ours.answered),
      theirs: pairDigest(theirs.answered, theirs.asked),
      differences,
    };
  }
}

/** One digest for both directions: first what we asked, then what we answered. */
const pairDigest = (weAsked: SetSummary, weAnswered: SetSummary): string =>
  sha256(`${weAsked.digest} ${weAnswered.digest}`);

const requests = (lines: readonly { request: string }[]): number =>
  new Set(lines.map(({ request }) => request)).size;

function explained(
  seat: Seat,
  verdicts: readonly Verdict[],
  own: readonly ({ request: string } & Located)[],
  statements: Statement[],
  searches: readonly { of: ReadonlySet<string>; statement: Statement }[],
): Difference[] {
  const entries = new Map(own.map(({ request, entry }) => [request, entry]));
  return verdicts
    .filter((verdict) => verdict.class !== 'matched')
    .map((verdict) => {
      const entry = entries.get(verdict.request);
      const search = searches.filter(({ of }) => of.has(verdict.request)).map(({ statement }) => statement);
      return { seat, verdict, ...(entry ? { entry } : {}), statements: [...statements, ...search] };
    });
}
