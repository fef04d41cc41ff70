import type { RegionCode } from '#libs/codes';
import { receiptRegionOf, type CaseEvent } from './event.js';
import { DECISIONS } from './steps.js';

/** An event with what follows from its place among the others. */
export interface PlacedEvent {
  event: CaseEvent;
  /** Its instant, moved to no earlier than that of anything it had seen: time never runs backwards along a cause. */
  at: number;
  /** How far each region had got in what led to it. */
  knows: Readonly<Partial<Record<RegionCode, number>>>;
}

export interface Order {
  /** Events in the one order that every replica gives them. */
  placed: PlacedEvent[];
  /** Events of which something that came before has not arrived yet. */
  waiting: CaseEvent[];
  /** Events whose place in their region's sequence another event holds. */
  forked: CaseEvent[];
}

/**
 * Puts the events of a case in order: a function of the set alone, whatever the order of arrival.
 *
 * 1. What an event had seen comes before it.
 * 2. Of events that did not know of each other, a withdrawal that is earlier than a decision comes before it.
 * 3. Otherwise the region of decision comes first, then that of receipt, then the supporting ones by code.
 *
 * Two events of one region with one sequence number are a fork: the smaller id holds the place, the other is shown.
 */
export function orderEvents(events: Iterable<CaseEvent>): Order {
  const { chains, forked } = chainsOf(events);
  const { known, waiting } = causalPass(chains);
  const rank = ranking(chains);
  const queue = new Queue(known, withdrawalsBefore(known));
  const regions = [...chains.keys()].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const placed: PlacedEvent[] = [];
  for (const region of regions)
    for (let next = queue.towards(region); next; next = queue.towards(region)) placed.push(queue.take(next));
  return { placed, waiting, forked };
}

/** Whether neither event knew of the other. */
export function areConcurrent(one: PlacedEvent, other: PlacedEvent): boolean {
  return !knows(one, other) && !knows(other, one);
}

const knows = (one: PlacedEvent, { event }: PlacedEvent): boolean =>
  one.event.id === event.id || (one.knows[event.region] ?? 0) >= event.seq;

type Chains = Map<RegionCode, Map<number, CaseEvent>>;

