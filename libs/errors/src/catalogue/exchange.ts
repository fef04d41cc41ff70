import type { ErrorEntry } from '../entry.js';

const entry = (status: number, en: string, zh: string, advice: string, adviceZh: string): ErrorEntry => ({
  status,
  en: { message: en, advice },
  zh: { message: zh, advice: adviceZh },
});

/** The request token does not bind what arrived. */
const binding = (en: string, zh: string): ErrorEntry =>
  entry(
    403,
    en,
    zh,
    'Sign exactly the request that is sent, and send it unchanged.',
    '请对实际发送的请求签名，并原样发送。',
  );

/** An answer that the asking node does not believe: the fault lies upstream. */
const answer = (en: string, zh: string): ErrorEntry =>
  entry(
    502,
    en,
    zh,
    'Nothing of the answer was used; tell the operator of the answering node.',
    '应答内容未被采用；请告知应答节点的运维人员。',
  );

const clock = (en: string, zh: string): ErrorEntry =>
  entry(
    403,
    en,
    zh,
    'Compare the clocks of both nodes (NTP) and sign anew just before sending.',
    '请核对双方节点的时钟（NTP），并在发送前重新签名。',
  );

const shape = (en: string, zh: string): ErrorEntry =>
  entry(400, en, zh, 'Follow the exchange profile, section 4.', '请遵循交换规范第 4 节。');

const trust = (en: string, zh: string): ErrorEntry =>
  entry(
    401,
    en,
    zh,
    'Sign with a key that the federation publishes for the calling node at this moment.',
    '请使用联盟当前为调用节点公布的密钥签名。',
  );

