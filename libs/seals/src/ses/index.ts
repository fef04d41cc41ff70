export { checkSealSignature } from './check-seal-signature.js';
export { parseSealSignature } from './parse-signature.js';
export { parseSeal } from './parse-seal.js';
export type { CertificateList, Seal, SealSignature, SesVersion } from './structure.js';
export { verifySeal, verifySealSignature } from './verify-ses.js';
