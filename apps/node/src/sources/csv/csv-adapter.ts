import { Refusal } from '#libs/errors';
import type { HolderRef } from '../../lookup/lookup.js';
import type { Logger } from '../../observability/logger.js';
import type { Database } from '../../persistence/index.js';
import type { RawAnswer, RecordsAsked, SourceAdapter } from '../adapter.js';
import type { CsvMapping } from '../mapping/csv-mapping.js';
import type { SourceMapping } from '../mapping/mapping-file.js';
import type { RecordQuestion, RecordVerdict } from '../ports.js';
import { comparandOf, judgeRecords } from '../values/judge-value.js';
import { TakeDeliveries } from './take-deliveries.js';
import { VersionStore, type CurrentVersion } from './version-store.js';

const BATCH = 1_000;
const HOUR_MS = 3_600_000;

export interface CsvDeps {
  database: Pick<Database, 'pool' | 'transactions'>;
  clock: () => number;
  logger: Logger;
}

/** A department that delivers whole states of its data as files. */
export class CsvAdapter implements SourceAdapter {
  private readonly store: VersionStore;
  private readonly deliveries: TakeDeliveries;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private known: number | undefined;

  constructor(
    private readonly source: SourceMapping,
    private readonly csv: CsvMapping,
    private readonly deps: CsvDeps,
  ) {
    const { database, clock, logger } = deps;
    this.store = new VersionStore(source.id, database.pool, database.transactions);
    this.deliveries = new TakeDeliveries(source, csv, this.store, {
      pool: database.pool,
      clock,
      onDelivery: (delivery) =>
        logger[delivery.code ? 'warn' : 'info'](
          { source: source.id, ...delivery },
          "a department's delivery",
        ),
    });
  }

  async records({ subject, items }: RecordsAsked): Promise<RawAnswer> {
    const { maxRecords } = this.source;
    const found = await this.store.records(subject, maxRecords + 1);
    const version = this.usable(found?.version, items);
    const records = (found?.items ?? [])
      .slice(0, maxRecords)
      .map((held) => items.map((item) => held[item] ?? null));
    if (records.length === 0) return { outcome: 'nothing-found', asOf: version.asOf };
    const truncated = (found?.items.length ?? 0) > maxRecords;
    return { outcome: 'answered', records, asOf: version.asOf, ...(truncated ? { truncated } : {}) };
  }

  async judge(
    subjects: readonly HolderRef[],
    questions: readonly RecordQuestion[],
    signal: AbortSignal,
    tell: (index: number, verdicts: readonly RecordVerdict[]) => void,
  ): Promise<void> {
    const items = questions.flatMap((one) =>
      comparandOf(this.source.items[one.item], one) ? [one.item] : [],
    );
    if (items.length === 0) return;
    // One state for all of them, kept while they are judged: the one before stays, see `keepVersions`.
    const version = this.usable(await this.store.current(), items);
    for (let from = 0; from < subjects.length; from += BATCH) {
      signal.throwIfAborted();
      const batch = subjects.slice(from, from + BATCH);
      const found = await this.store.recordsOfMany(version.id, batch);
      for (const index of batch.keys()) {
        const records = found.get(index) ?? [];
        const judged = questions.map((question) =>
          judgeRecords(
            this.source,
            question,
            records.map((held) => held[question.item] ?? null),
          ),
        );
        tell(from + index, judged);
      }
    }
  }

  asOf(): number | undefined {
    return this.known;
  }

  start(): void {
    void this.poll();
    this.timer = setInterval(() => void this.poll(), this.csv.pollSeconds * 1_000);
    this.timer.unref();
  }

  /** Looks at the folder now, or waits for the look that is under way. */
  poll(): Promise<void> {
    this.running ??= this.deliveries
      .run()
      .then(async () => {
        this.known = (await this.store.current())?.asOf;
      })
      .catch((error: unknown) =>
        this.deps.logger.warn({ err: error, source: this.source.id }, 'deliveries could not be taken'),
      )
      .finally(() => {
        this.running = undefined;
      });
    return this.running;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** @throws Refusal SOURCE_NO_DATA, SOURCE_DATA_STALE, SOURCE_SCHEMA_CHANGED */
  private usable(version: CurrentVersion | undefined, items: readonly string[]): CurrentVersion {
    if (!version) throw new Refusal('SOURCE_NO_DATA');
    if (this.deps.clock() - version.asOf > this.csv.maxAgeHours * HOUR_MS)
      throw new Refusal('SOURCE_DATA_STALE');
    // An item that was mapped after this state was read is not known to be absent.
    if (items.some((item) => !version.items.includes(item))) throw new Refusal('SOURCE_SCHEMA_CHANGED');
    return version;
  }
}
