export {
  Sm2Authority,
  type CertificateRequest,
  type CrlRequest,
  type SubjectName,
  type Validity,
} from './authority/index.js';
export {
  createCms,
  digestNameOf,
  keyFromPkcs12,
  type CmsRequest,
  type DocumentSigningKey,
  type SigningAlgorithm,
} from './cms/index.js';
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
export { joseScheme, verifyJose, type JoseInput } from './jws/index.js';
export { Package, PACKAGE_LIMITS, writePackage, type PackageLimits } from './package/index.js';
export { signPdf, type SealAppearance, type SealRaster, type SignPdfRequest } from './pdf/index.js';
export * from './report/index.js';
export { parseSeal, type Seal, type SesVersion } from './ses/index.js';
export { escapeXml } from './xml/index.js';
export { verifyDocument, type DocumentVerifier } from './verify-document.js';
