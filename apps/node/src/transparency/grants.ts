import { APPLICATION_ROLE, AUDITOR_ROLE, INTEGRATOR_ROLE } from '../persistence/roles.js';

/**
 * The integrator reads entries and adds what it publishes; the auditor reads; the application learns how far the log
 * is and nothing else. Holds, archives and dropping are the owner's.
 */
export const transparencyGrants: readonly string[] = [
  `GRANT SELECT ON audit_log, audit_entry, audit_tree, audit_tile, audit_checkpoint, audit_cosignature TO ${INTEGRATOR_ROLE}`,
  `GRANT UPDATE ON audit_tree TO ${INTEGRATOR_ROLE}`,
  `GRANT INSERT ON audit_tile, audit_checkpoint, audit_cosignature TO ${INTEGRATOR_ROLE}`,
  `GRANT SELECT ON audit_tree, audit_tile, audit_checkpoint, audit_cosignature, audit_hold, audit_archive TO ${AUDITOR_ROLE}`,
  `GRANT EXECUTE ON FUNCTION audit_where, audit_dropped_below TO ${APPLICATION_ROLE}, ${INTEGRATOR_ROLE}, ${AUDITOR_ROLE}`,
];
