import { Refusal } from '#libs/errors';

export interface DeadlineSignal extends Disposable {
  signal: AbortSignal;
}

/**
 * A signal that fires with PEER_TIMEOUT after `ms`, or with PEER_CALL_ABANDONED when `outer` fires first.
 * Dispose of it when the work is done: a timer per call must not outlive the call.
 */
export function deadlineSignal(ms: number, outer?: AbortSignal): DeadlineSignal {
  const own = new AbortController();
  const abandon = () => own.abort(new Refusal('PEER_CALL_ABANDONED', { cause: outer?.reason }));
  const expire = () => own.abort(new Refusal('PEER_TIMEOUT', { details: { ms } }));
  let timer: NodeJS.Timeout | undefined;
  if (outer?.aborted) abandon();
  else if (ms <= 0) expire();
  else {
    timer = setTimeout(expire, ms);
    outer?.addEventListener('abort', abandon, { once: true });
  }
  return {
    signal: own.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abandon);
    },
  };
}
