import type { ErrorEntry } from '../entry.js';

const refuse = (en: string, zh: string, status = 422) =>
  ({
    status,
    en: { message: en, advice: 'Obtain the document again from whoever signed it.' },
    zh: { message: zh, advice: '请向签署方重新获取该文档。' },
  }) as const satisfies ErrorEntry;

/** Refusals of documents that cannot be read at all. What is wrong with a signature is no refusal but a check. */
export const documents = {
  PDF_MALFORMED: refuse('The PDF does not follow ISO 32000.', 'PDF 文件不符合 ISO 32000。'),
  PDF_TOO_COMPLEX: refuse(
    'The PDF exceeds the limits of size or depth.',
    'PDF 文件超出大小或嵌套限制。',
    413,
  ),
  PDF_ENCRYPTED: refuse('The PDF is encrypted.', 'PDF 文件已加密。'),
  JOSE_MALFORMED: refuse('The JSON signature does not follow RFC 7515.', 'JSON 签名不符合 RFC 7515。'),
  PDF_NOT_SIGNABLE: {
    status: 422,
    en: {
      message: 'The PDF cannot be signed as it is.',
      advice:
        'Sign a PDF that is neither encrypted nor certified against changes; the hint names the reason.',
    },
    zh: { message: '该 PDF 无法签名。', advice: '请使用未加密且允许签名的 PDF 文件，具体原因见提示。' },
  },
  SEALING_UNAVAILABLE: {
    status: 503,
    en: {
      message: 'This node cannot seal documents of this format now.',
      advice:
        'Its operator names a key for it under `sealing` in the configuration; the log says what is wrong.',
    },
    zh: {
      message: '本节点目前无法对该格式的文件签章。',
      advice: '请节点运维人员在配置的 sealing 部分指定密钥，并查看日志中的原因。',
    },
  },
  COPY_NOT_POSSIBLE: {
    status: 422,
    en: {
      message: 'No annotated copy can be made of this document, and it is not released without its note.',
      advice:
        'Ask for its fields instead, or for the original where an agreement releases it (`documentOriginal`); its operator sees the reason.',
    },
    zh: {
      message: '无法为该文件制作加注件，且未加注的文件不予提供。',
      advice: '请改为查询信息项；协议允许时可申请原件（documentOriginal）；具体原因由节点运维人员查看。',
    },
  },
  COPY_SEALING_UNAVAILABLE: {
    status: 503,
    en: {
      message: 'The providing node cannot seal annotated copies now, so the document is not released.',
      advice: 'Try again later. Its operator names a key under `sealing` in the configuration.',
    },
    zh: {
      message: '提供方节点目前无法为加注件签章，文件不予提供。',
      advice: '请稍后重试；请提供方运维人员在配置的 sealing 部分指定密钥。',
    },
  },
  COPY_NOTE_MISMATCH: {
    status: 502,
    en: {
      message: 'The document is not the annotated copy that the other region says it is.',
      advice: 'Do not use it. Report it to the providing region with the receipt of the answer.',
    },
    zh: {
      message: '所收文件与对方声明的加注件不符。',
      advice: '请勿使用该文件，并持应答回执向提供地区反映。',
    },
  },
  PKCS12_UNUSABLE: {
    status: 500,
    en: {
      message: 'The PKCS #12 file gives no key.',
      advice: 'Check its password, and that it holds one private key with its certificate.',
    },
    zh: { message: '无法从 PKCS #12 文件取得密钥。', advice: '请检查口令，并确认文件含有一个私钥及其证书。' },
  },
} as const satisfies Record<string, ErrorEntry>;
