import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/** Versions and offers are added and never edited; proposals are decided. Auditors read all of them. */
export const mattersGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON matter_version, matter_offer FROM ${APPLICATION_ROLE}`,
  `REVOKE DELETE ON matter_proposal, matter_offering FROM ${APPLICATION_ROLE}`,
  `GRANT SELECT ON matter_version, matter_offer, matter_offering, matter_proposal TO ${AUDITOR_ROLE}`,
];
