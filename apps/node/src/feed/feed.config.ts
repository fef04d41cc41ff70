import { z } from 'zod';

/** Subscriptions of integrators and people, as streams of events (GraphQL over SSE). */
export const feedConfig = z.strictObject({
  perCaller: z
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('Streams that one caller may hold open in one process. / 同一调用方的事件流上限'),
  total: z
    .int()
    .min(1)
    .max(10_000)
    .default(500)
    .describe('Streams that one process holds open. / 单进程事件流总数上限'),
  heartbeatSeconds: z
    .int()
    .min(1)
    .max(60)
    .default(12)
    .describe(
      'How often a sign of life is sent, and the token looked at again, in seconds. / 心跳及令牌复核间隔（秒）',
    ),
  maxMinutes: z
    .int()
    .min(1)
    .max(1_440)
    .default(60)
    .describe('After which a stream ends and is to be opened anew, in minutes. / 事件流最长持续时间（分钟）'),
  maxQueued: z
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Events that wait for a slow reader before its stream is ended. / 慢速读取方的待发事件上限'),
  stallSeconds: z
    .int()
    .min(1)
    .max(300)
    .default(10)
    .describe(
      'How long a reader may take nothing before its stream is ended, in seconds. / 停止读取的容忍时间（秒）',
    ),
});

export type FeedConfig = z.infer<typeof feedConfig>;
