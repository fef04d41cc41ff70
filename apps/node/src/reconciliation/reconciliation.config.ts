import { z } from 'zod';

/** Comparing this node's log with each peer's, window by window. No setting turns it off. */
export const reconciliationConfig = z.strictObject({
  windowSeconds: z
    .int()
    .min(60)
    .max(86_400)
    .default(3_600)
    .describe('Length of a window in seconds; windows begin at multiples of it since 1970 (UTC).'),
  settleSeconds: z
    .int()
    .min(120)
    .max(86_400)
    .default(300)
    .describe('How long after its end a window is left alone, in seconds, so that both sides have written.'),
  pollSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(60)
    .describe('How often this node looks for windows that are due, in seconds.'),
  lookBackDays: z
    .int()
    .min(1)
    .max(1_096)
    .default(30)
    .describe('How far back windows are made for a peer that was never reconciled with, in days.'),
  retrySeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(60)
    .describe('First pause before a peer that is away is asked again, in seconds; doubles each time.'),
  retryMaxSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(3_600)
    .describe('Upper bound of that pause, in seconds.'),
  maxLines: z
    .int()
    .min(1_000)
    .max(5_000_000)
    .default(200_000)
    .describe('Lookups with one peer in one window and direction at most; with more, shorten the window.'),
  messagesPerMinute: z
    .int()
    .min(10)
    .max(100_000)
    .default(600)
    .describe('Reconciliation messages that one peer may send in a minute.'),
  maxFindings: z
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Findings that one window opens one by one at most; what is beyond is counted in the entry.'),
});

export type ReconciliationConfig = z.infer<typeof reconciliationConfig>;
