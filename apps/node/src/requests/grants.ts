import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** Matters and their entries are never deleted, records of use never changed; auditors read what happened. */
export const requestsGrants: readonly string[] = [
  `REVOKE DELETE ON sharing_matter, overdue_notice FROM ${APPLICATION_ROLE}`,
  `REVOKE UPDATE, DELETE ON sharing_matter_entry FROM ${APPLICATION_ROLE}`,
  `REVOKE UPDATE ON use_record FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON sharing_matter, sharing_matter_entry, use_record, overdue_notice TO ${AUDITOR_ROLE}`,
];
