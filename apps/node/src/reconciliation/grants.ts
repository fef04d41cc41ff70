import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** Findings are written once and never changed by the application; windows are never forgotten. */
export const reconciliationGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON reconciliation_finding FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON reconciliation_window, reconciliation_peer FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON reconciliation_peer, reconciliation_window, reconciliation_finding TO ${AUDITOR_ROLE}`,
];
