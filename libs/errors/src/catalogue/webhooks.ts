import { entry, type ErrorEntry } from '../entry.js';

/** Webhooks of this region's systems, and live subscriptions. */
export const webhooks = {
  WEBHOOK_INVALID: entry(
    400,
    ['A webhook is malformed.', 'Correct what the hint names.'],
    ['回调设置不正确。', '请按提示更正。'],
  ),
  WEBHOOK_UNKNOWN: entry(
    404,
    [
      'There is no such webhook or delivery in this state.',
      'Look at the list; it may have been done already.',
    ],
    ['没有该回调，或其投递不处于此状态。', '请查看列表，可能已处理。'],
  ),
  WEBHOOK_EXISTS: entry(
    409,
    ['This organisation is told at this address already.', 'End the webhook first to change it.'],
    ['该机构已设置此回调地址。', '如需更改，请先停用原回调。'],
  ),
  WEBHOOK_TOO_MANY: entry(
    409,
    ['There are as many webhooks as there may be.', 'End one that is not needed any more.'],
    ['回调数量已达上限。', '请停用不再需要的回调。'],
  ),
  STREAM_ONLY_SUBSCRIPTIONS: entry(
    400,
    ['Only subscriptions are answered as a stream of events.', 'Send queries and mutations to /graphql.'],
    ['事件流仅支持订阅操作。', '查询和变更请发送至 /graphql。'],
  ),
  SUBSCRIPTION_NEEDS_STREAM: entry(
    400,
    [
      'A subscription is answered as a stream of events.',
      'Send it by POST to /graphql/stream, accepting text/event-stream.',
    ],
    ['订阅操作须以事件流方式应答。', '请以 POST 发送至 /graphql/stream，并接受 text/event-stream。'],
  ),
  STREAM_TOO_MANY: {
    ...entry(
      429,
      ['This caller, or all together, hold as many streams as they may.', 'Close one that is not needed.'],
      ['同时打开的事件流已达上限。', '请关闭不再需要的事件流。'],
    ),
    retryable: true,
  },
  STREAM_TOO_SLOW: {
    ...entry(
      503,
      [
        'Events came faster than they were read; the stream was ended.',
        'Read the state again, then subscribe anew.',
      ],
      ['事件读取过慢，事件流已结束。', '请重新读取当前状态后再次订阅。'],
    ),
    retryable: true,
  },
  STREAM_ENDED: {
    ...entry(
      503,
      ['The stream has come to the end of its time.', 'Subscribe anew with a token that is valid.'],
      ['事件流已到期。', '请持有效令牌重新订阅。'],
    ),
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;