export const exchange = {
  // Who asks (nothing of this is signed or logged for the caller: it is not identified yet)
  REQUEST_TOKEN_MISSING: trust('The request carries no request token.', '请求未携带请求令牌。'),
  ANSWER_AS_REQUEST: trust(
    'An answer token stands where a request token is due.',
    '此处应为请求令牌，却给出了应答令牌。',
  ),
  REQUEST_ISSUER_INVALID: trust('The request token does not name its issuer.', '请求令牌未指明签发节点。'),
  PEER_UNKNOWN: trust('The issuer is no node of this federation.', '签发方不是本联盟的节点。'),
  CHANNEL_MISMATCH: trust(
    'The client certificate belongs to another node than the issuer of the request token.',
    '客户端证书所属节点与请求令牌签发节点不一致。',
  ),
  KEY_OF_ANOTHER_NODE: trust('The key id belongs to another node.', '密钥编号属于其他节点。'),
  KEY_RETIRED: trust('The key was rotated out or revoked.', '该密钥已轮换停用或被撤销。'),
  SUITE_NOT_AGREED: trust(
    'The key belongs to a signature suite that this node does not take.',
    '密钥所属签名套件不在本节点接受范围内。',
  ),

  // What is asked
  PROTOCOL_VERSION: shape('The token speaks another version of the protocol.', '令牌的协议版本不受支持。'),
  REQUEST_CLAIMS_INVALID: shape(
    'A claim of the request token is missing or malformed.',
    '请求令牌的声明缺失或格式有误。',
  ),
  CONTEXT_MISSING: shape('The request token carries no lookup context.', '请求令牌未携带查询背景信息。'),
  CONTEXT_INVALID: shape(
    'An element of the lookup context is missing or malformed.',
    '查询背景信息的某一要素缺失或格式有误。',
  ),

  // When
  REQUEST_EXPIRED: clock('The request token has expired.', '请求令牌已过期。'),
  REQUEST_FROM_FUTURE: clock(
    'The request token was issued in the future.',
    '请求令牌的签发时间晚于当前时间。',
  ),
  REQUEST_LIFETIME: clock('The request token lives longer than 60 seconds.', '请求令牌有效期超过 60 秒。'),

  // What the token binds
  AUDIENCE_MISMATCH: binding('The request token is meant for another node.', '请求令牌的接收方不是本节点。'),
  METHOD_MISMATCH: binding(
    'The request token was made for another HTTP method.',
    '请求令牌绑定的 HTTP 方法不一致。',
  ),
  URI_MISMATCH: binding('The request token was made for another URI.', '请求令牌绑定的 URI 不一致。'),
  CONTENT_TYPE_MISMATCH: binding(
    'The request token was made for another content type.',
    '请求令牌绑定的内容类型不一致。',
  ),
  CONTENT_DIGEST_MISSING: binding('The request carries no Content-Digest.', '请求未携带 Content-Digest。'),
  CONTENT_DIGEST_MALFORMED: binding(
    'The Content-Digest is not one SHA-256 digest as RFC 9530 writes it.',
    'Content-Digest 不是 RFC 9530 规定的单一 SHA-256 摘要。',
  ),
  CONTENT_DIGEST_MISMATCH: binding(
    'The Content-Digest is not the digest of the body that arrived.',
    'Content-Digest 与收到的内容不符。',
  ),
  BODY_DIGEST_MISMATCH: binding(
    'The request token binds another body than the one that arrived.',
    '请求令牌绑定的内容摘要与收到的内容不符。',
  ),
  REPLAYED: entry(
    409,
    'The request was received before: issuer and jti are known.',
    '该请求此前已收到：签发节点与 jti 重复。',
    'Sign anew with a fresh jti if the question is to be asked again.',
    '如需再次查询，请使用新的 jti 重新签名。',
  ),

  // The answer, seen by the node that asked
  ANSWER_UNSIGNED: answer('The answer carries no answer token.', '应答未携带应答令牌。'),
  REQUEST_AS_ANSWER: answer(
    'A request token stands where an answer token is due.',
    '此处应为应答令牌，却给出了请求令牌。',
  ),
  RECEIPT_AS_ANSWER: answer(
    'A receipt stands where an answer token is due.',
    '此处应为应答令牌，却给出了回执。',
  ),
  ANSWER_ISSUER_MISMATCH: answer(
    'The answer was signed by another node than the one asked.',
    '应答由其他节点签发。',
  ),
  ANSWER_CLAIMS_INVALID: answer(
    'A claim of the answer token is missing or malformed.',
    '应答令牌的声明缺失或格式有误。',
  ),
  ANSWER_AUDIENCE_MISMATCH: answer(
    'The answer token is meant for another node.',
    '应答令牌的接收方不是本节点。',
  ),
  ANSWER_REQUEST_DIGEST_MISSING: answer(
    'The answer token does not say which request it answers.',
    '应答令牌未指明所应答的请求。',
  ),
  ANSWER_FOR_ANOTHER_REQUEST: answer(
    'The answer token answers another request.',
    '应答令牌对应的是另一请求。',
  ),
  ANSWER_STATUS_MISMATCH: answer(
    'The HTTP status is not the one that was signed.',
    'HTTP 状态码与签名内容不一致。',
  ),
  ANSWER_CONTENT_TYPE_MISMATCH: answer(
    'The content type of the answer is not the one that was signed.',
    '应答内容类型与签名内容不一致。',
  ),
  ANSWER_BODY_MISMATCH: answer(
    'The body of the answer was changed after signing.',
    '应答内容在签名后被更改。',
  ),
  ANSWER_FROM_FUTURE: answer('The answer was signed in the future.', '应答签发时间晚于当前时间。'),
  ANSWER_STALE: answer('The answer was signed too long ago.', '应答签发时间过早。'),
  ANSWER_RECEIPT_MISSING: answer('The answer carries no audit receipt.', '应答未携带审计回执。'),
  ANSWER_RECEIPT_INVALID: answer('The audit receipt is malformed.', '审计回执格式有误。'),
  ANSWER_RECEIPT_LOG_MISMATCH: answer(
    'The audit receipt names another log than that of the answering node.',
    '审计回执所指日志不是应答节点的日志。',
  ),
  JURISDICTION_MISMATCH: answer(
    'The answering node is not responsible for the jurisdiction that was asked.',
    '应答节点不负责所查询的行政区域。',
  ),
  ANSWER_NOT_ENCRYPTED: answer(
    'The answer token speaks of encryption, but the body came in clear, or the other way round.',
    '应答令牌与内容的加密状态不一致。',
  ),
  ENCRYPTION_MISMATCH: answer(
    'The body was encrypted otherwise than the answer token says.',
    '应答内容的加密方式与应答令牌所述不一致。',
  ),
  ENCRYPTION_MALFORMED: answer('The encrypted body is malformed.', '加密内容格式有误。'),
  ENCRYPTION_KEY_UNKNOWN: answer(
    'The body was encrypted for a key that this node does not hold.',
    '应答内容所用加密密钥不属于本节点。',
  ),
  DECRYPTION_FAILED: answer('The encrypted body does not decrypt.', '加密内容无法解密。'),
} as const satisfies Record<string, ErrorEntry>;
