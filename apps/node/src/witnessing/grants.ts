import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** The application remembers more and never less; auditors read what was refused. */
export const witnessingGrants: readonly string[] = [
  `REVOKE DELETE ON witness_memory FROM ${APPLICATION_ROLE}`,
  `REVOKE UPDATE, DELETE ON witness_conflict FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON witness_memory, witness_conflict, witness_submission TO ${AUDITOR_ROLE}`,
];
