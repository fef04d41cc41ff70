import type { ErrorEntry } from '../entry.js';

/** Refusals about the bytes of the audit log; those about writing it are AUDIT_UNAVAILABLE and OVERLOADED. */
export const audit = {
  NOT_CANONICAL: {
    status: 500,
    en: {
      message: 'The value cannot be written as canonical JSON.',
      advice: 'Use finite numbers, well-formed strings, arrays and plain objects only.',
    },
    zh: {
      message: '该值无法写成规范 JSON。',
      advice: '仅可使用有限数值、合法字符串、数组和普通对象。',
    },
  },
  AUDIT_ENTRY_INVALID: {
    status: 500,
    en: {
      message: 'The audit entry does not follow its schema.',
      advice: 'See libs/audit-log/README.md; the hint names the member.',
    },
    zh: {
      message: '审计条目不符合规定格式。',
      advice: '请参阅 libs/audit-log/README.md；提示中已指明字段。',
    },
  },
  RECEIPT_INVALID: {
    status: 422,
    en: {
      message: 'The audit receipt is not valid.',
      advice: 'Pass on the receipt exactly as the answering node gave it.',
    },
    zh: { message: '审计回执无效。', advice: '请原样使用应答节点给出的回执。' },
  },
  PROOF_MALFORMED: {
    status: 422,
    en: {
      message: 'This cannot be a Merkle proof.',
      advice: 'Pass on index, sizes and hashes exactly as the log gave them; every hash has 32 bytes.',
    },
    zh: {
      message: '这不是有效的默克尔证明。',
      advice: '请原样使用日志给出的序号、大小和哈希；每个哈希均为 32 字节。',
    },
  },
  PROOF_INVALID: {
    status: 422,
    en: {
      message: 'The Merkle proof does not lead to the root of the checkpoint.',
      advice:
        'Do not rely on the entry. Ask the log for a new proof; if that fails too, tell the operators and the witnesses.',
    },
    zh: {
      message: '默克尔证明与检查点的根哈希不符。',
      advice: '请勿采信该条目。请向日志重新索取证明；若仍不符，请通知运维人员和见证节点。',
    },
  },
  CHECKPOINT_INCONSISTENT: {
    status: 422,
    en: {
      message: 'The log does not begin with the entries that it had before.',
      advice: 'Keep both checkpoints, and tell the operators, the witnesses and the auditors.',
    },
    zh: {
      message: '该日志与此前所见内容不一致。',
      advice: '请保存前后两个检查点，并通知运维、见证节点和审计员。',
    },
  },
  PEER_LOG_UNAVAILABLE: {
    status: 502,
    retryable: true,
    en: {
      message: 'The published log of a peer cannot be read.',
      advice: 'It is tried again by itself; see whether its public address in the federation is right.',
    },
    zh: {
      message: '无法读取对方节点公布的日志。',
      advice: '系统会自动重试；请核对其在联邦中登记的公开地址。',
    },
  },
  TILE_MALFORMED: {
    status: 422,
    en: {
      message: 'The tile of the log is not whole.',
      advice: 'Fetch it again; run `tongban audit fsck` on the log.',
    },
    zh: {
      message: '日志分块不完整。',
      advice: '请重新获取；并对该日志运行 `tongban audit fsck`。',
    },
  },
  TILE_PATH_MALFORMED: {
    status: 404,
    en: {
      message: 'There is no such tile.',
      advice: 'Use the paths of C2SP tlog-tiles, e.g. tile/0/x001/234 or tile/1/000.p/17.',
    },
    zh: {
      message: '该日志分块不存在。',
      advice: '请使用 C2SP tlog-tiles 规定的路径，例如 tile/0/x001/234 或 tile/1/000.p/17。',
    },
  },
  BUNDLE_MALFORMED: {
    status: 422,
    en: {
      message: 'The bundle of entries cannot be read.',
      advice: 'A bundle holds 1 to 256 entries of at most 65,535 bytes, each after its length.',
    },
    zh: {
      message: '条目包无法读取。',
      advice: '条目包应含 1 至 256 条，每条不超过 65535 字节，并以长度开头。',
    },
  },
  NOTE_MALFORMED: {
    status: 400,
    en: {
      message: 'The signed note cannot be read.',
      advice: 'Pass it on byte by byte, line ends included (C2SP signed-note).',
    },
    zh: {
      message: '签名文书无法读取。',
      advice: '请逐字节原样传递，包括换行符（C2SP signed-note）。',
    },
  },
  NOTE_UNVERIFIED: {
    status: 403,
    en: {
      message: 'No known key has signed the note, or its signature is wrong.',
      advice:
        'Take the verifier key from a source that you trust, not from the note; then ask for the note again.',
    },
    zh: {
      message: '签名文书未经已知密钥签名，或其签名有误。',
      advice: '请从可信来源（而非文书本身）取得验证密钥，然后重新获取文书。',
    },
  },
  NOTE_KEY_INVALID: {
    status: 422,
    en: {
      message: 'The verifier key is not valid here.',
      advice:
        'Use the form name+hash+key of C2SP signed-note, with type 0x01 for a log and 0x04 for a witness.',
    },
    zh: {
      message: '验证密钥在此处无效。',
      advice: '请使用 C2SP signed-note 的 name+hash+key 形式；日志用 0x01 类型，见证用 0x04 类型。',
    },
  },
  CHECKPOINT_MALFORMED: {
    status: 400,
    en: {
      message: 'The checkpoint cannot be read.',
      advice: 'It has an origin, a tree size and a root hash, one a line (C2SP tlog-checkpoint).',
    },
    zh: {
      message: '检查点无法读取。',
      advice: '检查点每行一项：来源、树大小、根哈希（C2SP tlog-checkpoint）。',
    },
  },
  COSIGNATURE_INVALID: {
    status: 403,
    en: {
      message: 'The cosignature is not of this witness over this checkpoint.',
      advice: 'Ask the witness again; if it stays wrong, tell the operators of both nodes.',
    },
    zh: {
      message: '共签不是该见证节点对此检查点作出的。',
      advice: '请重新向见证节点索取；若仍有误，请通知双方运维人员。',
    },
  },
  ADD_CHECKPOINT_MALFORMED: {
    status: 400,
    en: {
      message: 'The request to the witness cannot be read.',
      advice: 'See C2SP tlog-witness, add-checkpoint.',
    },
    zh: {
      message: '无法读取提交给见证节点的请求。',
      advice: '请参阅 C2SP tlog-witness 的 add-checkpoint。',
    },
  },
  TLOG_PROOF_MALFORMED: {
    status: 422,
    en: {
      message: 'The proof file cannot be read.',
      advice: 'It is a text file of C2SP tlog-proof; do not edit it.',
    },
    zh: {
      message: '证明文件无法读取。',
      advice: '证明文件为 C2SP tlog-proof 文本，请勿编辑。',
    },
  },
  EVIDENCE_MALFORMED: {
    status: 422,
    en: {
      message: 'The evidence bundle cannot be read.',
      advice: 'Use the file as `tongban audit evidence` or the console wrote it.',
    },
    zh: {
      message: '证据包无法读取。',
      advice: '请使用 `tongban audit evidence` 或控制台生成的原始文件。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
