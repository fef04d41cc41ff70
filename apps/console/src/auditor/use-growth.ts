import { useEffect, useState } from 'react';
import { RefusedError } from '../api.js';
import {
  auditGrowth,
  type AuditFilterInput,
  type AuditGrowthResult,
} from '../generated/operations.generated.js';
import { follow } from '../stream.js';

const AGAIN_MS = 5_000;
/** Asking again would be refused again. */
const FINAL = new Set(['CONSOLE_SESSION_ENDED', 'ROLE_NOT_ALLOWED', 'AUDIT_FILTER_INVALID']);

export interface Growth {
  news: AuditGrowthResult | undefined;
  isFollowing: boolean;
}

/** A page that is left alone asks for nothing: else its session would never be idle. */
function whenSomebodyIsThere(act: () => void, signal: AbortSignal): void {
  const ended = new AbortController();
  const once = (): void => {
    ended.abort();
    act();
  };
  for (const sign of ['pointermove', 'pointerdown', 'keydown', 'scroll'])
    addEventListener(sign, once, { passive: true, signal: AbortSignal.any([ended.signal, signal]) });
}

/** How far a list has grown since it was asked for; a stream that ends is opened anew once somebody is there. */
export function useGrowth(filter: AuditFilterInput, since: string | undefined): Growth {
  const [growth, setGrowth] = useState<Growth>({ news: undefined, isFollowing: false });
  const key = JSON.stringify(filter);
  useEffect(() => {
    if (since === undefined) return;
    const controller = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const open = async (): Promise<void> => {
      setGrowth((before) => ({ ...before, isFollowing: true }));
      const refused = await follow(
        auditGrowth,
        { filter: JSON.parse(key) as AuditFilterInput, since },
        (news) => setGrowth({ news, isFollowing: true }),
        controller.signal,
      ).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (controller.signal.aborted) return;
      setGrowth((before) => ({ ...before, isFollowing: false }));
      if (refused instanceof RefusedError && FINAL.has(refused.refused.code)) return;
      timer = setTimeout(() => whenSomebodyIsThere(() => void open(), controller.signal), AGAIN_MS);
    };
    setGrowth({ news: undefined, isFollowing: false });
    void open();
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [key, since]);
  return growth;
}
