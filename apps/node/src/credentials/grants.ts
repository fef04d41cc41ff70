import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** A place in a status list is given once and for all. */
export const credentialGrants: readonly string[] = [
  `REVOKE DELETE ON credential_issued, credential_status_list FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON credential_issued, credential_status_list TO ${AUDITOR_ROLE}`,
];
