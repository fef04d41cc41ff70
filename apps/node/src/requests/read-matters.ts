import type { ClockReading } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import type { MatterKind, MatterKindName, StoredMatter } from './matter.js';
import type { MatterStore } from './matter-store.js';
import { maySee, partOf, seenBy } from './who.js';

/** A matter as it is shown: with its clock and the log's entries of its events. */
export interface ShownMatter {
  matter: StoredMatter;
  clock: ({ name: string } & ClockReading) | undefined;
  entries: ReadonlyMap<number, string>;
}

export interface MattersQuery {
  state?: string;
  overdue?: boolean;
  first: number;
  after?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export class ReadMatters {
  constructor(
    private readonly store: MatterStore,
    private readonly kinds: Record<MatterKindName, MatterKind>,
    private readonly clock: () => number,
  ) {}

  /** @throws Refusal SHARING_REQUEST_UNKNOWN, also for what is not the caller's to see */
  async one(kind: MatterKindName, id: string, caller: ClientCaller): Promise<ShownMatter> {
    const by = partOf(caller);
    const matter = UUID.test(id) ? await this.store.byId(kind, id) : undefined;
    if (!matter || !maySee(by, matter)) throw new Refusal('SHARING_REQUEST_UNKNOWN');
    return this.shown(matter);
  }

  /** @throws Refusal CURSOR_INVALID */
  async list(
    kind: MatterKindName,
    { state, overdue, first, after }: MattersQuery,
    caller: ClientCaller,
  ): Promise<{ rows: ShownMatter[]; hasNextPage: boolean }> {
    if (after !== undefined && !UUID.test(after)) throw new Refusal('CURSOR_INVALID');
    const matters = await this.store.list({
      kind,
      ...seenBy(partOf(caller), kind),
      ...(state === undefined ? {} : { state }),
      ...(overdue ? { overdueAt: this.clock() } : {}),
      ...(after === undefined ? {} : { after }),
      limit: first + 1,
    });
    const page = matters.slice(0, first);
    const entries = await this.store.entries(page.map(({ id }) => id));
    return {
      rows: page.map((matter) => this.withClock(matter, entries.get(matter.id))),
      hasNextPage: matters.length > first,
    };
  }

  async shown(matter: StoredMatter): Promise<ShownMatter> {
    const entries = await this.store.entries([matter.id]);
    return this.withClock(matter, entries.get(matter.id));
  }

  private withClock(matter: StoredMatter, entries: ReadonlyMap<number, string> = new Map()): ShownMatter {
    const clock =
      matter.history.length === 0 ? undefined : this.kinds[matter.kind].clock(matter, this.clock());
    return { matter, clock, entries };
  }
}
