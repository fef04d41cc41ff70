import type { Pool } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import {
  clocksOf,
  missingMaterials,
  offersOf,
  remindersOf,
  type CaseClock,
  type CaseRole,
  type CaseState,
  type Reminder,
  type StepOffer,
} from '#libs/handling';
import type { ClientCaller } from '../callers/index.js';
import type { CheckAccess } from './access.js';
import type { CaseStore } from './case-store.js';
import type { StoredCase } from './ports.js';
import type { References } from './references.js';

export interface CasesQuery {
  state?: CaseState;
  matter?: string;
  first: number;
  after?: string;
}

/** A case as it is shown: with its periods and what is missing now. */
export interface ShownCase {
  stored: StoredCase;
  clocks: readonly CaseClock[];
  reminders: readonly Reminder[];
  missing: readonly string[];
  /** Name of a body that took a step; undefined where it is not known here. */
  bodyNamed: (code: string) => { zh: string; en: string } | undefined;
}

export interface ReadCasesDeps {
  region: RegionCode;
  pool: Pick<Pool, 'query'>;
  store: CaseStore;
  access: CheckAccess;
  references: References;
  calendar: WorkingCalendar;
  warnDays: number;
  shown: (held: NonNullable<Awaited<ReturnType<CaseStore['byId']>>>) => Promise<StoredCase>;
  bodyNamed: ShownCase['bodyNamed'];
  clock: () => number;
}

export class ReadCases {
  constructor(private readonly deps: ReadCasesDeps) {}

  /** @throws Refusal CASE_UNKNOWN, also for what is not the caller's to see */
  async one(id: string, caller: ClientCaller): Promise<ShownCase> {
    const subject = await this.deps.access.subject(id, caller);
    if (subject.phase === 'draft') throw new Refusal('CASE_UNKNOWN', { hint: 'not received yet' });
    return this.shown(subject.stored);
  }

  /**
   * Steps that the caller may take as the case stands, and those that wait for something.
   * @throws Refusal CASE_UNKNOWN, CASE_ROLE_NOT_YOURS
   */
  async offers(id: string, caller: ClientCaller, as?: CaseRole): Promise<StepOffer[]> {
    const { access, region, clock, references, store } = this.deps;
    const subject = await access.subject(id, caller);
    if (subject.phase === 'draft') throw new Refusal('CASE_UNKNOWN', { hint: 'not received yet' });
    const { role, holder } = access.actor(subject, caller, as);
    const held = holder && (await store.byId(id));
    const person = held ? references.holder(held.referenceKey, holder) : undefined;
    const by = { region, role, ...(person === undefined ? {} : { person }) };
    return offersOf(subject.stored.view, by, clock());
  }

  /** The newest first. @throws Refusal CURSOR_INVALID */
  async list(
    { state, matter, first, after }: CasesQuery,
    caller: ClientCaller,
  ): Promise<{ rows: ShownCase[]; endCursor: string | null; hasNextPage: boolean }> {
    const { pool, store } = this.deps;
    const from = after === undefined ? undefined : readCursor(after);
    const { all, organisation, department, person } = this.seenBy(caller);
    const { rows } = await pool.query<{ id: string; opened_at: Date }>(
      `SELECT id, opened_at FROM case_record
       WHERE ($1 OR organisation = $2 OR departments @> ARRAY[$3::text] OR people @> ARRAY[$4::text])
         AND ($5::text IS NULL OR state = $5) AND ($6::text IS NULL OR matter = $6)
         AND ($7::timestamptz IS NULL OR (opened_at, id) < ($7, $8))
       ORDER BY opened_at DESC, id DESC LIMIT $9`,
      [
        all,
        organisation ?? null,
        department ?? null,
        person ?? null,
        state ?? null,
        matter ?? null,
        from ? new Date(from.at).toISOString() : null,
        from?.id ?? null,
        first + 1,
      ],
    );
    const page = rows.slice(0, first);
    const shown: ShownCase[] = [];
    for (const { id } of page) {
      const held = await store.byId(id);
      if (held) shown.push(this.shown(await this.deps.shown(held)));
    }
    const last = page.at(-1);
    return {
      rows: shown,
      endCursor: last ? cursorOf(last.opened_at.getTime(), last.id) : null,
      hasNextPage: rows.length > first,
    };
  }

  shown(stored: StoredCase): ShownCase {
    const { calendar, warnDays, clock } = this.deps;
    const now = clock();
    return {
      stored,
      clocks: clocksOf(stored.view, now, calendar),
      reminders: remindersOf(stored.view, now, calendar, { warnDays }),
      missing: missingMaterials(stored.view),
      bodyNamed: this.deps.bodyNamed,
    };
  }

  private seenBy(caller: ClientCaller): {
    all: boolean;
    organisation?: string;
    department?: string;
    person?: string;
  } {
    const { access, references } = this.deps;
    if (caller.role === 'holder')
      return { all: false, ...(caller.holder ? { person: references.own(caller.holder) } : {}) };
    const roles = access.staffRoles(caller);
    if (roles.includes('supervisor')) return { all: true };
    const { code } = caller.organisation;
    if (roles.length === 0) return { all: false };
    return { all: false, department: code, ...(roles.includes('window') ? { organisation: code } : {}) };
  }
}

const cursorOf = (at: number, id: string): string => Buffer.from(`${String(at)} ${id}`).toString('base64url');

function readCursor(cursor: string): { at: number; id: string } {
  const found = /^(\d{1,15}) (\d{6}-\d{8}-[0-9A-Z]{4,26})$/.exec(
    Buffer.from(cursor, 'base64url').toString('latin1'),
  );
  if (!found?.[1] || !found[2]) throw new Refusal('CURSOR_INVALID');
  return { at: Number(found[1]), id: found[2] };
}
