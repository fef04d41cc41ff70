import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';
import type { ClientCaller } from '../../callers/index.js';
import { randomBytes } from '../../lookup/random-stock.js';
import { uuid7 } from '../../lookup/uuid7.js';
import { asStoreRefusal, type Transactions } from '../../persistence/index.js';
import { actingPerson, ownerOf } from '../acting-person.js';
import { type AuditFilter, parseFilter } from '../search/filter.js';
import type { Sealer } from '../../secrets/index.js';

export interface SavedSearch {
  id: string;
  name: string;
  shared: boolean;
  /** Whether it is the caller's own. */
  own: boolean;
  filter: AuditFilter;
  createdAt: Date;
}

interface Row {
  id: string;
  owner: string;
  name: string;
  shared: boolean;
  filter: Buffer;
  created_at: Date;
}

const UNIQUE_VIOLATION = '23505';
const CONTEXT = 'saved search';

/** Searches under names, of one auditor or for all of them. Filters are stored sealed: they may name persons. */
export class SavedSearches {
  constructor(
    private readonly transactions: Transactions,
    private readonly sealer: Sealer,
    private readonly journal: GovernanceJournal,
    private readonly most: number,
    private readonly clock: () => number,
  ) {}

  /** Own ones and those that others share, by name. */
  async list(caller: ClientCaller): Promise<SavedSearch[]> {
    const owner = ownerOf(caller);
    return this.transactions.run(async ({ client }) => {
      const { rows } = await client.query<Row>(
        `SELECT id, owner, name, shared, filter, created_at FROM auditing_saved_search
         WHERE owner = $1 OR shared ORDER BY owner <> $1, name, id LIMIT 500`,
        [owner],
      );
      const searches = rows.flatMap((row) => this.open(row, owner) ?? []);
      await this.record(caller, `${searches.length} listed`);
      return searches;
    });
  }

  /** @throws Refusal `SAVED_SEARCH_LIMIT` | `SAVED_SEARCH_NAME` | `AUDIT_PERSON_MISSING` */
  async save(caller: ClientCaller, name: string, filter: AuditFilter, shared: boolean): Promise<SavedSearch> {
    actingPerson(caller);
    const owner = ownerOf(caller);
    if (!/^[^\p{Cc}\p{Cs}]{1,100}$/u.test(name)) throw new Refusal('SAVED_SEARCH_NAME');
    const now = this.clock();
    const id = uuid7(now, randomBytes);
    return this.transactions.run(async ({ client }) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [owner]);
      const { rows } = await client.query<{ count: string }>(
        'SELECT count(*) AS count FROM auditing_saved_search WHERE owner = $1',
        [owner],
      );
      if (Number(rows[0]?.count) >= this.most)
        throw new Refusal('SAVED_SEARCH_LIMIT', { hint: String(this.most) });
      try {
        await client.query('INSERT INTO auditing_saved_search VALUES ($1, $2, $3, $4, $5, $6)', [
          id,
          owner,
          name,
          shared,
          this.sealer.seal(JSON.stringify(filter), CONTEXT),
          new Date(now),
        ]);
      } catch (error) {
        if ((error as { code?: string }).code === UNIQUE_VIOLATION)
          throw new Refusal('SAVED_SEARCH_NAME', { hint: 'taken' });
        throw asStoreRefusal(error);
      }
      await this.record(caller, `${id} saved${shared ? ', shared' : ''}`);
      return { id, name, shared, own: true, filter, createdAt: new Date(now) };
    });
  }

  /** Deletes an own one. @throws Refusal `SAVED_SEARCH_UNKNOWN`, for those of others too */
  async remove(caller: ClientCaller, id: string): Promise<void> {
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new Refusal('SAVED_SEARCH_UNKNOWN');
    await this.transactions.run(async ({ client }) => {
      const { rowCount } = await client.query(
        'DELETE FROM auditing_saved_search WHERE id = $1 AND owner = $2',
        [id, ownerOf(caller)],
      );
      if (rowCount !== 1) throw new Refusal('SAVED_SEARCH_UNKNOWN');
      await this.record(caller, `${id} deleted`);
    });
  }

  /** One that this key cannot open is as good as gone. */
  private open({ created_at: createdAt, owner, filter, ...row }: Row, of: string): SavedSearch | undefined {
    const text = this.sealer.open(filter, CONTEXT);
    return text === undefined
      ? undefined
      : { ...row, createdAt, own: owner === of, filter: parseFilter(JSON.parse(text)) };
  }

  private async record(caller: ClientCaller, note: string): Promise<void> {
    await this.journal.record({
      kind: 'audit-read',
      caller,
      outcome: 'granted',
      governance: { action: 'saved-search', note },
    });
  }
}
