export {
  EVIDENCE_FORMAT,
  EVIDENCE_MAX_BYTES,
  type EvidenceBundle,
  type EvidenceRole,
  evidenceSchema,
  type EvidenceSide,
  mergeEvidence,
  parseEvidence,
} from './bundle.js';
export { anchorsIn, examineChains, type ChainReport, type KnownNode } from './chains.js';
export {
  EVIDENCE_CHECKS,
  type EvidenceCheck,
  type EvidenceCheckName,
  type EvidenceVerdict,
  verdictOf,
} from './check.js';
export {
  checkEvidence,
  type EvidenceGroup,
  type EvidenceReport,
  type EvidenceTrust,
  groupOf,
} from './check-evidence.js';
export type { LogPlace, LogTrust } from './logs.js';
export type { EvidenceTexts } from './words/texts.js';
export { en as evidenceTextsEn } from './words/en.js';
export { zh as evidenceTextsZh } from './words/zh.js';
