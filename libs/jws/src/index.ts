export { decodeBase64url, encodeBase64url } from './base64url.js';
export {
  parseCompact,
  signCompact,
  verifyByKey,
  verifyCompact,
  verifyParsed,
  type JwsPayload,
  type ParsedJws,
  type VerifiedJws,
  type VerifyOptions,
} from './compact.js';
export type { JwsHeader } from './header.js';
export {
  generateSigningKey,
  KID_PATTERN,
  signingKeyFromJwk,
  suites,
  thumbprint,
  verificationKeyFromJwk,
  verificationKeyOf,
} from './keys.js';
export { TOKEN_LIMITS, type Limits } from './limits.js';
export { parseStrictJson } from './strict-json.js';
export type {
  PrivateJwk,
  PublicJwk,
  SignatureSuite,
  SigningKey,
  SigningSuiteName,
  SuiteName,
  VerificationKey,
} from './suite.js';
export { sm2SuiteOver, type Sm2Computing } from './suites/sm2.js';
