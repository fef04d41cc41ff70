import type { Pool, PoolClient } from 'pg';
import { Refusal } from '#libs/errors';
import { integrateStep, type StepParts } from './integrate-step.js';
import { Patrol } from './patrol.js';
import type { PublishedCheckpoint } from './ports.js';

/** One holder at a time, in this database and schema. */
const TRY_LOCK = `SELECT pg_try_advisory_lock(hashtextextended(current_schema() || '/tongban-integrator', 0)) AS held`;

const UNLOCK = { text: 'SELECT pg_advisory_unlock_all()', query_timeout: 1_000 };

export interface IntegratorOptions extends StepParts {
  /** Under the integrator's role; one of its connections holds the lock. */
  pool: Pool;
  /** Names this process in `audit_tree.holder`. */
  name: string;
  /** The database that may be signed for; undefined while the restore guard has not cleared one. */
  cleared: () => string | undefined;
  onPublished: (checkpoint: PublishedCheckpoint) => void;
  /** Told once: nothing more is signed by this process. */
  onTampered: (refusal: Refusal) => void;
}

export type PassResult = 'standby' | 'held-back' | 'idle' | 'published' | 'halted';

/**
 * Integrates what was appended, about once a second. Of several replicas one holds the advisory lock; the lock goes with
 * its connection, so a holder that lost it is followed by another at once. The fencing token in `audit_tree` is for a
 * holder that does not know yet: each step and each checkpoint is written for the newest token only.
 */
export class Integrator {
  private held: { client: PoolClient; fence: bigint; patrol: Patrol } | undefined;
  private tampered: Refusal | undefined;

  constructor(private readonly options: IntegratorOptions) {}

  /** The refusal that ended this process's signing. */
  get halted(): Refusal | undefined {
    return this.tampered;
  }

  /** Brings the tree up to the log. @throws what the database throws; the next pass begins anew */
  async pass(): Promise<PassResult> {
    if (this.tampered) return 'halted';
    const identity = this.options.cleared();
    if (identity === undefined) {
      await this.letGo();
      return 'held-back';
    }
    const held = (this.held ??= await this.takeOver());
    if (!held) return 'standby';
    try {
      return await this.run(held, identity);
    } catch (error) {
      await this.letGo();
      if (!(error instanceof Refusal) || error.code !== 'LOG_TAMPERED') throw error;
      this.tampered = error;
      this.options.onTampered(error);
      return 'halted';
    }
  }

  /** Gives the lock back, so that another replica goes on at once. */
  async letGo(): Promise<void> {
    const { held } = this;
    this.held = undefined;
    if (!held) return;
    // Said first, so that it has happened when this returns; a connection that cannot say it gives the lock back by ending.
    await held.client.query(UNLOCK).catch(() => undefined);
    held.client.release(true);
  }

  private async run(held: NonNullable<typeof this.held>, identity: string): Promise<PassResult> {
    let result: PassResult = 'idle';
    let target: bigint | undefined; // of the first step: under load the log's end would run away from the checkpoint
    for (;;) {
      const step = await integrateStep(held.client, held.fence, identity, this.options, target);
      target = step.target;
      if (step.checkpoint) {
        result = 'published';
        this.options.onPublished(step.checkpoint);
      }
      if (step.size >= target) break;
    }
    await held.patrol.inspectNext(held.client);
    return result;
  }

  private async takeOver(): Promise<typeof this.held> {
    const client = await this.options.pool.connect();
    let held: typeof this.held;
    let isClean = false;
    try {
      const { rows } = await client.query<{ held: boolean }>(TRY_LOCK);
      isClean = rows[0]?.held === false;
      if (!rows[0]?.held) return undefined;
      const taken = await client.query<{ fence: string }>(
        'UPDATE audit_tree SET fence = fence + 1, holder = $1 RETURNING fence',
        [this.options.name],
      );
      const fence = taken.rows[0]?.fence;
      if (fence === undefined) throw new Refusal('LOG_TAMPERED', { details: { tree: 'missing' } });
      held = { client, fence: BigInt(fence), patrol: new Patrol(this.options.sha256) };
      return held;
    } finally {
      if (!held) client.release(!isClean);
    }
  }
}
