import type { ErrorEntry } from '../entry.js';

const stopped = { status: 503, retryable: true } as const;

/** Refusals of the published log: its paths, its health, its keeping. */
export const auditStore = {
  LOG_PATH_UNKNOWN: {
    status: 404,
    en: {
      message: 'The log has no such path.',
      advice: 'Paths are those of C2SP tlog-tiles: /log/checkpoint, /log/tile/<L>/<N>[.p/<W>].',
    },
    zh: {
      message: '日志中没有该路径。',
      advice: '路径须符合 C2SP tlog-tiles：/log/checkpoint、/log/tile/<L>/<N>[.p/<W>]。',
    },
  },
  LOG_EMPTY: {
    status: 404,
    en: { message: 'The log has no checkpoint yet.', advice: 'Ask again after its first entry.' },
    zh: { message: '日志尚无检查点。', advice: '请在首条记录写入后再查询。' },
  },
  LOG_SIZE_UNKNOWN: {
    status: 404,
    en: {
      message: 'The newest checkpoint does not reach that far.',
      advice: 'Take a size or an index within the newest checkpoint; entries appear in it within seconds.',
    },
    zh: {
      message: '最新检查点尚未覆盖该位置。',
      advice: '请使用最新检查点范围内的大小或序号；新记录数秒内即会纳入。',
    },
  },
  LOG_UNINTEGRATED: {
    ...stopped,
    en: {
      message: 'Entries wait too long for a checkpoint, so the exchange has stopped.',
      advice: "Send the request again later; the operator finds the cause in the node's log.",
    },
    zh: {
      message: '审计记录长时间未纳入检查点，交换已暂停。',
      advice: '请稍后重试；运维人员可在节点日志中查明原因。',
    },
  },
  LOG_UNWITNESSED: {
    ...stopped,
    en: {
      message: 'Too few witnesses have confirmed the audit log for too long, so the exchange has stopped.',
      advice: 'Send the request again later; the operator looks at the links to the other nodes.',
    },
    zh: {
      message: '审计日志长时间未获足够见证，交换已暂停。',
      advice: '请稍后重试；运维人员须检查与其他节点的连接。',
    },
  },
  LOG_TAMPERED: {
    status: 503,
    en: {
      message:
        'The stored audit log does not agree with itself, so nothing is signed and the exchange has stopped.',
      advice: 'Run `tongban audit fsck`; it names what was changed.',
    },
    zh: {
      message: '审计日志存储内容前后不一致，已停止签名和交换。',
      advice: '请运行 `tongban audit fsck`，它会指出被改动之处。',
    },
  },
  LOG_FORKED: {
    status: 503,
    en: {
      message: 'A witness remembers another audit log than this database holds, so the exchange has stopped.',
      advice: 'Run `tongban audit restore`; it says which witness and which size.',
    },
    zh: {
      message: '见证方记录的审计日志与本库不一致，交换已暂停。',
      advice: '请运行 `tongban audit restore`，查看见证方及日志大小。',
    },
  },
  LOG_BEHIND_WITNESS: {
    status: 503,
    en: {
      message:
        'A witness remembers a larger audit log than this database holds, so the exchange has stopped.',
      advice: 'Run `tongban audit restore` and bring back the missing entries from an archive or a mirror.',
    },
    zh: {
      message: '见证方记录的审计日志多于本库，交换已暂停。',
      advice: '请运行 `tongban audit restore`，并从归档或镜像补回缺失记录。',
    },
  },
  LOG_WITNESSES_UNKNOWN: {
    ...stopped,
    en: {
      message: 'The database was replaced and no witness could be asked yet, so the exchange waits.',
      advice: 'Send the request again in a minute; a witness has to be reachable.',
    },
    zh: { message: '数据库已更换且尚未联系到见证方，交换暂缓。', advice: '请一分钟后重试；须有见证方可达。' },
  },
  LOG_FENCED: {
    ...stopped,
    en: {
      message: 'Another replica has taken over the integration of the log.',
      advice: 'Nothing to do: that replica goes on.',
    },
    zh: { message: '另一副本已接管日志整合。', advice: '无需处理，该副本会继续工作。' },
  },
  LOG_MEMORY_UNREADABLE: {
    status: 503,
    en: {
      message: "The node's memory of its log cannot be read.",
      advice: 'Bring the file named by `transparency.stateFile` back; without it a fork could go unnoticed.',
    },
    zh: {
      message: '节点的日志状态文件无法读取。',
      advice: '请恢复 `transparency.stateFile` 所指文件，否则可能无法发现日志分叉。',
    },
  },
  LOG_HELD: {
    status: 409,
    en: {
      message: 'A legal hold forbids it.',
      advice: 'Release the hold first, by whoever may: `tongban audit release-hold ID`.',
    },
    zh: {
      message: '处于法律保全状态，不得执行。',
      advice: '须先由有权人员解除保全：`tongban audit release-hold ID`。',
    },
  },
  LOG_HOLD_UNKNOWN: {
    status: 404,
    en: { message: 'There is no such hold in force.', advice: 'See `tongban audit hold --list`.' },
    zh: { message: '没有该项有效的法律保全。', advice: '请查看 `tongban audit hold --list`。' },
  },
  LOG_MONTH_NOT_READY: {
    status: 409,
    en: {
      message: 'The month cannot be archived or dropped yet.',
      advice: 'Months go in their order, when they are over, checkpointed and beyond their retention.',
    },
    zh: {
      message: '该月份暂不能归档或移出。',
      advice: '须按月份顺序，且该月已结束、已纳入检查点并超过保留期。',
    },
  },
  LOG_ARCHIVE_INVALID: {
    status: 422,
    en: {
      message: 'The archive is not what its manifest and its checkpoint say.',
      advice: 'Use another copy; the hint names the file.',
    },
    zh: { message: '归档与其清单或检查点不符。', advice: '请使用其他副本；提示中已指明文件。' },
  },
  LOG_RESTORE_REFUSED: {
    status: 409,
    en: {
      message: 'The log still contradicts what its witness remembers.',
      advice: 'Bring back the missing entries from an archive or a mirror that goes that far.',
    },
    zh: { message: '日志仍与见证方记录不符。', advice: '请从包含相应记录的归档或镜像补回缺失记录。' },
  },
} as const satisfies Record<string, ErrorEntry>;
