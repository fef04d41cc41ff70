export { PACKAGE_LIMITS, type PackageLimits } from './package/index.js';
export * from './report/index.js';
export { parseSeal, type Seal, type SesVersion } from './ses/index.js';
export { verifyDocument, type DocumentVerifier } from './verify-document.js';
