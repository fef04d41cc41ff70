import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** The application adds versions and decides proposals; it edits neither. Auditors read both. */
export const sharingGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON sharing_version FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON sharing_proposal FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON sharing_version, sharing_proposal TO ${AUDITOR_ROLE}`,
];
