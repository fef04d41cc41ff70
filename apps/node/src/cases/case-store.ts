import type { ClientBase, Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import type { CaseEvent } from '#libs/handling';
import type { HolderIdentity } from '../callers/index.js';
import { caseOf, type HeldCase } from './held-case.js';
import type { CaseDraft, KnownDelegate } from './ports.js';

type Queryable = Pick<ClientBase | Pool, 'query'>;

interface Row {
  id: string;
  organisation: string | null;
  departments: string[];
  applicant: HolderIdentity | null;
  reference_key: string;
  people: string[];
  delegates: Record<string, KnownDelegate>;
  nodes: Partial<Record<RegionCode, string>>;
  opened_at: Date;
}

interface DraftRow {
  id: string;
  matter: string;
  organisation: string;
  applicant: HolderIdentity;
  applicant_kind: 'firm' | 'person';
  people: string[];
  made_at: Date;
  expires_at: Date;
}

export interface StoredEvent {
  event: CaseEvent;
  token: string;
  entry: string;
  heardAt: number;
}

export type StoredDraft = CaseDraft & { people: readonly string[] };

const COLUMNS =
  'id, organisation, departments, applicant, reference_key, people, delegates, nodes, opened_at';
const DRAFT = 'id, matter, organisation, applicant, applicant_kind, people, made_at, expires_at';
const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | undefined): string | null => (at === undefined ? null : iso(at));

/** Cases in PostgreSQL. Writing is done in the caller's transaction. */
export class CaseStore {
  constructor(private readonly pool: Queryable) {}

  async byId(id: string, client: Queryable = this.pool): Promise<HeldCase | undefined> {
    const { rows } = await client.query<Row>(`SELECT ${COLUMNS} FROM case_record WHERE id = $1`, [id]);
    return rows[0] && this.held(rows[0], client);
  }

