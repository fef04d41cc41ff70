export { CounterpartState, type CounterpartOf, type CounterpartStateName } from './counterpart-state.js';
export { ReconciliationFindings, type FindingClass, type StoredFinding } from './findings.js';
export { HastenReconciliation, type HastenRequest } from './hasten-reconciliation.js';
export { openReconciliation, type Reconciliation } from './open-reconciliation.js';
export { ReadReconciliations, type Page, type ReconciliationQuery } from './read-reconciliations.js';
export { reconciliationConfig, type ReconciliationConfig } from './reconciliation.config.js';
export { WindowStore, type PairSummary, type StoredWindow } from './window-store.js';
