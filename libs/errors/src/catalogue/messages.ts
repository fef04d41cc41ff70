import type { ErrorEntry } from '../entry.js';

const entry = (status: number, en: string, zh: string, advice: string, adviceZh: string): ErrorEntry => ({
  status,
  en: { message: en, advice },
  zh: { message: zh, advice: adviceZh },
});
const PROFILE = 'See libs/exchange/PROFILE.md, annex B; the hint names the member.';
const PROFILE_ZH = '请参阅 libs/exchange/PROFILE.md 附录 B；提示中已指明字段。';

/** Messages between nodes (libs/exchange, apps/node/src/messages). */
export const messages = {
  MESSAGE_CLAIMS_INVALID: entry(
    400,
    "The claims of the message's token are not those of the profile.",
    '消息令牌的声明不符合规范。',
    PROFILE,
    PROFILE_ZH,
  ),
  MESSAGE_ACK_CLAIMS_INVALID: entry(
    502,
    'The claims of the acknowledgement are not those of the profile.',
    '消息回执的声明不符合规范。',
    PROFILE,
    PROFILE_ZH,
  ),
  MESSAGE_TOO_LARGE: entry(
    413,
    'The message is too large.',
    '消息过大。',
    'Send at most 256 KiB; documents go by lookup.',
    '消息不得超过 256 KiB；文件请通过查询获取。',
  ),
  MESSAGE_BODY_INVALID: entry(
    400,
    'The body of the message does not follow the schema of its kind.',
    '消息正文不符合该类消息的格式。',
    'The hint names the member at fault; both nodes should run the same version.',
    '提示中已指明字段；请确认双方节点版本一致。',
  ),
  MESSAGE_KIND_UNKNOWN: entry(
    400,
    'This node takes no messages of this kind.',
    '本节点不受理该类消息。',
    'Both nodes should run the same version; then try the message again.',
    '请确认双方节点版本一致，然后重试该消息。',
  ),
  MESSAGE_JTI_REUSED: entry(
    409,
    'A message of the same name and another content was applied before.',
    '同一编号的消息已受理，但内容不同。',
    'A name is for one message; find out how it was used twice.',
    '每个消息编号只能使用一次，请查明原因。',
  ),
  MESSAGE_OUT_OF_ORDER: {
    ...entry(
      409,
      'A message about the same subject has to be applied before this one.',
      '同一事项的前序消息尚未受理。',
      'It is sent again by itself once the one before has arrived.',
      '前序消息到达后系统将自动重发。',
    ),
    retryable: true,
  },
  MESSAGE_STALE: entry(
    409,
    'Later messages about the same subject were applied already.',
    '同一事项的后续消息已受理，本消息已过时。',
    'The sender may have been restored from a backup; compare both sides, then drop the message.',
    '发送方可能由备份恢复；请核对双方状态后丢弃该消息。',
  ),
  MESSAGE_THROTTLED: {
    ...entry(
      429,
      'The node sends messages too fast.',
      '消息发送过于频繁。',
      'They are sent again by themselves after a pause.',
      '系统将在稍后自动重发。',
    ),
    retryable: true,
  },
  MESSAGE_EXPIRED: entry(
    504,
    'The message could not be delivered in the time that is configured.',
    '消息在规定时间内未能送达。',
    'Find out why the other node was away, then try the message again by `tongban messages retry`.',
    '请查明对方节点不可用的原因，再以 tongban messages retry 重试。',
  ),
  MESSAGE_NOT_FOUND: entry(
    404,
    'There is no such message waiting.',
    '没有该待处理消息。',
    'List the messages by `tongban messages list`.',
    '请以 tongban messages list 查看。',
  ),
} as const satisfies Record<string, ErrorEntry>;
