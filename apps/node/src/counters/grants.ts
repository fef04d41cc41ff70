import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** What was handed over and what a session came to is never changed; auditors see who worked on what. */
export const countersGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON counter_handover, counter_session FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON counter_case, counter_appointment FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON counter_case, counter_claim, counter_handover, counter_appointment, counter_session TO ${AUDITOR_ROLE}`,
];
