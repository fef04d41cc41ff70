import type { ErrorEntry } from '../entry.js';

/** What a caller can do about any token that is malformed: sign it again, by the book. */
const signAgain = {
  en: 'Make the token anew with a library that follows RFC 7515 and the exchange profile.',
  zh: '请使用符合 RFC 7515 与交换规范的程序重新生成令牌。',
};

/** What a caller can do about a JSON text that is refused. */
const writeAgain = {
  en: 'Send strict JSON (RFC 8259, RFC 7493).',
  zh: '请发送严格的 JSON（RFC 8259、RFC 7493）。',
};

const token = (en: string, zh: string) =>
  ({
    status: 401,
    en: { message: en, advice: signAgain.en },
    zh: { message: zh, advice: signAgain.zh },
  }) as const satisfies ErrorEntry;

const text = (en: string, zh: string, status = 400) =>
  ({
    status,
    en: { message: en, advice: writeAgain.en },
    zh: { message: zh, advice: writeAgain.zh },
  }) as const satisfies ErrorEntry;

const key = (en: string, zh: string) =>
  ({
    status: 400,
    en: { message: en, advice: 'Publish a P-256, Ed25519 or SM2 public key as a JWK (RFC 7517).' },
    zh: { message: zh, advice: '请以 JWK（RFC 7517）形式公布 P-256、Ed25519 或 SM2 公钥。' },
  }) as const satisfies ErrorEntry;

export const jws = {
  JSON_SYNTAX: text('The text is not JSON.', '内容不是合法的 JSON。'),
  JSON_DUPLICATE_MEMBER: text('A JSON object names a member twice.', 'JSON 对象中存在重复的成员名。'),
  JSON_FORBIDDEN_MEMBER: text(
    'A JSON object has a member `__proto__`.',
    'JSON 对象中含有 `__proto__` 成员。',
  ),
  JSON_TOO_DEEP: text('The JSON text is nested too deeply.', 'JSON 嵌套层数过多。'),
  JSON_TOO_LARGE: text('The JSON text is too large.', 'JSON 内容过大。', 413),
  JSON_NOT_UTF8: text('The text is not valid UTF-8.', '内容不是合法的 UTF-8。'),
  JSON_LONE_SURROGATE: text(
    'A JSON string holds half of a surrogate pair.',
    'JSON 字符串中含有不成对的代理码元。',
  ),
  JSON_NUMBER_RANGE: text(
    'A JSON number cannot be held exactly (beyond 2^53 - 1).',
    'JSON 数值超出可精确表示的范围（2^53 - 1）。',
  ),

  JWS_TOO_LARGE: token('The token is too large.', '令牌过大。'),
  JWS_JSON_SERIALISATION: token(
    'The token is in JSON serialisation; compact serialisation is due.',
    '令牌为 JSON 序列化形式，应为紧凑序列化形式。',
  ),
  JWS_NOT_COMPACT: token(
    'The token does not have the three parts of a compact JWS.',
    '令牌不是由三部分组成的紧凑 JWS。',
  ),
  JWS_BASE64URL: token(
    'A part of the token is not canonical base64url.',
    '令牌的某一部分不是规范的 base64url 编码。',
  ),
  JWS_HEADER_INVALID: token('The header of the token is malformed.', '令牌头部格式有误。'),
  JWS_PAYLOAD_INVALID: token('The payload of the token is not a JSON object.', '令牌载荷不是 JSON 对象。'),
  JWS_ALG_MISSING: token(
    'The protected header of the token names no algorithm.',
    '令牌的受保护头部未指明签名算法。',
  ),
  JWS_ALG_NONE: token('The token says that it is not signed.', '令牌声明其未签名（none）。'),
  JWS_ALG_SYMMETRIC: token(
    'The token names a shared-secret algorithm; only signatures are accepted.',
    '令牌使用共享密钥算法，仅接受数字签名。',
  ),
  JWS_ALG_UNKNOWN: token(
    'The token names an algorithm that this profile does not have.',
    '令牌使用了本规范之外的算法。',
  ),
  JWS_ALG_NOT_THE_KEYS: token(
    'The algorithm in the token is not the one of the key.',
    '令牌声明的算法与密钥的算法不一致。',
  ),
  JWS_TYP_WRONG: token('The token is of another type than is due here.', '令牌类型与此处要求不符。'),
  JWS_KID_MISSING: token('The token does not name its key.', '令牌未指明密钥编号。'),
  JWS_KID_MALFORMED: token('The key id of the token is malformed.', '令牌中的密钥编号格式有误。'),
  JWS_KID_UNKNOWN: token('The issuer has no valid key of this id.', '签发方没有该编号的有效密钥。'),
  JWS_CRIT_MALFORMED: token('The `crit` member of the token is malformed.', '令牌的 `crit` 成员格式有误。'),
  JWS_CRIT_UNKNOWN: token(
    'The token demands an extension that is not understood here.',
    '令牌要求的扩展在此不受支持。',
  ),
  JWS_B64_REFUSED: token(
    'The token uses the unencoded-payload option.',
    '令牌使用了未编码载荷选项（b64），不予接受。',
  ),
  JWS_SIGNATURE_DER: token(
    'The signature is DER; r and s in fixed length are due (RFC 7518 section 3.4).',
    '签名为 DER 编码，应为定长的 r 与 s（RFC 7518 第 3.4 节）。',
  ),
  JWS_SIGNATURE_LENGTH: token('The signature has a wrong length.', '签名长度有误。'),
  JWS_SIGNATURE_RANGE: token(
    'A number of the signature is zero or not below the order of the group.',
    '签名分量为零或不小于群的阶。',
  ),
  JWS_SIGNATURE_WRONG: token('The signature does not verify.', '签名验证不通过。'),

  JWK_INVALID: key('The key is malformed.', '密钥格式有误。'),
  JWK_UNSUPPORTED: key('The key is of a kind that is not used here.', '不支持该类型的密钥。'),
  JWK_ALG_MISMATCH: key(
    'The algorithm that the key names is not one for its kind.',
    '密钥声明的算法与其类型不符。',
  ),
  JWK_USE_MISMATCH: key('The key is not meant for signatures.', '该密钥不用于签名。'),
  JWK_TOO_WEAK: key(
    'The RSA key is too weak (2048 bits and exponent 65537 at least).',
    'RSA 密钥强度不足（至少 2048 位，指数不小于 65537）。',
  ),
  JWK_PRIVATE: key('A private key stands where a public one is due.', '此处应为公钥，却给出了私钥。'),
  JWK_NOT_PRIVATE: key('A public key stands where a private one is due.', '此处应为私钥，却给出了公钥。'),
  JWK_VERIFIES_ONLY: key(
    'Keys of this kind verify old statements and sign nothing.',
    '此类密钥仅用于验证，不用于签名。',
  ),
} as const satisfies Record<string, ErrorEntry>;
