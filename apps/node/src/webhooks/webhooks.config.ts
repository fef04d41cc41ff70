import { z } from 'zod';

/** Systems of this region that are told of changes in cases and checks. */
export const webhooksConfig = z.strictObject({
  allowHosts: z
    .array(z.string().min(1).max(255))
    .max(200)
    .default([])
    .describe(
      'Hosts, with their port where it is not the usual one, that webhooks may name; none: there are no webhooks. / 允许的回调主机',
    ),
  pollSeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(5)
    .describe('How often this node looks for what has to be told, in seconds. / 检查间隔（秒）'),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(5_000)
    .describe('Patience with a receiver, in milliseconds. / 等待接收方应答的时限（毫秒）'),
  retrySeconds: z
    .int()
    .min(1)
    .max(3_600)
    .default(10)
    .describe(
      'First pause before it is told again, in seconds; doubles each time up to an hour. / 首次重试间隔（秒），逐次加倍，至多一小时',
    ),
  maxAttempts: z
    .int()
    .min(1)
    .max(100)
    .default(20)
    .describe('Attempts after which it waits for a person. / 转为待人工处理前的尝试次数'),
  keepDays: z
    .int()
    .min(1)
    .max(3_650)
    .default(90)
    .describe('How long is kept what was delivered or dropped, in days. / 已送达记录的保存天数'),
  maxWebhooks: z
    .int()
    .min(1)
    .max(1_000)
    .default(100)
    .describe('How many there may be at a time. / 回调数量上限'),
});

export type WebhooksConfig = z.infer<typeof webhooksConfig>;
