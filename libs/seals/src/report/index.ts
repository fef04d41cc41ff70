export { SignatureChecks } from './checks.js';
export {
  checkIssuer,
  type IssuerCheck,
  type IssuerCheckName,
  type IssuerOutcome,
  type IssuerReport,
  type LicenceIssuer,
  type SignerComparison,
} from './check-issuer.js';
export {
  concludes,
  worst,
  type Conclusion,
  type FailedBy,
  type IndeterminateBy,
  type Indication,
  type SubIndication,
} from './indication.js';
export { judgeSigner, pathProblem, type SignerQuestion } from './judge-signer.js';
export type {
  CertificateRole,
  PathRequest,
  PathValidator,
  PathVerdict,
  TimestampRequest,
  TimestampVerdict,
  VerifyOptions,
} from './ports.js';
export { recognise } from './recognise.js';
export type {
  Appearance,
  CertificateSummary,
  CheckName,
  Coverage,
  DocumentFormat,
  SealPicture,
  SealSummary,
  SignatureCheck,
  SignatureReport,
  SignatureTimes,
  ValidationReport,
} from './report.js';
export { reportJson } from './report-json.js';
export { documentReport, summarise } from './summarise.js';
export { validateBy, type TrustSettings } from './validate-by.js';
export { CHECK_WORDS, FORMAT_WORDS, INDICATION_WORDS, REASON_WORDS, type Bilingual } from './words.js';
