import pg from 'pg';
import type { Pool } from 'pg';
import { z } from 'zod';

export const CHANGES_CHANNEL = 'tongban_changes';

const changeSchema = z.union([
  z.strictObject({
    kind: z.literal('case'),
    id: z.string().max(128),
    data: z.strictObject({
      event: z.string().max(128),
      step: z.string().max(64),
      region: z.string().max(16),
      at: z.string().max(40),
      state: z.string().max(64).nullable(),
    }),
  }),
  z.strictObject({ kind: z.literal('check'), id: z.string().max(64) }),
]);
export type LiveChange = z.infer<typeof changeSchema>;
export type CaseNews = Extract<LiveChange, { kind: 'case' }>;

export interface LiveChangesDeps {
  pool: Pick<Pool, 'query'>;
  /** For a connection that listens and does nothing else. */
  listenUrl: string;
  /** Names this process among all of this node. */
  holder: string;
  onFault: (error: unknown) => void;
}

const RELISTEN_MS = 1000;
/** A watch is believed for so long, by the database's own clock, and said again three times within. */
const WATCH_SECONDS = 60;

interface Watch {
  kind: LiveChange['kind'];
  subject: string;
  listeners: Set<(change: LiveChange | 'maybe') => void>;
}

/**
 * Hears from the database what has changed, on whichever replica, as soon as it is committed. Nothing is told unless
 * somebody watches: that is said in a table that the triggers look at. After a connection was lost listeners are told `maybe`.
 */
export class LiveChanges {
  private readonly watches = new Map<string, Watch>();
  private client: pg.Client | undefined;
  private ready: Promise<void> | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private again: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(private readonly deps: LiveChangesDeps) {}

  /**
   * Whatever is committed after this has resolved is told.
   * @param subject an id, or `*` for all
   * @returns ends it
   * @throws where the database cannot be reached
   */
  async watch(
    kind: LiveChange['kind'],
    subject: string,
    listener: (change: LiveChange | 'maybe') => void,
  ): Promise<() => void> {
    await this.listening();
    const key = `${kind} ${subject}`;
    const watch = this.watches.get(key) ?? { kind, subject, listeners: new Set() };
    watch.listeners.add(listener);
    this.watches.set(key, watch);
    const unwatch = (): void => {
      watch.listeners.delete(listener);
      if (watch.listeners.size > 0 || this.watches.get(key) !== watch) return;
      this.watches.delete(key);
      void this.unsay(watch);
    };
    try {
      await this.say([watch]);
    } catch (error) {
      unwatch();
      throw error;
    }
    return unwatch;
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.renewal);
    clearTimeout(this.again);
    await this.client?.end().catch(() => undefined);
    await this.deps.pool
      .query('DELETE FROM change_watch WHERE holder = $1', [this.deps.holder])
      .catch(() => undefined);
  }

  private listening(): Promise<void> {
    return (this.ready ??= this.listen().catch((error: unknown) => {
      this.ready = undefined;
      throw error;
    }));
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.deps.listenUrl,
      application_name: 'tongban-feed',
      keepAlive: true,
    });
    let ended = false;
    const lost = (): void => {
      if (ended) return;
      ended = true;
      void client.end().catch(() => undefined);
      if (this.client !== client) return;
      this.client = undefined;
      this.ready = undefined;
      this.comeBack();
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.hear(payload));
    await client.connect();
    await client.query(`LISTEN ${CHANGES_CHANNEL}`);
    if (this.stopped) {
      await client.end().catch(() => undefined);
      return;
    }
    this.client = client;
    this.renewal ??= setInterval(() => void this.renew(), (WATCH_SECONDS * 1000) / 3).unref();
  }

  /** Listens again, then lets everybody look for what was missed. */
  private comeBack(): void {
    if (this.stopped) return;
    this.again = setTimeout(() => {
      this.listening().then(
        async () => {
          await this.renew();
          for (const { listeners } of this.watches.values()) for (const tell of listeners) tell('maybe');
        },
        () => this.comeBack(),
      );
    }, RELISTEN_MS).unref();
  }

  private hear(payload: string | undefined): void {
    let change: LiveChange;
    try {
      change = changeSchema.parse(JSON.parse(payload ?? ''));
    } catch (error) {
      this.deps.onFault(error);
      return;
    }
    for (const subject of ['*', change.id])
      for (const tell of this.watches.get(`${change.kind} ${subject}`)?.listeners ?? []) tell(change);
  }

  private async renew(): Promise<void> {
    await this.say([...this.watches.values()]).catch(this.deps.onFault);
  }

  private async say(watches: readonly Watch[]): Promise<void> {
    if (watches.length === 0) return;
    await this.deps.pool.query(
      `INSERT INTO change_watch (holder, kind, subject, until)
       SELECT $1, kind, subject, clock_timestamp() + make_interval(secs => $4)
       FROM unnest($2::text[], $3::text[]) AS w (kind, subject)
       ON CONFLICT (kind, subject, holder) DO UPDATE SET until = EXCLUDED.until`,
      [
        this.deps.holder,
        watches.map(({ kind }) => kind),
        watches.map(({ subject }) => subject),
        WATCH_SECONDS,
      ],
    );
  }

  private async unsay({ kind, subject }: Watch): Promise<void> {
    await this.deps.pool
      .query(
        'DELETE FROM change_watch WHERE (holder = $1 AND kind = $2 AND subject = $3) OR until < clock_timestamp()',
        [this.deps.holder, kind, subject],
      )
      .catch(this.deps.onFault);
  }
}
