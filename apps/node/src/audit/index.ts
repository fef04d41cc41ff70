export { auditConfig, type AuditConfig } from './audit.config.js';
export { AuditLog, type AuditLogOptions } from './audit-log.js';
export { CaseJournal, type CaseStepEvent } from './case-journal.js';
export { AuditReader, type StoredEntry } from './audit-reader.js';
export type { AppendDraft, PreparedEntry } from './draft.js';
export { openLogKey, type LogKey } from './log-key.js';
export {
  callerOf,
  type GovernanceActor,
  type GovernanceEvent,
  GovernanceJournal,
  type GovernanceKind,
  type GovernanceRecord,
} from './governance-journal.js';