function chainsOf(events: Iterable<CaseEvent>): { chains: Chains; forked: CaseEvent[] } {
  const chains: Chains = new Map();
  const forked: CaseEvent[] = [];
  for (const event of events) {
    const chain = chains.get(event.region) ?? new Map<number, CaseEvent>();
    chains.set(event.region, chain);
    const held = chain.get(event.seq);
    if (held && held.id !== event.id) forked.push(held.id < event.id ? event : held);
    if (!held || event.id < held.id) chain.set(event.seq, event);
  }
  return { chains, forked: forked.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** What can be placed, in some order that respects causes, with effective instants; the rest waits. */
function causalPass(chains: Chains): { known: PlacedEvent[]; waiting: CaseEvent[] } {
  const known: PlacedEvent[] = [];
  const byPlace = new Map<string, PlacedEvent>();
  const reached = new Map<RegionCode, number>();
  const regions = [...chains.keys()].sort();
  for (let moved = true; moved;) {
    moved = false;
    for (const region of regions) {
      for (;;) {
        const seq = (reached.get(region) ?? 0) + 1;
        const event = chains.get(region)?.get(seq);
        const seen = event && entriesOf(event.seen);
        if (!event || !seen?.every(([other, upTo]) => (reached.get(other) ?? 0) >= upTo)) break;
        const causes = [...seen, [region, seq - 1] as const].flatMap(
          ([r, s]) => byPlace.get(`${r} ${String(s)}`) ?? [],
        );
        const placed = {
          event,
          at: Math.max(event.at, ...causes.map(({ at }) => at)),
          knows: merge(causes, region, seq),
        };
        known.push(placed);
        byPlace.set(`${region} ${String(seq)}`, placed);
        reached.set(region, seq);
        moved = true;
      }
    }
  }
  const waiting = regions.flatMap((region) =>
    [...(chains.get(region)?.values() ?? [])].filter(({ seq }) => seq > (reached.get(region) ?? 0)),
  );
  return {
    known,
    waiting: waiting.sort((a, b) => (a.region === b.region ? a.seq - b.seq : a.region < b.region ? -1 : 1)),
  };
}

function merge(causes: readonly PlacedEvent[], region: RegionCode, seq: number): PlacedEvent['knows'] {
  const knows: Partial<Record<RegionCode, number>> = {};
  for (const cause of causes)
    for (const [one, upTo] of entriesOf(cause.knows)) knows[one] = Math.max(knows[one] ?? 0, upTo);
  return { ...knows, [region]: seq };
}

const entriesOf = (vector: Readonly<Partial<Record<RegionCode, number>>>): [RegionCode, number][] =>
  (Object.entries(vector) as [RegionCode, number | undefined][]).flatMap(([region, upTo]) =>
    upTo === undefined || upTo === 0 ? [] : [[region, upTo]],
  );

/** Rule 2: for each decision, the withdrawals that it must wait for. */
function withdrawalsBefore(known: readonly PlacedEvent[]): Map<string, string[]> {
  const withdrawals = known.filter(({ event }) => event.kind === 'withdraw');
  return new Map(
    known
      .filter(({ event }) => DECISIONS.includes(event.kind))
      .map((decision) => [
        decision.event.id,
        withdrawals
          .filter((one) => one.at < decision.at && areConcurrent(one, decision))
          .map(({ event }) => event.id),
      ]),
  );
}

/** What is still to be placed, by region. */
class Queue {
  private readonly chains = new Map<RegionCode, PlacedEvent[]>();
  private readonly placed = new Map<RegionCode, number>();
  private readonly byId: ReadonlyMap<string, PlacedEvent>;

  constructor(
    known: readonly PlacedEvent[],
    private readonly before: ReadonlyMap<string, readonly string[]>,
  ) {
    this.byId = new Map(known.map((one) => [one.event.id, one]));
    for (const one of known) {
      const chain = this.chains.get(one.event.region) ?? [];
      chain[one.event.seq - 1] = one;
      this.chains.set(one.event.region, chain);
    }
  }

  /**
   * The next event of a region, or what must come before it: so that a region that takes precedence pulls in no more of the
   * others than its own steps rest on. Rules 1 and 2 make no circle (README), so this ends.
   */
  towards(region: RegionCode): PlacedEvent | undefined {
    let next = this.headOf(region);
    for (let needed = next && this.neededFor(next); needed; needed = next && this.neededFor(next))
      next = this.headOf(needed);
    return next;
  }

  take(one: PlacedEvent): PlacedEvent {
    this.placed.set(one.event.region, one.event.seq);
    return one;
  }

  private headOf(region: RegionCode): PlacedEvent | undefined {
    return this.chains.get(region)?.[this.reached(region)];
  }

  private reached(region: RegionCode): number {
    return this.placed.get(region) ?? 0;
  }

  /** A region of which something must be placed before. */
  private neededFor({ event }: PlacedEvent): RegionCode | undefined {
    const [unseen] = entriesOf(event.seen)
      .filter(([region, upTo]) => this.reached(region) < upTo)
      .map(([region]) => region)
      .sort();
    if (unseen) return unseen;
    const waitsFor = (this.before.get(event.id) ?? []).flatMap((id) => this.byId.get(id) ?? []);
    return waitsFor
      .filter((one) => this.reached(one.event.region) < one.event.seq)
      .map((one) => one.event.region)
      .sort()[0];
  }
}

/** Rule 3. The parts of the regions stand in the event that opened the case, the first of its region of receipt. */
function ranking(chains: Chains): (region: RegionCode) => number {
  const [first] = [...chains.values()]
    .map((chain) => chain.get(1))
    .filter((event) => event?.kind === 'receive')
    .filter((event) => event?.region === receiptRegionOf(event?.case ?? ''));
  if (first?.kind !== 'receive') return () => 0;
  return (region) => (region === first.data.decision ? 0 : region === first.region ? 1 : 2);
}
