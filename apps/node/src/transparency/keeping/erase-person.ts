import { Refusal } from '#libs/errors';
import type { KeepingParts } from './holds.js';

export interface Erasure {
  /** The identifier or name as it was entered; stands nowhere afterwards. */
  value: string;
  /** Only in this place of entries, for example `lookups.0.subject`. */
  label?: string;
  reason: string;
}

const MATCHING = '($2::text IS NULL OR p.label = $2) AND p.value = $1';

/**
 * Erases a person from the log (个人信息删除) by deleting values and salts: commitments stay in the entries, proofs verify
 * as before, and nobody can open them again. Tokens kept as evidence are not touched; see the README.
 */
export class ErasePerson {
  constructor(private readonly parts: KeepingParts) {}

  /**
   * @returns how many values were erased; where there were none, nothing is written
   * @throws Refusal `LOG_HELD` where a hold covers the person or an entry that names him or her
   */
  async run({ value, label, reason }: Erasure): Promise<number> {
    const { client, journal, operator } = this.parts;
    await client.query('BEGIN');
    try {
      // A hold that is placed meanwhile waits until the erasure is done, or this one sees it.
      await client.query('LOCK TABLE audit_hold IN SHARE ROW EXCLUSIVE MODE');
      await this.requireNoHold(value);
      const { rowCount } = await client.query(`DELETE FROM audit_personal p WHERE ${MATCHING}`, [
        value,
        label ?? null,
      ]);
      const erased = rowCount ?? 0;
      if (erased > 0)
        // Durable before the erasure is: the log may say more than happened, never less.
        await journal.record({
          kind: 'administration',
          caller: { kind: 'operator', id: operator },
          governance: {
            action: 'erase',
            ...(label === undefined ? {} : { filter: JSON.stringify({ label }) }),
            rows: erased,
            note: reason,
          },
          outcome: 'granted',
        });
      await client.query('COMMIT');
      return erased;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private async requireNoHold(value: string): Promise<void> {
    const { rows } = await this.parts.client.query<{ held: boolean }>(
      `SELECT EXISTS (
         SELECT FROM audit_hold h WHERE h.released_at IS NULL AND ((h.kind = 'subject' AND h.value = $1) OR EXISTS (
           SELECT FROM audit_personal p JOIN audit_entry e ON e.index = p.index AND e.month = p.month
           WHERE p.value = $1 AND CASE h.kind WHEN 'case' THEN e.case_number = h.value
             WHEN 'entry' THEN e.id::text = h.value ELSE false END))) AS held`,
      [value],
    );
    if (rows[0]?.held) throw new Refusal('LOG_HELD');
  }
}
