import type { Fact } from './fact.js';

/** Facts of the time just past, by what rules ask for. Oldest first; the newest is the fact under judgement itself. */
export interface Recent {
  ofPerson(caller: string, person: string, since: number): readonly Fact[];
  ofSubject(subject: string, since: number): readonly Fact[];
  /** Of one person, or of what a caller did without naming one. */
  denialsOf(caller: string, person: string | undefined, since: number): readonly Fact[];
  /** Of a caller, whoever acted. */
  denialsOfAll(caller: string, since: number): readonly Fact[];
}

/**
 * Keeps so much of the past as the longest window wants, but no more than `most` lookups: one entry of a batch (免申办) is
 * about hundreds of persons.
 */
export class RecentFacts implements Recent {
  /** Those before `begin` are forgotten. */
  private readonly all: (Fact | undefined)[] = [];
  private begin = 0;
  private weight = 0;
  private readonly byKey = new Map<string, Fact[]>();

  constructor(
    private readonly windowMs: number,
    private readonly most = 200_000,
  ) {}

  add(fact: Fact): void {
    this.all.push(fact);
    this.weight += weightOf(fact);
    for (const key of keysOf(fact)) {
      const list = this.byKey.get(key);
      if (list) list.push(fact);
      else this.byKey.set(key, [fact]);
    }
    this.forget(fact.at - this.windowMs);
  }

  ofPerson(caller: string, person: string, since: number): readonly Fact[] {
    return this.since(personKey(caller, person), since);
  }

  ofSubject(subject: string, since: number): readonly Fact[] {
    return this.since(`s ${subject}`, since);
  }

  denialsOf(caller: string, person: string | undefined, since: number): readonly Fact[] {
    return this.since(denialKey(caller, person), since);
  }

  denialsOfAll(caller: string, since: number): readonly Fact[] {
    return this.since(`a ${caller}`, since);
  }

  private since(key: string, since: number): readonly Fact[] {
    return (this.byKey.get(key) ?? []).filter(({ at }) => at > since);
  }

  private forget(before: number): void {
    for (;;) {
      const oldest = this.all[this.begin];
      if (!oldest || (oldest.at >= before && this.weight <= this.most)) break;
      this.all[this.begin] = undefined;
      this.begin += 1;
      this.weight -= weightOf(oldest);
      for (const key of keysOf(oldest)) {
        const list = this.byKey.get(key);
        if (list?.[0] === oldest) list.shift();
        if (list?.length === 0) this.byKey.delete(key);
      }
    }
    // The array is cut now and then, not with each fact.
    if (this.begin > 10_000) {
      this.all.splice(0, this.begin);
      this.begin = 0;
    }
  }
}

const weightOf = ({ lookups }: Fact): number => Math.max(1, lookups.length);

const personKey = (caller: string, person: string): string => `p ${JSON.stringify([caller, person])}`;
const denialKey = (caller: string, person: string | undefined): string =>
  `d ${JSON.stringify([caller, person ?? null])}`;

function keysOf(fact: Fact): Set<string> {
  return new Set([
    ...(fact.person === undefined ? [] : [personKey(fact.caller, fact.person)]),
    ...fact.lookups.flatMap(({ subject }) => (subject === undefined ? [] : [`s ${subject}`])),
    ...(fact.denied ? [denialKey(fact.caller, fact.person), `a ${fact.caller}`] : []),
  ]);
}
