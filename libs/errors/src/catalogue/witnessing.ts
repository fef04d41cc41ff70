import type { ErrorEntry } from '../entry.js';

/** Refusals of witnesses and about them (C2SP tlog-witness). */
export const witnessing = {
  WITNESS_KEY_INVALID: {
    status: 502,
    en: {
      message: "The witness key in a peer's federation metadata is not usable.",
      advice: 'Its operator should publish the verifier key that the node wrote at its first start.',
    },
    zh: {
      message: '对端联邦元数据中的见证密钥不可用。',
      advice: '请对端运维人员发布节点首次启动时生成的见证公钥。',
    },
  },
  WITNESS_REFUSED: {
    status: 502,
    retryable: true,
    en: {
      message: 'The witness did not cosign the checkpoint.',
      advice: 'The hint names its status; the node submits again by itself.',
    },
    zh: { message: '见证方未对检查点联署。', advice: '提示中为其状态码；节点将自动重新提交。' },
  },
  WITNESS_ANSWER_MALFORMED: {
    status: 502,
    en: {
      message: 'The answer of the witness does not follow C2SP tlog-witness.',
      advice: 'Report it to the operator of that node.',
    },
    zh: { message: '见证方的应答不符合 C2SP tlog-witness。', advice: '请告知该节点的运维人员。' },
  },
  WITNESS_UNVERIFIED: {
    status: 502,
    en: {
      message: "The cosignature is not the witness's, not on this checkpoint, or not of now.",
      advice: 'Compare the witness key with its operator, and the clocks of both nodes.',
    },
    zh: {
      message: '联署并非出自该见证方，或不针对本检查点，或时间不符。',
      advice: '请与对方核对见证密钥及双方时钟。',
    },
  },
  WITNESS_DISAGREES: {
    status: 502,
    en: {
      message: 'The witness has seen another tree under the name of this log.',
      advice:
        'Stop and compare: the log was altered, restored from an old backup, or signed by somebody else. See apps/node/src/witnessing/README.md.',
    },
    zh: {
      message: '见证方所见的本日志与当前日志不一致。',
      advice:
        '请立即核查：日志可能被篡改、由旧备份恢复，或密钥被他人使用。参见 apps/node/src/witnessing/README.md。',
    },
  },
  WITNESS_STATE_UNKNOWN: {
    status: 503,
    retryable: true,
    en: {
      message: 'The node has not asked its witnesses yet.',
      advice: 'Ask again in some seconds.',
    },
    zh: { message: '节点尚未询问见证方。', advice: '请数秒后再试。' },
  },
  WITNESS_AHEAD: {
    status: 502,
    en: {
      message: 'The witness has seen more entries of this log than it has now.',
      advice: 'An old backup was restored. Reconcile before anything is signed.',
    },
    zh: { message: '见证方所见条目多于本日志现有条目。', advice: '可能恢复了旧备份。签发前请先核对。' },
  },
} as const satisfies Record<string, ErrorEntry>;
