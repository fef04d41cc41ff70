import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../../audit/index.js';

export type HoldKind = 'subject' | 'case' | 'entry';

export interface Hold {
  id: string;
  kind: HoldKind;
  /** Identifier of the subject, case number, or id of the entry. */
  value: string;
  reason: string;
  placedAt: Date;
}

export interface KeepingParts {
  /** As the owner of the tables. */
  client: ClientBase;
  journal: Pick<GovernanceJournal, 'record'>;
  operator: string;
}

/**
 * Legal hold (证据保全): months with an entry of the subject, the case or the entry itself are not dropped, and the person
 * is not erased, until the hold is released. Entries that are yet to come are covered as well.
 */
export class PlaceHold {
  constructor(private readonly parts: KeepingParts) {}

  async run({ kind, value, reason }: Pick<Hold, 'kind' | 'value' | 'reason'>): Promise<string> {
    const { client, journal, operator } = this.parts;
    const id = randomUUID();
    // The hold first: an entry about a hold that is not there would be worse than the other way round.
    await client.query('INSERT INTO audit_hold (id, kind, value, reason) VALUES ($1, $2, $3, $4)', [
      id,
      kind,
      value,
      reason,
    ]);
    await journal.record({
      kind: 'administration',
      caller: { kind: 'operator', id: operator },
      governance: (commitments) => ({
        action: 'hold',
        // A case number and an entry's id are in the log as they are; a person is not.
        filter: JSON.stringify({
          hold: id,
          kind,
          value: kind === 'subject' ? commitments.add('governance.filter', value) : value,
        }),
        note: reason,
      }),
      outcome: 'granted',
    });
    return id;
  }
}

/** Ends a hold; what it held is forgotten with it. */
export class ReleaseHold {
  constructor(private readonly parts: KeepingParts) {}

  /** @throws Refusal `LOG_HOLD_UNKNOWN` */
  async run({ id, reason }: { id: string; reason: string }): Promise<void> {
    const { client, journal, operator } = this.parts;
    if (!(await activeHolds(client)).some((hold) => hold.id === id)) throw new Refusal('LOG_HOLD_UNKNOWN');
    await journal.record({
      kind: 'administration',
      caller: { kind: 'operator', id: operator },
      governance: { action: 'release-hold', filter: JSON.stringify({ hold: id }), note: reason },
      outcome: 'granted',
    });
    await client.query(
      `UPDATE audit_hold SET released_at = now(), release_reason = $2, value = ''
       WHERE id = $1 AND released_at IS NULL`,
      [id, reason],
    );
  }
}

export async function activeHolds(client: ClientBase): Promise<Hold[]> {
  const { rows } = await client.query<Omit<Hold, 'placedAt'> & { placed_at: Date }>(
    'SELECT id, kind, value, reason, placed_at FROM audit_hold WHERE released_at IS NULL ORDER BY placed_at, id',
  );
  return rows.map(({ placed_at: placedAt, ...hold }) => ({ ...hold, placedAt }));
}
