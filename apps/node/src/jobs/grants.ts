import { APPLICATION_ROLE } from '../persistence/roles.js';

/** The application works with the queue's tables and makes none; see migrations/create-jobs.ts. */
export const jobsGrants: readonly string[] = [
  `DO $$
   DECLARE jobs text := quote_ident(current_schema() || '_jobs');
   BEGIN
     EXECUTE 'GRANT USAGE ON SCHEMA ' || jobs || ' TO ${APPLICATION_ROLE}';
     EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ' || jobs || ' TO ${APPLICATION_ROLE}';
     EXECUTE 'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ' || jobs || ' TO ${APPLICATION_ROLE}';
   END $$`,
];
