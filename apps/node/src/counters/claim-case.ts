import { randomBytes } from 'node:crypto';
import type { ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { ClientCaller } from '../callers/index.js';
import { uuid7 } from '../lookup/uuid7.js';
import { asStoreRefusal, type Transactions } from '../persistence/index.js';
import { personKey } from './who.js';

export type ClaimStep = 'claim' | 'release' | 'hand-over' | 'take-over';

/** What was done about who works on a case. */
export interface Handover {
  id: string;
  step: ClaimStep;
  organisation: string;
  from?: string;
  to?: string;
  reason?: string;
  at: number;
  /** Entry of this node's audit log. */
  entry: string;
}

interface Claim {
  person: string;
  person_name: string;
}

interface HandoverRow {
  id: string;
  step: ClaimStep;
  organisation: string;
  from_name: string | null;
  to_name: string | null;
  reason: string | null;
  at: Date;
  entry: string;
}

export interface ClaimCaseDeps {
  pool: Pool;
  transactions: Transactions;
  journal: GovernanceJournal;
  clock: () => number;
}

/**
 * Who works on a case, one person of each body at a time. It shares work out and gives no right: what somebody may do in a
 * case is for the case to say. The caller has checked that the case may be seen.
 */
export class ClaimCase {
  constructor(private readonly deps: ClaimCaseDeps) {}

  /** @throws Refusal COUNTER_PERSON_MISSING, COUNTER_CLAIMED_ALREADY */
  claim(id: string, caller: ClientCaller): Promise<void> {
    return this.change(id, caller, async (client, now, held) => {
      const me = personKey(caller);
      if (held) {
        if (held.person === me.key) return undefined;
        throw new Refusal('COUNTER_CLAIMED_ALREADY');
      }
      await put(client, id, caller, me, now);
      return { step: 'claim', to: me };
    });
  }

  /** @throws Refusal COUNTER_PERSON_MISSING, COUNTER_CLAIM_OTHERS */
  release(id: string, reason: string, caller: ClientCaller): Promise<void> {
    return this.change(id, caller, async (client, _now, held) => {
      const me = personKey(caller);
      if (held?.person !== me.key) throw new Refusal('COUNTER_CLAIM_OTHERS');
      await client.query('DELETE FROM counter_claim WHERE case_id = $1 AND organisation = $2', [
        id,
        caller.organisation.code,
      ]);
      return { step: 'release', from: me, reason };
    });
  }

  /**
   * From oneself to a colleague of the same body; a supervisor may take a case over from anybody for a colleague.
   * @throws Refusal COUNTER_PERSON_MISSING, COUNTER_CLAIM_OTHERS
   */
  handOver(
    id: string,
    to: { id: string; name: string },
    reason: string,
    caller: ClientCaller,
  ): Promise<void> {
    return this.change(id, caller, async (client, now, held) => {
      const me = personKey(caller);
      const supervises = caller.role === 'supervisor';
      if (held?.person !== me.key && !supervises) throw new Refusal('COUNTER_CLAIM_OTHERS');
      const next = personKey({ organisation: caller.organisation, person: to });
      await put(client, id, caller, next, now);
      return {
        step: held?.person === me.key ? 'hand-over' : 'take-over',
        ...(held ? { from: { key: held.person, name: held.person_name } } : {}),
        to: next,
        reason,
      };
    });
  }

  /** What was done, the newest first; of the caller's body, or of all for whoever sees everything. */
  async history(id: string, organisation: string | undefined): Promise<Handover[]> {
    try {
      const { rows } = await this.deps.pool.query<HandoverRow>(
        `SELECT id, step, organisation, from_name, to_name, reason, at, entry FROM counter_handover
         WHERE case_id = $1 AND ($2::text IS NULL OR organisation = $2) ORDER BY id DESC LIMIT 200`,
        [id, organisation ?? null],
      );
      return rows.map((row) => ({
        id: row.id,
        step: row.step,
        organisation: row.organisation,
        ...(row.from_name === null ? {} : { from: row.from_name }),
        ...(row.to_name === null ? {} : { to: row.to_name }),
        ...(row.reason === null ? {} : { reason: row.reason }),
        at: row.at.getTime(),
        entry: row.entry,
      }));
    } catch (error) {
      throw asStoreRefusal(error);
    }
  }

  private change(
    id: string,
    caller: ClientCaller,
    how: (
      client: ClientBase,
      now: number,
      held: Claim | undefined,
    ) => Promise<
      | {
          step: ClaimStep;
          from?: { key: string; name: string };
          to?: { key: string; name: string };
          reason?: string;
        }
      | undefined
    >,
  ): Promise<void> {
    const { transactions, journal, clock } = this.deps;
    const { code } = caller.organisation;
    return transactions.run(async ({ client }) => {
      // The case's row is the lock: two who claim at once are one after the other, also where nobody has claimed yet.
      const { rowCount } = await client.query('SELECT FROM counter_case WHERE id = $1 FOR NO KEY UPDATE', [
        id,
      ]);
      if (rowCount === 0) throw new Refusal('CASE_UNKNOWN');
      const { rows } = await client.query<Claim>(
        'SELECT person, person_name FROM counter_claim WHERE case_id = $1 AND organisation = $2',
        [id, code],
      );
      const now = clock();
      const done = await how(client, now, rows[0]);
      if (!done) return;
      const { id: entry } = await journal.record({
        kind: 'administration',
        caller,
        governance: { action: 'configure', note: `case ${id}: ${done.step}` },
        outcome: 'granted',
      });
      await client.query(
        `INSERT INTO counter_handover (id, case_id, step, organisation, from_person, from_name, to_person, to_name, reason, at,
           entry) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
        [
          uuid7(now, (n) => randomBytes(n)),
          id,
          done.step,
          code,
          done.from?.key ?? null,
          done.from?.name ?? null,
          done.to?.key ?? null,
          done.to?.name ?? null,
          done.reason ?? null,
          new Date(now),
          entry,
        ],
      );
    });
  }
}

async function put(
  client: ClientBase,
  id: string,
  caller: ClientCaller,
  { key, name }: { key: string; name: string },
  now: number,
): Promise<void> {
  await client.query(
    `INSERT INTO counter_claim (case_id, organisation, person, person_name, claimed_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (case_id, organisation) DO UPDATE SET person = $3, person_name = $4, claimed_at = $5`,
    [id, caller.organisation.code, key, name, new Date(now)],
  );
}
