import { entry, type ErrorEntry } from '../entry.js';

export const credentials = {
  SD_JWT_MALFORMED: entry(
    400,
    ['The SD-JWT is malformed.', 'Send the credential as its issuer or wallet made it (RFC 9901).'],
    ['SD-JWT 格式不正确。', '请按 RFC 9901 原样提交签发方或钱包生成的凭证。'],
  ),
  SD_JWT_HASH_UNKNOWN: entry(
    400,
    ['The SD-JWT uses a hash function that is not accepted.', 'Use sha-256, sha-384 or sha-512.'],
    ['SD-JWT 使用了不被接受的摘要算法。', '请使用 sha-256、sha-384 或 sha-512。'],
  ),
  SD_JWT_DISCLOSURE_MALFORMED: entry(
    400,
    ['A disclosure is malformed.', 'Send disclosures as the issuer made them.'],
    ['披露项格式不正确。', '请原样提交签发方生成的披露项。'],
  ),
  SD_JWT_DISCLOSURE_REPEATED: entry(
    400,
    ['A disclosure was sent twice.', 'Send each disclosure once.'],
    ['同一披露项重复提交。', '每个披露项只提交一次。'],
  ),
  SD_JWT_DISCLOSURE_UNREFERENCED: entry(
    400,
    ['A disclosure belongs to nothing that the issuer signed.', 'Send only disclosures of this credential.'],
    ['存在签发方未签署的披露项。', '只提交本凭证的披露项。'],
  ),
  SD_JWT_DIGEST_REPEATED: entry(
    400,
    ['A digest stands twice in the credential.', 'Ask the issuer for a new credential.'],
    ['凭证中摘要重复出现。', '请向签发方重新申领凭证。'],
  ),
  SD_JWT_CLAIM_COVERED: entry(
    400,
    ['A disclosure would cover a claim that is there already.', 'Ask the issuer for a new credential.'],
    ['披露项与已有声明重名。', '请向签发方重新申领凭证。'],
  ),
  CREDENTIAL_MALFORMED: entry(
    400,
    ['The credential lacks what an SD-JWT VC must have.', 'Ask its issuer for a new one.'],
    ['凭证缺少必要内容。', '请向签发方重新申领凭证。'],
  ),
  CREDENTIAL_CLAIM_HIDDEN: entry(
    400,
    ['The credential conceals a claim that must stay open.', 'Ask its issuer for a new one.'],
    ['凭证隐藏了不得隐藏的声明。', '请向签发方重新申领凭证。'],
  ),
  CREDENTIAL_ISSUER_UNTRUSTED: entry(
    403,
    [
      'Nobody vouches for the issuer of the credential.',
      'Present a credential of an issuer of the federation.',
    ],
    ['凭证签发方不受信任。', '请出示联邦内机构签发的凭证。'],
  ),
  CREDENTIAL_EXPIRED: entry(
    403,
    ['The credential has expired.', 'Ask its issuer for a new one.'],
    ['凭证已过期。', '请向签发方换发凭证。'],
  ),
  CREDENTIAL_NOT_YET_VALID: entry(
    403,
    ['The credential is not valid yet.', 'Present it later; compare the clocks.'],
    ['凭证尚未生效。', '请稍后出示，并核对系统时间。'],
  ),
  CREDENTIAL_REVOKED: entry(
    403,
    ['The credential was revoked.', 'Ask its issuer why, and for a new one.'],
    ['凭证已被撤销。', '请向签发方了解原因并重新申领。'],
  ),
  CREDENTIAL_SUSPENDED: entry(
    403,
    ['The credential is suspended.', 'Ask its issuer until when.'],
    ['凭证已被暂停。', '请向签发方了解恢复时间。'],
  ),
  CREDENTIAL_STATUS_UNKNOWN: entry(
    503,
    ['Whether the credential still holds could not be found out.', 'Try again later.'],
    ['无法确认凭证当前状态。', '请稍后重试。'],
  ),
  KEY_BINDING_MISSING: entry(
    400,
    [
      'The presentation is not bound to a key.',
      'Present the credential with a key binding for this request.',
    ],
    ['出示内容未做持有人密钥绑定。', '请针对本次请求重新出示并绑定密钥。'],
  ),
  KEY_BINDING_UNEXPECTED: entry(
    400,
    [
      "The presentation is bound to somebody else's request.",
      'Give the credential itself, or answer a request.',
    ],
    ['出示内容绑定了其他请求。', '请提交凭证本身，或按出示请求作答。'],
  ),
  KEY_BINDING_NO_KEY: entry(
    400,
    ['The credential names no key of its holder.', 'Present a credential that was issued to a key.'],
    ['凭证未登记持有人密钥。', '请出示已绑定持有人密钥的凭证。'],
  ),
  KEY_BINDING_MALFORMED: entry(
    400,
    ['The key binding is malformed.', 'Make it anew (RFC 9901 section 4.3).'],
    ['密钥绑定格式不正确。', '请重新生成密钥绑定（RFC 9901 第 4.3 节）。'],
  ),
  KEY_BINDING_OTHER: entry(
    403,
    ['The key binding was made for other disclosures.', 'Make it over exactly what is presented.'],
    ['密钥绑定与所出示内容不一致。', '请对实际出示的内容重新绑定。'],
  ),
  KEY_BINDING_AUDIENCE: entry(
    403,
    ['The key binding was made for another verifier.', 'Answer the request of this verifier.'],
    ['密钥绑定的验证方不是本机构。', '请按本机构的请求出示。'],
  ),
  KEY_BINDING_NONCE: entry(
    403,
    ['The key binding was made for another occasion.', 'Answer the present request; an answer counts once.'],
    ['密钥绑定对应的不是本次请求。', '请按本次请求出示，每次应答仅有效一次。'],
  ),
  KEY_BINDING_TIME: entry(
    403,
    ['The key binding is too old, or from the future.', 'Make it anew; compare the clocks.'],
    ['密钥绑定已过时或时间异常。', '请重新出示，并核对系统时间。'],
  ),
  STATUS_LIST_MALFORMED: entry(
    502,
    ['The status list is malformed.', 'Tell the issuer; try again later.'],
    ['凭证状态列表格式不正确。', '请通知签发方，并稍后重试。'],
  ),
  STATUS_LIST_OTHER: entry(
    502,
    ['The status list is not the one that was asked for.', 'Tell the issuer.'],
    ['取得的凭证状态列表与请求不符。', '请通知签发方。'],
  ),
  STATUS_LIST_EXPIRED: entry(
    503,
    ['The status list has expired.', 'Try again later; tell the issuer where it lasts.'],
    ['凭证状态列表已过期。', '请稍后重试，持续出现时通知签发方。'],
  ),
  STATUS_INDEX_OUT_OF_RANGE: entry(
    400,
    ['The credential points beyond its status list.', 'Ask the issuer for a new credential.'],
    ['凭证状态索引超出列表范围。', '请向签发方重新申领凭证。'],
  ),
} as const satisfies Record<string, ErrorEntry>;
