export { auditingConfig, type AuditingConfig } from './auditing.config.js';
export { type Auditing, openAuditing } from './open-auditing.js';
export type { CounterpartState, CounterpartStates, ProofState, ProofStates } from './ports.js';
export type { ShownEntry, ShownGroup, ShownPage } from './read-the-log.js';
export type { Counted } from './search/count-entries.js';
export { type AuditFilter, parseFilter } from './search/filter.js';
