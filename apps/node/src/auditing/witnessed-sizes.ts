import type { WitnessPolicy } from '#libs/audit-log';
import type { ProofState, ProofStates } from './ports.js';
import type { LogReader } from './search/log-reader.js';

/**
 * The state of an entry by the newest checkpoints that enough witnesses have confirmed: each covers all entries before
 * its size. Cosignatures were verified by whoever stored them.
 */
export class WitnessedSizes implements ProofStates {
  constructor(
    private readonly reader: LogReader,
    private readonly policy: WitnessPolicy,
  ) {}

  async of(indexes: readonly bigint[]): Promise<ProofState[]> {
    if (indexes.length === 0) return [];
    const [final, provisional] = await Promise.all([
      this.newest(this.policy.final),
      this.newest(this.policy.provisional),
    ]);
    return indexes.map((index) =>
      index < final ? 'final' : index < provisional ? 'provisional' : 'pending',
    );
  }

  /** Reads the newest cosignatures backwards by their key until one checkpoint has enough. */
  private async newest(witnesses: number): Promise<bigint> {
    const [row] = await this.reader.query<{ size: string }>(
      `SELECT size FROM audit_cosignature GROUP BY size HAVING count(*) >= $1 ORDER BY size DESC LIMIT 1`,
      [witnesses],
    );
    return BigInt(row?.size ?? 0);
  }
}
