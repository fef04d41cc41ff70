export {
  CertificateAuthority,
  certifyingKeyOf,
  sm2CertifyingKey,
  type CertificateRequest,
  type CertifyingKey,
  type CrlRequest,
  type SubjectName,
  type Validity,
} from './authority/index.js';
export {
  createCms,
  createTimestamp,
  digestNameOf,
  documentKeyOf,
  keyFromPkcs12,
  writePkcs12,
  type CmsRequest,
  type DocumentSigningKey,
  type Pkcs12Content,
  type SigningAlgorithm,
  type Timestamper,
  type TimestampSettings,
} from './cms/index.js';
export {
  copyNoteSchema,
  noteText,
  ofdFirstPage,
  pdfOriginal,
  placeOnFirstPage,
  readCopyNote,
  readOfdCopy,
  readPdfCopy,
  wrapOfd,
  type CopyFinding,
  type CopyNote,
  type CopyProblem,
  type CopyReport,
  type DrawnNote,
  type NotePlace,
  type OfdCopy,
} from './copy/index.js';
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
export {
  addValidationData,
  signPdf,
  type SealAppearance,
  type SealRaster,
  type SealShapes,
  type SignPdfRequest,
  type ValidationData,
} from './pdf/index.js';
export * from './report/index.js';
export { parseSeal, type Seal, type SesVersion } from './ses/index.js';
export { escapeXml } from './xml/index.js';
export { verifyDocument, type DocumentVerifier } from './verify-document.js';
