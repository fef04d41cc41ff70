import { Refusal } from '#libs/errors';
import type { GovernanceJournal } from '../audit/index.js';
import type { Transactions } from '../persistence/index.js';
import type { LiveMatters } from './live-matters.js';
import type { MakeVersions } from './make-versions.js';
import type { HeldMatter } from './ports.js';
import { sha256 } from './signed-version.js';
import { heldVersions } from './version-store.js';

export interface ImportDeps {
  configured: readonly HeldMatter[];
  transactions: Transactions;
  versions: MakeVersions;
  live: Pick<LiveMatters, 'refresh'>;
  journal: GovernanceJournal;
  log: { warn(details: object, text: string): void; error(details: object, text: string): void };
}

const RETRY_MS = 500;

/**
 * Takes definitions of the configuration into the database, so that a version stays known after its file was replaced.
 * Never under a number that another definition has: what cases were received by is not rewritten by editing a file.
 */
export class ImportConfigured {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly deps: ImportDeps) {}

  /** Again and again until the audit log takes the entry: one whose database was replaced first asks its witnesses. */
  async start(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      if (!(error instanceof Refusal) || !/^(AUDIT|LOG|STORE)_/.test(error.code)) throw error;
      if (this.stopped) return;
      this.deps.log.warn({ err: error }, 'no new definitions of matters until the audit log takes them');
      this.timer = setTimeout(
        () =>
          void this.start().catch((fault: unknown) =>
            this.deps.log.error({ err: fault }, 'definitions of matters could not be imported'),
          ),
        RETRY_MS,
      ).unref();
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    const { configured, transactions, versions, live, journal, log } = this.deps;
    if (configured.length > 0)
      await transactions.run(async (transaction) => {
        const last = await versions.lock(transaction.client);
        const held = await heldVersions(
          transaction.client,
          configured.map(({ matter }) => matter.id),
        );
        const digests = new Set(held.map(({ digest }) => digest));
        const taken = new Set(held.map(({ matter, version }) => `${matter} ${String(version)}`));
        const unknown = configured.filter(({ digest }) => !digests.has(digest));
        const made = unknown.filter(({ matter }) => !taken.has(`${matter.id} ${String(matter.version)}`));
        for (const { matter } of unknown.filter((one) => !made.includes(one)))
          log.warn(
            { matter: matter.id, version: matter.version },
            'a definition in the configuration is not what this version is: the database leads; raise its version',
          );
        if (made.length === 0) return;
        await journal.record({
          kind: 'administration',
          caller: { kind: 'node' },
          governance: {
            action: 'configure',
            note: `matters: ${String(made.length)} imported from the configuration; sha256 ${sha256(made.map(({ digest }) => digest).join('\n'))}`,
          },
          outcome: 'granted',
        });
        await versions.make(
          transaction,
          made.map(({ matter, from }) => ({ matter, from, origin: 'configuration' })),
          last,
        );
      });
    await live.refresh();
  }
}
