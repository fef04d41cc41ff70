import type { Pool } from 'pg';
import type { WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import { asStoreRefusal } from '../persistence/index.js';
import type { CaseScope } from '../cases/index.js';

export const TASK_LISTS = [
  'own',
  'queue',
  'due-soon',
  'overdue',
  'corrections',
  'pledges',
  'rectifications',
] as const;
export type TaskList = (typeof TASK_LISTS)[number];

/** A case in a list; names nobody. Instants are milliseconds since the epoch, days `YYYY-MM-DD`. */
export interface ListedCase {
  id: string;
  matter: string;
  state: string;
  receipt: string;
  decision: string;
  model: string;
  channel: string;
  awaits: string;
  outcome?: string;
  receivedAt: number;
  due?: { on: string; clock: string };
  pledgeDue?: string;
  overdue: number;
  stars?: number;
  rectification: boolean;
  /** Who of the caller's organisation works on it. */
  claim?: { name: string; mine: boolean; at: number };
}

export interface CasePage {
  rows: ListedCase[];
  hasNextPage: boolean;
  endCursor?: string;
}

/** Who is looking: what they may see, and as whom they work. */
export interface Looker {
  scope: CaseScope;
  organisation: string;
  /** Key of the signed-in person; absent for a system. */
  person?: string;
}

export interface CaseSearch {
  /** Beginning of the case number. */
  number?: string;
  matter?: string;
  states?: readonly string[];
  receipt?: string;
  decision?: string;
  channel?: string;
  /** Received on or after this instant, and before that one. */
  from?: number;
  until?: number;
  /** Key of a person in the case. */
  person?: string;
  first: number;
  after?: string;
}

interface Row {
  id: string;
  matter: string;
  state: string;
  receipt: string;
  decision: string;
  model: string;
  channel: string;
  awaits: string;
  outcome: string | null;
  received_at: Date;
  due_on: string;
  due_clock: string | null;
  pledge_due: string | null;
  overdue: number;
  stars: number | null;
  rectification: boolean;
  claim_name: string | null;
  claim_person: string | null;
  claimed_at: Date | null;
}

/** Values of a statement, numbered as they are added. */
class Values {
  readonly list: unknown[] = [];
  add(value: unknown): string {
    this.list.push(value);
    return `$${String(this.list.length)}`;
  }
}

const COLUMNS = `c.id, c.matter, c.state, c.receipt, c.decision, c.model, c.channel, c.awaits, c.outcome, c.received_at,
  to_char(c.due_on, 'YYYY-MM-DD') AS due_on, c.due_clock, to_char(c.pledge_due, 'YYYY-MM-DD') AS pledge_due, c.overdue, c.stars,
  c.rectification, k.person_name AS claim_name, k.person AS claim_person, k.claimed_at`;
const WARN_DAYS = 3;

/** Lists of cases for counters, each read along an index, page by page. */
export class ListCases {
  constructor(private readonly deps: { pool: Pool; calendar: WorkingCalendar; clock: () => number }) {}

  /** What is to be done, what ends first coming first. @throws Refusal CURSOR_INVALID, STORE_UNAVAILABLE */
  async tasks(
    list: TaskList,
    looker: Looker,
    { matter, first, after }: { matter?: string; first: number; after?: string },
  ): Promise<CasePage> {
    const values = new Values();
    const conditions = ['c.open', this.within(looker, values), this.belongs(list, looker, values)];
    if (matter !== undefined) conditions.push(`c.matter = ${values.add(matter)}`);
    if (after !== undefined) {
      const [due, id] = cursorOf(after, /^(\d{4}-\d{2}-\d{2})\|(\d{6}-\d{8}-[0-9A-Z]{4,26})$/);
      conditions.push(`(c.due_on, c.id) > (${values.add(due)}::date, ${values.add(id)})`);
    }
    return this.page(conditions, 'c.due_on, c.id', looker, values, first, (row) => `${row.due_on}|${row.id}`);
  }

  /** The newest first. @throws Refusal CURSOR_INVALID, STORE_UNAVAILABLE */
  async find(search: CaseSearch, looker: Looker): Promise<CasePage> {
    const values = new Values();
    const conditions = [this.within(looker, values)];
    const given = (value: unknown, condition: (place: string) => string) => {
      if (value !== undefined) conditions.push(condition(values.add(value)));
    };
    // No wildcard can be in it: digits, capitals and hyphens are checked at the border.
    given(search.number === undefined ? undefined : `${search.number}%`, (place) => `c.id LIKE ${place}`);
    given(search.matter, (place) => `c.matter = ${place}`);
    given(search.states, (place) => `c.state = ANY(${place}::text[])`);
    given(search.receipt, (place) => `c.receipt = ${place}`);
    given(search.decision, (place) => `c.decision = ${place}`);
    given(search.channel, (place) => `c.channel = ${place}`);
    given(
      search.person === undefined ? undefined : [search.person],
      (place) => `c.people @> ${place}::text[]`,
    );
    given(iso(search.from), (place) => `c.received_at >= ${place}`);
    given(iso(search.until), (place) => `c.received_at < ${place}`);
    if (search.after !== undefined) {
      const [at, id] = cursorOf(search.after, /^(\d{1,16})\|(\d{6}-\d{8}-[0-9A-Z]{4,26})$/);
      conditions.push(`(c.received_at, c.id) < (${values.add(iso(Number(at)))}, ${values.add(id)})`);
    }
    return this.page(
      conditions,
      'c.received_at DESC, c.id DESC',
      looker,
      values,
      search.first,
      (row) => `${String(row.received_at.getTime())}|${row.id}`,
    );
  }

  /** One case in a list; undefined where it is not the looker's to see. */
  async one(id: string, looker: Looker): Promise<ListedCase | undefined> {
    const values = new Values();
    const conditions = [this.within(looker, values), `c.id = ${values.add(id)}`];
    const { rows } = await this.page(conditions, 'c.id', looker, values, 1, (row) => row.id);
    return rows[0];
  }

  private async page(
    conditions: readonly string[],
    order: string,
    looker: Looker,
    values: Values,
    first: number,
    cursor: (row: Row) => string,
  ): Promise<CasePage> {
    const text = `SELECT ${COLUMNS} FROM counter_case c
      LEFT JOIN counter_claim k ON k.case_id = c.id AND k.organisation = ${values.add(looker.organisation)}
      WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${values.add(first + 1)}`;
    try {
      const { rows } = await this.deps.pool.query<Row>(text, values.list);
      const page = rows.slice(0, first);
      const last = page.at(-1);
      return {
        rows: page.map((row) => listed(row, looker.person)),
        hasNextPage: rows.length > first,
        ...(last ? { endCursor: cursor(last) } : {}),
      };
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }

  /** What the looker may see; nothing where nothing was said. */
  private within({ scope }: Looker, values: Values): string {
    if (scope.all) return 'true';
    const parts = [
      ...(scope.organisation === undefined ? [] : [`c.organisation = ${values.add(scope.organisation)}`]),
      ...(scope.department === undefined
        ? []
        : [`c.departments @> ${values.add([scope.department])}::text[]`]),
    ];
    return parts.length === 0 ? 'false' : `(${parts.join(' OR ')})`;
  }

  private belongs(list: TaskList, looker: Looker, values: Values): string {
    const { calendar, clock } = this.deps;
    const today = calendar.dateOf(clock());
    switch (list) {
      case 'own':
        return looker.person === undefined ? 'false' : `k.person = ${values.add(looker.person)}`;
      case 'queue':
        return `k.person IS NULL AND c.waiting @> ${values.add([looker.organisation])}::text[]`;
      case 'due-soon': {
        const last = calendar.add(today, WARN_DAYS).date;
        return `c.due_on BETWEEN ${values.add(today)}::date AND ${values.add(last)}::date`;
      }
      case 'overdue':
        return `c.due_on < ${values.add(today)}::date`;
      case 'corrections':
        return 'c.correction';
      case 'pledges':
        return 'c.pledge_due IS NOT NULL';
      case 'rectifications':
        return 'c.rectification';
    }
  }
}

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();

function cursorOf(text: string, form: RegExp): [string, string] {
  const [, key, id] = form.exec(text) ?? [];
  if (key === undefined || id === undefined) throw new Refusal('CURSOR_INVALID');
  return [key, id];
}

const listed = (row: Row, person: string | undefined): ListedCase => ({
  id: row.id,
  matter: row.matter,
  state: row.state,
  receipt: row.receipt,
  decision: row.decision,
  model: row.model,
  channel: row.channel,
  awaits: row.awaits,
  ...(row.outcome === null ? {} : { outcome: row.outcome }),
  receivedAt: row.received_at.getTime(),
  ...(row.due_clock === null ? {} : { due: { on: row.due_on, clock: row.due_clock } }),
  ...(row.pledge_due === null ? {} : { pledgeDue: row.pledge_due }),
  overdue: row.overdue,
  ...(row.stars === null ? {} : { stars: row.stars }),
  rectification: row.rectification,
  ...(row.claimed_at
    ? {
        claim: {
          name: row.claim_name ?? '',
          mine: row.claim_person === person,
          at: row.claimed_at.getTime(),
        },
      }
    : {}),
});