  /** Holds the case until the transaction ends, also where there is none yet: two events must not both be its first. */
  async lock(client: Queryable, id: string): Promise<HeldCase | undefined> {
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('case:' || $1, 0))`, [id]);
    return this.byId(id, client);
  }

  /** The row, as it is after an event. */
  async save(
    client: Queryable,
    held: HeldCase,
    more: { changedAt: number; lookAt: number | undefined },
  ): Promise<void> {
    const { view } = held.case;
    await client.query(
      `INSERT INTO case_record (id, matter, state, receipt, decision, organisation, departments, applicant, reference_key,
         people, nodes, view, opened_at, changed_at, look_at, delegates)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       ON CONFLICT (id) DO UPDATE SET state = $3, departments = $7, people = $10, nodes = $11, view = $12,
         changed_at = $14, look_at = $15, delegates = $16`,
      [
        held.id,
        view.opening?.matter.id,
        view.state,
        view.parties?.receipt,
        view.parties?.decision,
        held.organisation ?? null,
        held.departments,
        held.applicant ? JSON.stringify(held.applicant) : null,
        held.referenceKey,
        held.people,
        JSON.stringify(held.nodes),
        JSON.stringify(view),
        iso(held.openedAt),
        iso(more.changedAt),
        isoOrNull(more.lookAt),
        JSON.stringify(held.delegates),
      ],
    );
  }

  async addEvent(client: Queryable, { event, token, entry, heardAt }: StoredEvent): Promise<void> {
    await client.query(
      `INSERT INTO case_event (case_id, id, kind, region, seq, at, heard_at, token, entry)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [event.case, event.id, event.kind, event.region, event.seq, iso(event.at), iso(heardAt), token, entry],
    );
  }

  async addContent(client: Queryable, id: string, digest: string, content: unknown): Promise<void> {
    await client.query(
      'INSERT INTO case_content (case_id, digest, content) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [id, digest, JSON.stringify(content)],
    );
  }

  async content(id: string, digest: string, client: Queryable = this.pool): Promise<unknown> {
    const { rows } = await client.query<{ content: unknown }>(
      'SELECT content FROM case_content WHERE case_id = $1 AND digest = $2',
      [id, digest],
    );
    return rows[0]?.content;
  }

  /** Every form and every rating's words that events of a case name. */
  async contents(id: string): Promise<unknown[]> {
    const { rows } = await this.pool.query<{ content: unknown }>(
      'SELECT content FROM case_content WHERE case_id = $1 ORDER BY digest',
      [id],
    );
    return rows.map(({ content }) => content);
  }

  /** What was asked for with a key, and the event that it became. */
  async stepOf(
    client: Queryable,
    id: string,
    key: string,
  ): Promise<{ asked: string; event: string } | undefined> {
    const { rows } = await client.query<{ asked: string; event: string }>(
      'SELECT asked, event FROM case_step WHERE case_id = $1 AND key = $2',
      [id, key],
    );
    return rows[0];
  }

  /** Whether a step was taken with this key. */
  async hasStep(id: string, key: string): Promise<boolean> {
    return (await this.stepOf(this.pool, id, key)) !== undefined;
  }

  async noteStep(
    client: Queryable,
    step: { id: string; key: string; asked: string; event: string },
  ): Promise<void> {
    await client.query('INSERT INTO case_step (case_id, key, asked, event) VALUES ($1, $2, $3, $4)', [
      step.id,
      step.key,
      step.asked,
      step.event,
    ]);
  }

  /** @returns false where the organisation has as many open drafts as it may */
  async addDraft(client: Queryable, draft: StoredDraft, limit: number): Promise<boolean> {
    const { rowCount } = await client.query(
      `INSERT INTO case_draft (${DRAFT})
       SELECT $1, $2, $3, $4, $5, $6, $7, $8
       WHERE (SELECT count(*) FROM (SELECT FROM case_draft WHERE organisation = $3 LIMIT $9) open) < $9`,
      [
        draft.id,
        draft.matter,
        draft.organisation,
        JSON.stringify(draft.applicant),
        draft.applicantKind,
        draft.people,
        iso(draft.madeAt),
        iso(draft.expiresAt),
        limit,
      ],
    );
    return rowCount === 1;
  }

  async draft(id: string, client: Queryable = this.pool): Promise<StoredDraft | undefined> {
    const { rows } = await client.query<DraftRow>(`SELECT ${DRAFT} FROM case_draft WHERE id = $1`, [id]);
    const [row] = rows;
    return (
      row && {
        id: row.id,
        matter: row.matter,
        organisation: row.organisation,
        applicant: row.applicant,
        applicantKind: row.applicant_kind,
        people: row.people,
        madeAt: row.made_at.getTime(),
        expiresAt: row.expires_at.getTime(),
      }
    );
  }

  async removeDraft(client: Queryable, id: string): Promise<void> {
    await client.query('DELETE FROM case_draft WHERE id = $1', [id]);
  }

  /** Cases whose periods have to be looked at by now. */
  async toLookAt(now: number, limit: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM case_record WHERE look_at <= $1 ORDER BY look_at LIMIT $2',
      [iso(now), limit],
    );
    return rows.map(({ id }) => id);
  }

  async setLook(id: string, at: number | undefined): Promise<void> {
    await this.pool.query('UPDATE case_record SET look_at = $2 WHERE id = $1', [id, isoOrNull(at)]);
  }

  /** Everything that has a period is looked at once more. */
  async lookAgain(now: number): Promise<void> {
    await this.pool.query('UPDATE case_record SET look_at = $1 WHERE look_at > $1', [iso(now)]);
  }

  /** @returns false where it was made before */
  async addReminder(
    id: string,
    { about, kind, due }: { about: string; kind: string; due: string },
    now: number,
  ): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO case_reminder (case_id, about, kind, due, made_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [id, about, kind, due, iso(now)],
    );
    return rowCount === 1;
  }

  async sweepDrafts(now: number): Promise<void> {
    await this.pool.query('DELETE FROM case_draft WHERE expires_at <= $1', [iso(now)]);
  }

  private async held(row: Row, client: Queryable): Promise<HeldCase> {
    const { rows: tokens } = await client.query<{ id: string; token: string; entry: string }>(
      'SELECT id, token, entry FROM case_event WHERE case_id = $1 ORDER BY n',
      [row.id],
    );
    return {
      id: row.id,
      case: caseOf(row.id, tokens),
      tokens,
      applicant: row.applicant ?? undefined,
      organisation: row.organisation ?? undefined,
      departments: row.departments,
      referenceKey: row.reference_key,
      people: row.people,
      delegates: row.delegates,
      nodes: row.nodes,
      openedAt: row.opened_at.getTime(),
    };
  }
}
