import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import type { Sealer } from '../secrets/index.js';
import type { CounterpartState, CounterpartStates, ProofState, ProofStates } from './ports.js';
import type { CountedFlows, CountFlows } from './search/count-flows.js';
import type { Counted, CountEntries, CountKey, EntryCount } from './search/count-entries.js';
import { type AuditFilter, loggedFilter } from './search/filter.js';
import type { EntryGroup, GroupEntries, Grouping } from './search/group-entries.js';
import type { EntryRow, LogReader, PersonalValues } from './search/log-reader.js';
import type { EntryOrder, SearchEntries } from './search/search-entries.js';

export interface ShownEntry {
  row: EntryRow;
  proof: ProofState;
  counterpart: CounterpartState;
  /** Where they were asked for and not erased. */
  personal?: PersonalValues;
}

export interface ShownPage {
  items: { cursor: string; shown: ShownEntry }[];
  hasNextPage: boolean;
  total?: EntryCount;
  /** Entries of the log at that time. */
  logSize: bigint;
}

export interface SearchRequest {
  filter: AuditFilter;
  first: number;
  order: EntryOrder;
  after?: string;
  withTotal: boolean;
  withPersonalValues: boolean;
}

/** A group with its person by name of our own making, or in clear where that was asked for. */
export type ShownGroup = Omit<EntryGroup, 'person'> & { person: string | null };

export interface ReadParts {
  reader: LogReader;
  search: SearchEntries;
  counts: CountEntries;
  flows: CountFlows;
  grouping: GroupEntries;
  journal: GovernanceJournal;
  proofs: ProofStates;
  counterparts: CounterpartStates;
  sealer: Sealer;
  clock: () => number;
}

/**
 * What auditors read. Each method writes what was read, by whom and by which filter into the log before it returns: an
 * entry that cannot be written means that nothing is shown. Persons in a filter stand there as commitments.
 */
export class ReadTheLog {
  constructor(private readonly parts: ReadParts) {}

  async search(caller: ClientCaller, request: SearchRequest): Promise<ShownPage> {
    const { reader, search, counts, clock } = this.parts;
    const startedAt = clock();
    const logSize = await reader.size();
    const page = await search.page(request);
    const total = request.withTotal ? await counts.total(request.filter) : undefined;
    const shown = await this.shown(
      page.items.map(({ row }) => row),
      request.withPersonalValues,
    );
    const { order, withPersonalValues } = request;
    const [newest] = page.items;
    await this.record(caller, startedAt, 'search', request.filter, {
      rows: shown.length,
      // Of a person's data it counts whose was seen; of other rows the filter and the place in the log say it.
      ...(withPersonalValues ? { entries: page.items.map(({ row }) => row.id) } : {}),
      more: { order, withPersonalValues, ...(newest ? { begins: String(newest.row.index) } : {}) },
    });
    return {
      items: page.items.flatMap(({ cursor }, at) => {
        const one = shown[at];
        return one ? [{ cursor, shown: one }] : [];
      }),
      hasNextPage: page.hasNextPage,
      ...(total ? { total } : {}),
      logSize,
    };
  }

  /** @throws Refusal `AUDIT_ENTRY_UNKNOWN` */
  async entry(caller: ClientCaller, id: string, withPersonalValues: boolean): Promise<ShownEntry> {
    const startedAt = this.parts.clock();
    const row = await this.parts.reader.byId(id);
    if (!row) throw new Refusal('AUDIT_ENTRY_UNKNOWN');
    const [shown] = await this.shown([row], withPersonalValues);
    if (!shown) throw new Refusal('AUDIT_ENTRY_UNKNOWN');
    await this.record(
      caller,
      startedAt,
      'read',
      {},
      { rows: 1, entries: [id], more: { withPersonalValues } },
    );
    return shown;
  }

  async counted(
    caller: ClientCaller,
    filter: AuditFilter,
    by: CountKey,
    withPersonalValues: boolean,
  ): Promise<Counted> {
    const startedAt = this.parts.clock();
    const counted = await this.parts.counts.by(filter, by);
    await this.record(caller, startedAt, 'search', filter, {
      rows: counted.groups.length,
      more: { countedBy: by, withPersonalValues },
    });
    if (by !== 'person') return counted;
    const groups = counted.groups.map(({ key, count }) => ({
      key: this.named(key, withPersonalValues),
      count,
    }));
    return { ...counted, groups };
  }

  async groups(
    caller: ClientCaller,
    filter: AuditFilter,
    by: Grouping,
    withPersonalValues: boolean,
  ): Promise<{ groups: ShownGroup[]; exact: boolean }> {
    const startedAt = this.parts.clock();
    const { groups, exact } = await this.parts.grouping.groups(filter, by);
    await this.record(caller, startedAt, 'search', filter, {
      rows: groups.length,
      more: { groupedBy: by, withPersonalValues },
    });
    return {
      groups: groups.map((group) => ({ ...group, person: this.named(group.person, withPersonalValues) })),
      exact,
    };
  }

  async flows(caller: ClientCaller, filter: AuditFilter): Promise<CountedFlows> {
    const startedAt = this.parts.clock();
    const counted = await this.parts.flows.of(filter);
    await this.record(caller, startedAt, 'search', filter, {
      rows: counted.flows.length,
      more: { countedBy: 'flow' },
    });
    return counted;
  }

  private named(person: string | null, inClear: boolean): string | null {
    return person === null || inClear ? person : `~${this.parts.sealer.pseudonym(person)}`;
  }

  private async shown(rows: readonly EntryRow[], withPersonalValues: boolean): Promise<ShownEntry[]> {
    const { proofs, counterparts, reader } = this.parts;
    const indexes = rows.map(({ index }) => index);
    const [proof, counterpart, personal] = await Promise.all([
      proofs.of(indexes),
      counterparts.of(rows),
      withPersonalValues ? reader.personal(indexes) : undefined,
    ]);
    return rows.map((row, at) => {
      const values = personal?.get(row.index);
      return {
        row,
        proof: proof[at] ?? 'pending',
        counterpart: counterpart[at] ?? 'none',
        ...(values ? { personal: values } : {}),
      };
    });
  }

  private async record(
    caller: ClientCaller,
    startedAt: number,
    action: 'search' | 'read',
    filter: AuditFilter,
    what: { rows: number; entries?: string[]; more: Record<string, unknown> },
  ): Promise<void> {
    await this.parts.journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      startedAt,
      governance: (commitments) => ({
        action,
        filter: loggedFilter(filter, commitments, what.more),
        rows: what.rows,
        ...(what.entries ? { entries: what.entries } : {}),
      }),
    });
  }
}
