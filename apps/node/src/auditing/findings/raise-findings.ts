import type { GovernanceJournal } from '../../audit/index.js';
import type { RulesConfig } from '../auditing.config.js';
import type { EntryRow, LogReader } from '../search/log-reader.js';
import { type Fact, factOf } from './fact.js';
import type { FindingStore } from './finding-store.js';
import { RecentFacts } from './recent.js';
import { type HolderNames, judge, longestWindowMs } from './rules/index.js';

/** Entries that are read again when a holder takes over, so that windows are not empty. */
const WARM_UP = 50_000n;
/** An entry of a batch is about hundreds of persons. */
const WARM_UP_BATCH = 100;

export interface RaiseParts {
  reader: Pick<LogReader, 'following' | 'personal'>;
  store: Pick<FindingStore, 'raise' | 'unlogged' | 'markLogged'>;
  journal: Pick<GovernanceJournal, 'record'>;
  holderNames: (subjects: ReadonlySet<string>) => Promise<HolderNames>;
  rules: RulesConfig;
  clock: () => number;
}

/**
 * Runs the finding rules over entries as they arrive. The same entries give the same findings, so that a batch may come
 * twice. That a finding was opened is an entry of the log, written after the finding and at least once.
 */
export class RaiseFindings {
  private recent: RecentFacts;
  private readonly names = new Map<string, string>();

  constructor(private readonly parts: RaiseParts) {
    this.recent = new RecentFacts(longestWindowMs(parts.rules));
  }

  /** Fills the windows with what came before. */
  async begin(next: bigint): Promise<void> {
    this.recent = new RecentFacts(longestWindowMs(this.parts.rules));
    for (let from = next > WARM_UP ? next - WARM_UP : 0n; from < next;) {
      const rows = (await this.parts.reader.following(from, WARM_UP_BATCH)).filter(
        ({ index }) => index < next,
      );
      const last = rows.at(-1);
      if (!last) break;
      for (const fact of await this.facts(rows)) this.recent.add(fact);
      from = last.index + 1n;
    }
    await this.logOpened();
  }

  async handle(rows: readonly EntryRow[]): Promise<void> {
    const { store, rules, clock } = this.parts;
    for (const fact of await this.facts(rows)) {
      this.recent.add(fact);
      for (const found of judge(fact, this.recent, rules, this.names)) await store.raise(found, clock());
    }
    await this.logOpened();
  }

  private async facts(rows: readonly EntryRow[]): Promise<Fact[]> {
    const personal = await this.parts.reader.personal(rows.map(({ index }) => index));
    const facts = rows.flatMap((row) => factOf(row, personal.get(row.index)) ?? []);
    if (this.parts.rules.ownData.enabled) await this.learnNames(facts);
    return facts;
  }

  private async learnNames(facts: readonly Fact[]): Promise<void> {
    if (this.names.size > 100_000) this.names.clear();
    const unknown = new Set(
      facts.flatMap(({ lookups }) =>
        lookups.flatMap(({ subject }) => (subject === undefined || this.names.has(subject) ? [] : [subject])),
      ),
    );
    for (const [subject, name] of await this.parts.holderNames(unknown)) this.names.set(subject, name);
  }

  private async logOpened(): Promise<void> {
    const { store, journal } = this.parts;
    for (const { id, rule, entries } of await store.unlogged()) {
      await journal.record({
        kind: 'finding',
        caller: { kind: 'node' },
        outcome: 'granted',
        governance: { action: 'finding', finding: { id, rule, state: 'open' }, rows: entries.length },
      });
      await store.markLogged(id);
    }
  }
}
