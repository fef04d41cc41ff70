export { auditDocument, type DocumentVerdict, type VerdictCheck } from './document-verdict.js';
export { concludeRefusal, concludeVerdict, isFinal, type ExpectedIssuer } from './conclude.js';
export { LicenceVerdicts, type JudgedLicence, type StoredDocuments } from './licence-verdicts.js';
export { readVerdict, verdictSchema, VERDICT_SELECTION } from './told-verdict.js';
export { verdictsConfig, type VerdictsConfig } from './verdicts.config.js';
