export { otpauthUri } from './otpauth.js';
export { RECOVERY_CODE_BYTES, recoveryCode, recoveryDigest } from './recovery-codes.js';
export { toBase32 } from './base32.js';
export { codeAt, stepOf, stepOfCode } from './totp.js';
