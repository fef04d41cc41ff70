import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** What happened in a case is never changed or forgotten; auditors see that it happened, not what was filled in. */
export const casesGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON case_event, case_content, case_step FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON case_record, case_peer_key, case_reminder FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON case_event TO ${AUDITOR_ROLE}`,
];
