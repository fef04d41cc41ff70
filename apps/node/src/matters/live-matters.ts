import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { VerificationKey } from '#libs/jws';
import type { KnownMatters } from './known-matters.js';
import type { HeldMatter } from './ports.js';
import { openVersion } from './signed-version.js';
import { versionsAfter } from './version-store.js';

export interface LiveMattersDeps {
  pool: Pool;
  known: KnownMatters;
  /** Entity id of this node, and its keys, those of earlier times too. */
  self: string;
  keyOf: (kid: string) => VerificationKey | undefined;
  pollMs: number;
  onFault: (error: unknown) => void;
}

/**
 * Keeps what is known up with the database: versions made by other replicas are found by a look at what is new, their
 * signatures verified before they count.
 */
export class LiveMatters {
  private newest = 0;
  /** A version that could not be believed is told of once, and nothing after it counts. */
  private refused = 0;
  private looking: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly deps: LiveMattersDeps) {}

  /** Reads what there is. @throws Refusal STORE_UNAVAILABLE, MATTER_VERSION_UNTRUSTED */
  async load(): Promise<void> {
    const { pool, known } = this.deps;
    for (const stored of await versionsAfter(pool, this.newest)) {
      const matter = await this.open(stored);
      const { digest, from, issuer } = stored;
      const held: HeldMatter = { matter, digest, from, ...(issuer === undefined ? {} : { issuer }) };
      known.map(stored.departments);
      known.add([held]);
      this.newest = stored.number;
    }
  }

  /** Looks whether there is something new; several at once look once. Never throws. */
  refresh(): Promise<void> {
    return (this.looking ??= this.look().finally(() => (this.looking = undefined)));
  }

  start(): void {
    this.timer = setInterval(() => void this.refresh(), this.deps.pollMs).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async look(): Promise<void> {
    try {
      await this.load();
      this.refused = 0;
    } catch (error) {
      // A database that is away is asked again; its state is told elsewhere.
      if (error instanceof Refusal && error.code === 'STORE_UNAVAILABLE') return;
      if (this.refused === this.newest + 1) return;
      this.refused = this.newest + 1;
      this.deps.onFault(error);
    }
  }

  private open(stored: Parameters<typeof openVersion>[0]) {
    return openVersion(stored, { issuer: this.deps.self, keyOf: this.deps.keyOf });
  }
}
