import { asRefusal, Refusal } from '#libs/errors';
import type { PlannedSource, SourceReply } from '../check.js';
import type { Timing } from '../ports.js';

export interface Asked {
  source: PlannedSource;
  reply: SourceReply;
  askedAt: number;
  answeredAt: number;
  /** It came after its deadline: what was written down as not available is no longer true. */
  late: boolean;
}

export interface AskSourcesDeps extends Timing {
  ask: (source: PlannedSource, deadline: number, signal: AbortSignal) => Promise<SourceReply>;
  /** Each answer as it comes, one after another for one source, in no order among them. */
  heard: (asked: Asked) => Promise<void>;
  report: (error: unknown, source: string) => void;
  /** Aborted where the process ends: what was not answered then was not asked. */
  ending: AbortSignal;
  /** How long after its deadline an answer is still taken where it comes after all, milliseconds. */
  graceMs: number;
}

/**
 * Asks all sources at once, each with its own deadline, and hands each answer on as it comes: a slow source holds nobody
 * up but itself. Resolves when each has answered or its time is over, and what was heard is written down. An answer that
 * comes within the grace after that is still handed on, as late.
 * @throws what `heard` throws, after all others were heard: a source whose answer was not written down was not asked;
 *   Refusal SHUTTING_DOWN
 */
export async function askSources(sources: readonly PlannedSource[], deps: AskSourcesDeps): Promise<void> {
  const { ending } = deps;
  if (ending.aborted) throw new Refusal('SHUTTING_DOWN');
  const done = await Promise.allSettled(sources.map((source) => askOne(source, deps)));
  const failed = done.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
}

async function askOne(source: PlannedSource, deps: AskSourcesDeps): Promise<void> {
  const { clock, after, heard, report, ending } = deps;
  const askedAt = clock();
  const abort = new AbortController();
  let isOver = false;
  let fell: () => void = () => undefined;
  const over = new Promise<SourceReply>((resolve) => {
    fell = after(source.deadlineMs, () => {
      isOver = true;
      resolve(unavailable('CHECK_SOURCE_SILENT'));
    });
  });
  const asking = Promise.resolve()
    .then(() => deps.ask(source, askedAt + source.deadlineMs, abort.signal))
    .catch((error: unknown): SourceReply => {
      const { code } = asRefusal(error);
      if (code === 'INTERNAL') report(error, source.key);
      return unavailable(code);
    });
  const told = (reply: SourceReply, late: boolean): Asked => ({
    source,
    reply,
    askedAt,
    answeredAt: clock(),
    late,
  });

  let stop: () => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    stop = () => {
      abort.abort();
      reject(new Refusal('SHUTTING_DOWN'));
    };
    ending.addEventListener('abort', stop, { once: true });
  });
  let first: SourceReply;
  try {
    first = await Promise.race([asking, over, ended]);
  } finally {
    fell();
    ending.removeEventListener('abort', stop);
  }
  await heard(told(first, false));
  if (!isOver) return;
  const giveUp = (): void => abort.abort();
  const end = after(deps.graceMs, giveUp);
  const left = (): void => {
    end();
    ending.removeEventListener('abort', stopped);
  };
  const stopped = (): void => {
    giveUp();
    left();
  };
  ending.addEventListener('abort', stopped, { once: true });
  // Nobody waits for this any more; what it says is written down all the same.
  void asking
    .then((reply) =>
      abort.signal.aborted || reply.outcome === 'not-available' ? undefined : heard(told(reply, true)),
    )
    .catch((error: unknown) => report(error, source.key))
    .finally(left);
}

const unavailable = (code: string): SourceReply => ({
  outcome: 'not-available',
  code,
  provenance: {},
  withheld: [],
});
