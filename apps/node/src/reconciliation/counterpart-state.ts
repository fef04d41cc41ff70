import type { Seat } from '#libs/reconciliation';
import type { CommonLookups, Located } from './common-lookups.js';
import type { FindingClass, ReconciliationFindings } from './findings.js';
import type { WindowStore } from './window-store.js';

/**
 * What is known of the other side of a lookup.
 * - `pending`: its window is not done yet
 * - `matched`: the other side has it as we have it, or had it in another window
 * - `missing-here`, `missing-there`, `altered`: a finding stands open or was worked on
 * - `open`: our intent has no outcome; `unanswered`: our outcome says that no answer came that could be believed
 */
export type CounterpartStateName =
  | 'pending'
  | 'matched'
  | 'open'
  | 'unanswered'
  | Extract<FindingClass, 'missing-here' | 'missing-there' | 'altered'>;

export interface CounterpartOf {
  request: string;
  state: CounterpartStateName;
  /** Entity id of the other node. */
  counterpart: string;
  /** Entry of the result that says so. */
  reconciliation?: string;
  finding?: string;
}

/** Tells for lookups of this node how their counterparts at the other node stand. */
export class CounterpartState {
  constructor(
    private readonly lookups: CommonLookups,
    private readonly store: WindowStore,
    private readonly findings: ReconciliationFindings,
  ) {}

  /**
   * @param requests request digests, 1,000 at most
   * @returns by request digest; requests that were no exchange with a peer (own region) are absent
   */
  async of(requests: readonly string[]): Promise<Map<string, CounterpartOf>> {
    const wanted = [...new Set(requests)].slice(0, 1000);
    const [asked, answered, findings] = await Promise.all([
      this.lookups.findAsked(wanted),
      this.lookups.findAnswered(wanted),
      this.findings.about(wanted),
    ]);
    const lines: ({ request: string; seat: Seat; own?: 'open' | 'unanswered' } & Located)[] = [
      ...answered.map((line) => ({ ...line, seat: 'provider' as const })),
      ...asked.map((line) => ({
        ...line,
        seat: 'requester' as const,
        ...(line.state === 'answered' ? {} : { own: line.state }),
      })),
    ];
    const windows = await this.store.covered(lines.map(({ peer, placedAt }) => ({ peer, at: placedAt })));
    const byRequest = new Map<string, CounterpartOf>();
    lines.forEach(({ request, peer, own }, place) => {
      const entry = windows[place]?.entry;
      byRequest.set(request, {
        request,
        counterpart: peer,
        state: own ?? (windows[place] ? 'matched' : 'pending'),
        ...(entry === undefined ? {} : { reconciliation: entry }),
      });
    });
    for (const { request, peer, class: of, id } of findings) {
      if (of !== 'missing-here' && of !== 'missing-there' && of !== 'altered') continue;
      const known = byRequest.get(request) ?? { request, counterpart: peer, state: 'pending' as const };
      byRequest.set(request, { ...known, state: of, finding: id });
    }
    return byRequest;
  }
}
