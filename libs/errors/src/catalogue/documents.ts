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
  PKCS12_UNUSABLE: {
    status: 500,
    en: {
      message: 'The PKCS #12 file gives no key.',
      advice: 'Check its password, and that it holds one private key with its certificate.',
    },
    zh: { message: '无法从 PKCS #12 文件取得密钥。', advice: '请检查口令，并确认文件含有一个私钥及其证书。' },
  },
} as const satisfies Record<string, ErrorEntry>;
