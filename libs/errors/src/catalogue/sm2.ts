import type { ErrorEntry } from '../entry.js';

/** Refusals about SM2 keys and signatures. */
export const sm2 = {
  SM2_SIGNATURE_MALFORMED: {
    status: 400,
    en: {
      message: 'The bytes are not an SM2 signature in the form that is due.',
      advice: 'Write r and s as DER with minimal numbers, or as 32 bytes each, as the format demands.',
    },
    zh: {
      message: 'SM2 签名值的编码不符合要求。',
      advice: '请按格式要求将 r、s 编码为最小长度的 DER，或各 32 字节的定长形式。',
    },
  },
  SM2_SIGNATURE_RANGE: {
    status: 400,
    en: {
      message: 'A number of the SM2 signature is out of range.',
      advice: 'Sign again with a library that follows GB/T 32918.2.',
    },
    zh: { message: 'SM2 签名值超出取值范围。', advice: '请使用符合 GB/T 32918.2 的程序重新签名。' },
  },
  SM2_KEY_INVALID: {
    status: 400,
    en: {
      message: 'The SM2 key cannot be used.',
      advice: 'Give a point of the curve 1.2.156.10197.1.301, uncompressed, as SubjectPublicKeyInfo or JWK.',
    },
    zh: {
      message: 'SM2 密钥无法使用。',
      advice: '请以 SubjectPublicKeyInfo 或 JWK 形式提供曲线 1.2.156.10197.1.301 上的未压缩公钥。',
    },
  },
  SM2_ID_INVALID: {
    status: 400,
    en: {
      message: 'The SM2 user id is too long.',
      advice: 'Use at most 8191 bytes; the usual id is 1234567812345678.',
    },
    zh: {
      message: 'SM2 用户标识过长。',
      advice: '用户标识不得超过 8191 字节，通常为 1234567812345678。',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
