import { APPLICATION_ROLE } from '../persistence/roles.js';

/** What was held for a case stays known, also where its bytes were erased; what is known of a material is only replaced. */
export const materialsGrants: readonly string[] = [
  `REVOKE DELETE ON case_file, case_material FROM ${APPLICATION_ROLE}`,
];
