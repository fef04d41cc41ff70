import { APPLICATION_ROLE } from '../persistence/roles.js';

/** What was issued stays what it was. */
export const issuingGrants: readonly string[] = [
  `REVOKE UPDATE, DELETE ON issued_document FROM ${APPLICATION_ROLE}`,
];
