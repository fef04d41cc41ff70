import pg from 'pg';
import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { VerificationKey } from '#libs/jws';
import { policyOf, type Policy } from '#libs/sharing';
import type { PolicyStore } from '../lookup/sharing-ports.js';
import { openVersion, type PolicyVersion } from './signed-version.js';
import { newestNumber, POLICY_CHANNEL, standingVersions } from './version-store.js';

/** Before the first version: nothing is offered, nothing agreed. */
const NOTHING: Policy = policyOf({ responsibilityList: [], agreements: [] }, 0);

const RELISTEN_MS = 1000;

export interface LivePolicyDeps {
  pool: Pool;
  /** For a connection that listens and does nothing else. */
  listenUrl: string;
  issuer: string;
  keyOf: (kid: string) => VerificationKey | undefined;
  pollMs: number;
  clock: () => number;
  /** Told of a version that was taken up, and of what went wrong; the node goes on with what it has. */
  onVersion: (version: number) => void;
  onFault: (error: unknown) => void;
}

/**
 * The policy that holds now, in memory. A new version is heard of from the database (NOTIFY) and, should that be lost,
 * found by a look at the newest number; its signature is verified before it holds.
 */
export class LivePolicy implements PolicyStore {
  private standing = NOTHING;
  /** Versions whose time has not come, by number. */
  private coming: { effectiveAt: number; policy: Policy }[] = [];
  private newest = 0;
  /** A version that could not be believed; it is not tried again until another one is made. */
  private refused = 0;
  private refreshing: Promise<void> | undefined;
  private listener: pg.Client | undefined;
  private timers: NodeJS.Timeout[] = [];
  private stopped = false;

  constructor(private readonly deps: LivePolicyDeps) {}

  current(): Policy {
    if (this.coming.length > 0) {
      const now = this.deps.clock();
      const due = this.coming.findLastIndex(({ effectiveAt }) => effectiveAt <= now);
      if (due >= 0) {
        this.standing = this.coming[due]?.policy ?? this.standing;
        this.coming = this.coming.slice(due + 1);
        this.deps.onVersion(this.standing.version);
      }
    }
    return this.standing;
  }

  /** Reads what there is. @throws Refusal STORE_UNAVAILABLE | SHARING_VERSION_UNTRUSTED */
  async load(): Promise<void> {
    const stored = await standingVersions(this.deps.pool, this.deps.clock());
    const opened = await Promise.all(stored.map((version) => this.open(version)));
    const [first] = opened;
    if (!first) return;
    this.newest = opened.at(-1)?.policy.version ?? 0;
    if (first.effectiveAt <= this.deps.clock()) {
      this.standing = first.policy;
      this.coming = opened.slice(1);
      this.deps.onVersion(first.policy.version);
    } else this.coming = opened;
  }

  /** Looks whether there is a newer version; several at once look once. Never throws. */
  refresh(): Promise<void> {
    return (this.refreshing ??= this.look().finally(() => (this.refreshing = undefined)));
  }

  start(): void {
    this.timers.push(setInterval(() => void this.refresh(), this.deps.pollMs).unref());
    void this.listen();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.timers.forEach((timer) => clearInterval(timer));
    await this.refreshing;
    await this.listener?.end().catch(() => undefined);
  }

  private async look(): Promise<void> {
    try {
      const newest = await newestNumber(this.deps.pool);
      if (newest <= this.newest || newest === this.refused) return;
      this.refused = newest;
      await this.load();
      this.refused = 0;
    } catch (error) {
      // A database that is away is asked again; its state is told elsewhere.
      if (error instanceof Refusal && error.code === 'STORE_UNAVAILABLE') this.refused = 0;
      else this.deps.onFault(error);
    }
  }

  private async open(stored: PolicyVersion): Promise<{ effectiveAt: number; policy: Policy }> {
    // What holds already was verified when it was read, and never changes.
    if (stored.version === this.standing.version)
      return { effectiveAt: stored.effectiveAt, policy: this.standing };
    const content = await openVersion(stored, this.deps);
    return { effectiveAt: stored.effectiveAt, policy: policyOf(content, stored.version) };
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.deps.listenUrl,
      application_name: 'tongban-sharing',
      keepAlive: true,
    });
    let ended = false;
    const again = () => {
      if (ended) return;
      ended = true;
      void client.end().catch(() => undefined);
      if (!this.stopped) this.timers.push(setTimeout(() => void this.listen(), RELISTEN_MS).unref());
    };
    client.on('error', again);
    client.on('end', again);
    client.on('notification', () => void this.refresh());
    try {
      await client.connect();
      if (this.stopped) return again();
      this.listener = client;
      await client.query(`LISTEN ${POLICY_CHANNEL}`);
      await this.refresh(); // what was made before it listened
    } catch {
      again();
    }
  }
}
