import type { Indication, SubIndication } from './indication.js';
import type { CheckName, DocumentFormat } from './report.js';

/** The words of a report for people, in both languages: one place for every surface that shows one. */
export interface Bilingual {
  zh: string;
  en: string;
}
type Words<Code extends string> = Readonly<Record<Code, Bilingual>>;

/** The overall indication in plain words. */
export const INDICATION_WORDS: Words<Indication> = {
  TOTAL_PASSED: {
    zh: '有效：签章真实，签章人受信任，签章后文件未被改动。',
    en: 'Valid: the signatures are genuine, their signers are trusted, and nothing was changed since.',
  },
  TOTAL_FAILED: { zh: '无效：请勿采信该文件。', en: 'Not valid: do not rely on this document.' },
  INDETERMINATE: {
    zh: '无法确定：现有信息既不能证明签章有效，也不能证明其无效。',
    en: 'Undecided: what is known here neither proves nor disproves the signatures.',
  },
};

/** Why. */
export const REASON_WORDS: Words<SubIndication> = {
  FORMAT_FAILURE: { zh: '格式不符合相应标准', en: 'it does not follow the standard of its format' },
  HASH_FAILURE: { zh: '文件内容与签章时不一致', en: 'the document is not what was signed' },
  SIG_CRYPTO_FAILURE: { zh: '签名值验证不通过', en: 'the signature value is wrong' },
  REVOKED: { zh: '签章时签章人证书已被吊销', en: "the signer's certificate had been revoked" },
  EXPIRED: { zh: '签章时间晚于证书或印章的有效期', en: 'it was signed or sealed after the end of validity' },
  NOT_YET_VALID: { zh: '签章时证书尚未生效', en: 'it was signed before the certificate was valid' },
  NO_SIGNATURE_FOUND: { zh: '文件中没有签名或签章', en: 'the document has no signature and no seal' },
  NO_SIGNING_CERTIFICATE_FOUND: { zh: '找不到签章人证书', en: "the signer's certificate is not known" },
  SIGNED_DATA_NOT_FOUND: { zh: '找不到被签名的内容', en: 'what was signed is not there' },
  NO_CERTIFICATE_CHAIN_FOUND: {
    zh: '签章人或印章的证书不能追溯到受信任的机构',
    en: 'no trusted authority is known to have certified the signer or the seal',
  },
  REVOKED_NO_POE: {
    zh: '签章人证书已被吊销，且无法证明签章早于吊销',
    en: "the signer's certificate is revoked, and no proof tells whether it was signed before",
  },
  REVOKED_CA_NO_POE: { zh: '签发机构的证书已被吊销', en: 'the certificate of an authority is revoked' },
  CERTIFICATE_CHAIN_GENERAL_FAILURE: { zh: '证书链存在错误', en: 'the certificate path has a fault' },
  CHAIN_CONSTRAINTS_FAILURE: { zh: '证书链不符合规则', en: 'the certificate path breaks a rule' },
  OUT_OF_BOUNDS_NOT_REVOKED: {
    zh: '证书已过期（未被吊销），签章时间缺少证明',
    en: 'a certificate has expired and was not revoked; no proof of the signing time',
  },
  OUT_OF_BOUNDS_NO_POE: {
    zh: '证书不在有效期内，且签章时间缺少证明',
    en: 'a certificate is out of its validity, and nothing proves the signing time',
  },
  CRYPTO_CONSTRAINTS_FAILURE: {
    zh: '算法或密钥强度不足，或不受支持',
    en: 'an algorithm or key is too weak, or not supported',
  },
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: {
    zh: '算法或密钥强度现已不足，且签章时间缺少证明',
    en: 'an algorithm or key is too weak now; no proof of the signing time',
  },
  SIG_CONSTRAINTS_FAILURE: {
    zh: '不符合签名规则，或规则未能检查',
    en: 'a rule for signatures is broken or could not be checked',
  },
  TIMESTAMP_ORDER_FAILURE: { zh: '各项时间相互矛盾', en: 'the times contradict one another' },
  POLICY_PROCESSING_ERROR: { zh: '签名策略无法处理', en: 'the signature policy could not be processed' },
  SIGNATURE_POLICY_NOT_AVAILABLE: { zh: '无法取得签名策略', en: 'the signature policy is not available' },
  TRY_LATER: {
    zh: '无法得知证书是否已被吊销，请提供较新的吊销列表',
    en: 'it is not known whether a certificate was revoked: give a newer revocation list',
  },
  NO_POE: { zh: '时间缺少证明', en: 'nothing proves the time' },
};

/** Names of the checks. */
export const CHECK_WORDS: Words<CheckName> = {
  format: { zh: '结构符合标准', en: 'structure by its standard' },
  signature: { zh: '签名值', en: 'signature value' },
  integrity: { zh: '内容与签名时一致', en: 'content is what was signed' },
  coverage: { zh: '所见内容均被签名覆盖', en: 'nothing shown is left unsigned' },
  'later-modifications': { zh: '签名后的改动', en: 'changes after signing' },
  'signer-certificate': { zh: '签章人证书', en: "signer's certificate" },
  path: { zh: '证书链至受信任机构', en: 'path to a trusted authority' },
  revocation: { zh: '未被吊销', en: 'not revoked' },
  time: { zh: '签章时间', en: 'signing time' },
  'seal-structure': { zh: '印章结构', en: 'structure of the seal' },
  'seal-maker-signature': { zh: '制章者签名', en: "seal maker's signature" },
  'seal-maker-certificate': { zh: '制章者证书', en: "seal maker's certificate" },
  'seal-signer-listed': { zh: '签章人在印章名单内', en: 'signer stands in the seal' },
  'seal-validity': { zh: '印章有效期', en: 'validity of the seal' },
  'seal-same': { zh: '所示印章即所用印章', en: 'seal shown is the seal used' },
  'seal-holder': { zh: '印章编码与证书一致', en: "seal number is the certificate's" },
  'cryptographic-constraints': { zh: '算法与密钥强度', en: 'algorithms and keys' },
};

/** Names of the formats. */
export const FORMAT_WORDS: Words<DocumentFormat> = {
  ofd: { zh: 'OFD（GB/T 33190）', en: 'OFD (GB/T 33190)' },
  'ses-seal': { zh: '电子印章（SES）', en: 'electronic seal (SES)' },
  'ses-signature': { zh: '电子签章数据（SES）', en: 'SES signature value' },
  pdf: { zh: 'PDF', en: 'PDF' },
  cms: { zh: 'CMS', en: 'CMS' },
  jws: { zh: 'JWS', en: 'JWS' },
};
