import { z } from 'zod';

/** Messages to and from other nodes. No setting turns them off. */
export const messagesConfig = z.strictObject({
  pollSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(5)
    .describe('How often this node looks for messages that are due, in seconds; new ones are sent at once.'),
  retrySeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(5)
    .describe('First pause before a message is sent again, in seconds; doubles each time.'),
  retryMaxSeconds: z.int().min(1).max(86_400).default(600).describe('Upper bound of that pause, in seconds.'),
  maxAgeDays: z
    .int()
    .min(1)
    .max(366)
    .default(30)
    .describe('A message that could not be delivered for so many days waits for an operator.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Patience with one attempt, in milliseconds.'),
  perMinute: z
    .int()
    .min(10)
    .max(100_000)
    .default(1_200)
    .describe('Messages that one peer may send in a minute.'),
});

export type MessagesConfig = z.infer<typeof messagesConfig>;
