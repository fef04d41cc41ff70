export {
  Sm2Authority,
  type CertificateRequest,
  type CrlRequest,
  type SubjectName,
  type Validity,
} from './authority/index.js';
export {
  makeSeal,
  sealKeyOf,
  sealOfd,
  signSesV4Seal,
  type SealContent,
  type SealKey,
  type SealOfdInput,
  type SealSignatureContent,
  type Stamp,
} from './create/index.js';
export { Package, PACKAGE_LIMITS, writePackage, type PackageLimits } from './package/index.js';
export * from './report/index.js';
export { parseSeal, type Seal, type SesVersion } from './ses/index.js';
export { verifyDocument, type DocumentVerifier } from './verify-document.js';
