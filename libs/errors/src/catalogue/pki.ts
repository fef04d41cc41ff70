import type { ErrorEntry } from '../entry.js';

const encodeAnew = {
  en: 'Obtain the file again from its issuer; it must be encoded in DER (X.690) as the standard of its kind says.',
  zh: '请向签发方重新获取该文件，其编码须符合 DER（X.690）及相应标准。',
};

const malformed = (en: string, zh: string, status = 422) =>
  ({
    status,
    en: { message: en, advice: encodeAnew.en },
    zh: { message: zh, advice: encodeAnew.zh },
  }) as const satisfies ErrorEntry;

const fetching = (en: string, zh: string, status: number, retryable = false) =>
  ({
    status,
    retryable,
    en: { message: en, advice: 'Supply the certificate, CRL or OCSP answer with the document instead.' },
    zh: { message: zh, advice: '请随文档一并提供所需的证书、CRL 或 OCSP 应答。' },
  }) as const satisfies ErrorEntry;

/** Refusals about certificates and what stands around them. A verdict ("expired", "revoked") is no refusal but a check. */
export const pki = {
  ASN1_TRUNCATED: malformed('The ASN.1 data ends too early.', 'ASN.1 数据不完整。'),
  ASN1_LENGTH_INVALID: malformed(
    'A length of the ASN.1 data is not encoded by DER.',
    'ASN.1 长度编码不合规。',
  ),
  ASN1_TAG_INVALID: malformed('A tag of the ASN.1 data is not encoded by DER.', 'ASN.1 标签编码不合规。'),
  ASN1_UNEXPECTED: malformed('The ASN.1 data has another structure than is due.', 'ASN.1 结构与要求不符。'),
  ASN1_TRAILING_BYTES: malformed('Bytes follow the end of the ASN.1 data.', 'ASN.1 数据之后存在多余字节。'),
  ASN1_TOO_DEEP: malformed('The ASN.1 data is nested too deeply.', 'ASN.1 嵌套层数过多。'),
  ASN1_TOO_LARGE: malformed('The ASN.1 data is too large.', 'ASN.1 数据过大。', 413),
  ASN1_VALUE_INVALID: malformed('A value of the ASN.1 data is not encoded by DER.', 'ASN.1 取值编码不合规。'),

  CERTIFICATE_MALFORMED: malformed('The certificate does not follow RFC 5280.', '证书不符合 RFC 5280。'),
  CERTIFICATE_DUPLICATE_EXTENSION: malformed(
    'The certificate has an extension twice.',
    '证书中存在重复的扩展项。',
  ),
  CERTIFICATE_ALGORITHM_MISMATCH: malformed(
    'The certificate names two different signature algorithms.',
    '证书内外声明的签名算法不一致。',
  ),
  PUBLIC_KEY_MALFORMED: malformed('The public key is malformed.', '公钥格式有误。'),
  ALGORITHM_PARAMETERS_MALFORMED: malformed(
    'The parameters of an algorithm are malformed.',
    '算法参数格式有误。',
  ),
  CRL_MALFORMED: malformed('The revocation list does not follow RFC 5280.', '证书吊销列表不符合 RFC 5280。'),
  OCSP_MALFORMED: malformed('The OCSP answer does not follow RFC 6960.', 'OCSP 应答不符合 RFC 6960。'),
  CMS_MALFORMED: malformed('The signed data does not follow RFC 5652.', '签名数据不符合 RFC 5652。'),
  TIMESTAMP_MALFORMED: malformed('The timestamp does not follow RFC 3161.', '时间戳不符合 RFC 3161。'),

  TRUST_STORE_INVALID: {
    status: 500,
    en: {
      message: 'The trust store is malformed.',
      advice: 'Correct the trust list; the hint names the member.',
    },
    zh: { message: '信任列表格式有误。', advice: '请按提示更正信任列表中的相应成员。' },
  },

  PKI_FETCH_DISABLED: fetching('Fetching over the network is switched off.', '已关闭联网获取。', 503),
  PKI_FETCH_NOT_ALLOWED: fetching('The address is not on the allow-list.', '该地址不在允许列表中。', 403),
  PKI_FETCH_LIMIT: fetching(
    'The answer exceeds the limits of size, time or number.',
    '应答超出大小、时间或次数限制。',
    502,
  ),
  PKI_FETCH_FAILED: fetching('The address gave no usable answer.', '该地址未返回可用的应答。', 502, true),
} as const satisfies Record<string, ErrorEntry>;
