import { APPLICATION_ROLE, AUDITOR_ROLE } from '../persistence/roles.js';

/**
 * The application appends through one function and can neither read nor change what it has appended; the auditor reads
 * everything and writes nothing. Erasing personal values and moving archives are the owner's.
 */
export const auditGrants: readonly string[] = [
  `DO $$
   DECLARE t regclass;
   BEGIN
     FOR t IN SELECT oid FROM pg_class
       WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND relname LIKE 'audit\\_%'
     LOOP
       EXECUTE format('REVOKE ALL ON %s FROM ${APPLICATION_ROLE}', t);
     END LOOP;
   END $$`,
  `GRANT EXECUTE ON FUNCTION audit_append, audit_open, audit_keep_chain, audit_forget_replays TO ${APPLICATION_ROLE}`,
  `GRANT SELECT ON audit_log, audit_entry, audit_evidence, audit_personal, audit_chain TO ${AUDITOR_ROLE}`,
];
