import { asRefusal, Refusal } from '#libs/errors';
import { caseIdSchema } from '#libs/handling';
import type { ClientCaller } from '../callers/index.js';
import { EventQueue } from './event-queue.js';
import type { CaseNews, LiveChange, LiveChanges } from './live-changes.js';
import type { ProgressOfCheck, ReadCheck } from './ports.js';

export interface SubscribeDeps {
  live: Pick<LiveChanges, 'watch'>;
  /** @throws Refusal CASE_UNKNOWN, also for what is not the caller's to see */
  maySeeCase: (id: string, caller: ClientCaller) => Promise<unknown>;
  /** Absent where this node makes no checks. */
  readCheck: ReadCheck | undefined;
  maxQueued: number;
  onFault: (error: unknown) => void;
}

/** News of one case, for whoever may see it. */
export interface CaseChanged {
  id: string;
  /** Of the case after the event. */
  state: string | null;
  event: { id: string; step: string; region: string; at: string };
}

/**
 * What happens, for who may see it: whether they may is asked at each event, because it can change. An event that
 * cannot be judged is not told. Queues are bounded, also that of events that wait to be judged.
 */
export class Subscribe {
  constructor(private readonly deps: SubscribeDeps) {}

  /**
   * @param id one case; all that the caller may see, if left out
   * @throws Refusal CASE_UNKNOWN
   */
  async cases(caller: ClientCaller, id?: string): Promise<AsyncIterableIterator<CaseChanged>> {
    const { live, maySeeCase } = this.deps;
    if (id !== undefined) {
      if (!caseIdSchema.safeParse(id).success) throw new Refusal('CASE_UNKNOWN');
      await maySeeCase(id, caller);
    }
    return this.queue<CaseChanged>((queue) => {
      const judged = this.oneByOne<CaseNews>(queue, async ({ id: of, data }) => {
        if (!(await this.sees(of, caller))) return;
        const { state, ...event } = data;
        queue.push({ id: of, state, event: { ...event, id: event.event } });
      });
      return live.watch('case', id ?? '*', (change) => {
        // Events were missed, and which is not known here: reading anew is the only way to be sure.
        if (change === 'maybe') queue.end(new Refusal('STREAM_ENDED'));
        else if (change.kind === 'case') judged(change);
      });
    });
  }

  /** How a check stands, at once and at each change, until it is complete. @throws Refusal CHECK_UNKNOWN */
  async check(caller: ClientCaller, id: string): Promise<AsyncIterableIterator<ProgressOfCheck>> {
    const { live, readCheck } = this.deps;
    if (!readCheck) throw new Refusal('CHECK_UNKNOWN');
    await readCheck(id, caller);
    return this.queue<ProgressOfCheck>(async (queue) => {
      let last = '';
      let looking = false;
      let wanted = false;
      // However many changes came meanwhile, one look tells them all.
      const look = async (): Promise<void> => {
        wanted = true;
        if (looking) return;
        looking = true;
        try {
          while (wanted) {
            wanted = false;
            const progress = await readCheck(id, caller);
            const now = JSON.stringify(progress);
            if (now !== last) queue.push(progress);
            last = now;
            if (progress.state === 'complete' || progress.state === 'stopped') queue.end();
          }
        } catch (error) {
          queue.end(asRefusal(error));
        } finally {
          looking = false;
        }
      };
      const unwatch = await live.watch('check', id, () => void look());
      await look();
      return unwatch;
    });
  }

  private async queue<T>(
    open: (queue: EventQueue<T>) => Promise<() => void>,
  ): Promise<AsyncIterableIterator<T>> {
    const end = Promise.withResolvers<void>();
    const queue = new EventQueue<T>(this.deps.maxQueued, () => end.resolve());
    const unwatch = await open(queue);
    // Whether it ended before or ends one day.
    void end.promise.then(unwatch);
    return queue;
  }

  /** In the order in which they came; too many that wait end the stream as too many events do. */
  private oneByOne<T extends LiveChange>(
    queue: EventQueue<never> | EventQueue<CaseChanged>,
    work: (change: T) => Promise<void>,
  ): (change: T) => void {
    let last = Promise.resolve();
    let waiting = 0;
    return (change) => {
      if (++waiting > this.deps.maxQueued) return queue.end(new Refusal('STREAM_TOO_SLOW'));
      last = last
        .then(() => work(change))
        .catch(this.deps.onFault)
        .finally(() => void waiting--);
    };
  }

  private async sees(id: string, caller: ClientCaller): Promise<boolean> {
    try {
      await this.deps.maySeeCase(id, caller);
      return true;
    } catch (error) {
      if (asRefusal(error).code !== 'CASE_UNKNOWN') this.deps.onFault(error);
      return false;
    }
  }
}
