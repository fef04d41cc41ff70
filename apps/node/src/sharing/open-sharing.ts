import { Refusal } from '#libs/errors';
import type { SigningKey, VerificationKey } from '#libs/jws';
import type { GovernanceJournal } from '../audit/index.js';
import type { Logger } from '../observability/logger.js';
import type { Database } from '../persistence/index.js';
import { AgreementRates } from './agreement-rates.js';
import { ChangeSharing } from './change-sharing.js';
import { LivePolicy } from './live-policy.js';
import { ReadSharing } from './read-sharing.js';
import type { SharingConfig } from './sharing.config.js';
import { canonicalContent, digestOf } from './signed-version.js';

export interface SharingParts {
  database: Database;
  /** Connection string, for the connection that listens. */
  databaseUrl: string;
  journal: GovernanceJournal;
  /** Entity id of this node. */
  self: string;
  signingKey: () => SigningKey;
  /** A key that this node signs with or has signed with. */
  keyOf: (kid: string) => VerificationKey | undefined;
  clock: () => number;
  logger: Logger;
}

export interface Sharing {
  live: LivePolicy;
  rates: AgreementRates;
  read: ReadSharing;
  change: ChangeSharing;
  /** Imports the first version where there is none, and follows new ones. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const RETRY_MS = 500;

/** The policy of this node: read, and once started followed. @throws Refusal SHARING_VERSION_UNTRUSTED */
export async function openSharing(config: SharingConfig, parts: SharingParts): Promise<Sharing> {
  const { database, databaseUrl, journal, self, signingKey, keyOf, clock, logger } = parts;
  const live = new LivePolicy({
    pool: database.pool,
    listenUrl: databaseUrl,
    issuer: self,
    keyOf,
    pollMs: config.pollMs,
    clock,
    onVersion: (version) => logger.info({ version }, 'sharing policy holds'),
    onFault: (error) => logger.error({ err: error }, 'a version of the sharing policy is not usable'),
  });
  const change = new ChangeSharing({
    transactions: database.transactions,
    journal,
    issuer: self,
    signingKey,
    clock,
    refresh: () => live.refresh(),
  });
  await live.load();
  const first = new FirstImport(config, change, live, logger);
  return {
    live,
    rates: new AgreementRates(database.pool, clock),
    read: new ReadSharing(database.pool, live),
    change,
    async start() {
      await first.attempt();
      live.start();
    },
    async stop() {
      first.stop();
      await live.stop();
    },
  };
}

/**
 * Brings the first version in from the configuration, as soon as the audit log takes its entry: a log whose database was
 * replaced first asks its witnesses. Until then nothing is shared.
 */
class FirstImport {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly config: SharingConfig,
    private readonly change: ChangeSharing,
    private readonly live: LivePolicy,
    private readonly logger: Logger,
  ) {}

  async attempt(): Promise<void> {
    const { responsibilityList, agreements } = this.config;
    const configured = { responsibilityList, agreements };
    try {
      const newest = await this.change.importFirst(configured);
      if (newest && newest.digest !== digestOf(canonicalContent(configured)))
        this.logger.warn(
          { version: newest.version },
          'sharing in the configuration is not what holds: the database leads since the first start',
        );
      await this.live.refresh();
    } catch (error) {
      if (!(error instanceof Refusal) || !/^(AUDIT|LOG|STORE)_/.test(error.code)) throw error;
      this.logger.warn({ err: error }, 'nothing is shared until the audit log takes the first version');
      this.timer = setTimeout(
        () => void this.attempt().catch((again: unknown) => this.tell(again)),
        RETRY_MS,
      );
      this.timer.unref();
    }
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private tell(error: unknown): void {
    this.logger.error({ err: error }, 'the first version of the sharing policy could not be made');
  }
}
