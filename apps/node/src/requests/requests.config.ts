import { z } from 'zod';
import { webhookUrl } from '../webhooks/webhook-url.js';

const overdue = z
  .strictObject({
    pollSeconds: z
      .int()
      .min(1)
      .max(86_400)
      .default(300)
      .describe('How often this node looks for periods that have ended, in seconds.'),
    webhooks: z
      .array(webhookUrl)
      .max(10)
      .default([])
      .describe('Where overdue matters are told (signed JWS, no personal data).'),
    allowHosts: z
      .array(z.string().min(1).max(255))
      .max(50)
      .default([])
      .describe('Hosts, with their port where it is not the usual one, that webhooks may name.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(5_000)
      .describe('Patience with a receiver, in milliseconds.'),
    retrySeconds: z
      .int()
      .min(1)
      .max(3_600)
      .default(30)
      .describe('First pause before a notice is sent again, in seconds; doubles each time up to an hour.'),
    maxAttempts: z.int().min(1).max(100).default(20).describe('Attempts after which a notice is given up.'),
  })
  .superRefine(({ webhooks, allowHosts }, context) => {
    for (const [index, url] of webhooks.entries())
      if (!allowHosts.includes(URL.parse(url)?.host ?? ''))
        context.addIssue({
          code: 'custom',
          path: ['webhooks', index],
          message: 'its host is not in allowHosts',
        });
  });

/** Requests for data, objections to data, and their periods. */
export const requestsConfig = z.strictObject({
  overdue: overdue.prefault({}).describe('What happens when a period has ended without an answer.'),
});

export type RequestsConfig = z.infer<typeof requestsConfig>;
export type OverdueConfig = RequestsConfig['overdue'];
