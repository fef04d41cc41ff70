import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** Reads and writes the node's tables; may only append to the audit log, and cannot read it. */
export const APPLICATION_ROLE = 'tongban_app';
/** Reads the audit log; writes nothing. */
export const AUDITOR_ROLE = 'tongban_auditor';
/** Reads the audit log; adds tiles, checkpoints and cosignatures. */
export const INTEGRATOR_ROLE = 'tongban_integrator';

export type DatabaseRole = typeof APPLICATION_ROLE | typeof AUDITOR_ROLE | typeof INTEGRATOR_ROLE;
export const ROLES: readonly DatabaseRole[] = [APPLICATION_ROLE, AUDITOR_ROLE, INTEGRATOR_ROLE];

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Makes the roles where the login may make roles, and lets the login take them; does nothing where it may not (a plain
 * owner): the triggers on the log hold there as well. Roles belong to the whole cluster, and the nodes of a demo start
 * on one cluster at the same moment, so a lost race is tried again.
 */
export async function ensureRoles(client: pg.ClientBase): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      for (const role of ROLES) {
        const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
        if (rowCount === 0) await client.query(`CREATE ROLE ${role} NOLOGIN`);
        if (!(await mayBecome(client, role))) await client.query(`GRANT ${role} TO CURRENT_USER`);
      }
      return;
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === INSUFFICIENT_PRIVILEGE) return;
      if (attempt === 10) throw error;
      await pause(20 * attempt);
    }
  }
}

/** Whether `SET ROLE` would succeed; false where the role does not exist. */
export async function mayBecome(client: pg.ClientBase, role: DatabaseRole): Promise<boolean> {
  // PostgreSQL 16 split membership: SET is the part that counts, and unknown to 15.
  const { rows } = await client.query<{ may: boolean }>(
    `SELECT coalesce(bool_or(pg_has_role(current_user, oid,
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END)), false) AS may
     FROM pg_roles WHERE rolname = $1`,
    [role],
  );
  return rows[0]?.may ?? false;
}

/**
 * Says again who may do what, in one transaction: ordinary tables are the application's to read and write; then each
 * module's own statements narrow or widen that.
 */
export async function grantPrivileges(
  client: pg.ClientBase,
  moduleGrants: readonly string[],
): Promise<boolean> {
  const { rows } = await client.query<{ present: string; schema: string }>(
    'SELECT count(*) AS present, quote_ident(current_schema()) AS schema FROM pg_roles WHERE rolname = ANY($1)',
    [ROLES],
  );
  const found = rows[0];
  if (!found || Number(found.present) < ROLES.length) return false;
  const { schema } = found;
  const statements = [
    `GRANT USAGE ON SCHEMA ${schema} TO ${ROLES.join(', ')}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${APPLICATION_ROLE}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${schema} TO ${APPLICATION_ROLE}`,
    ...moduleGrants,
  ];
  await client.query(`BEGIN; ${statements.join('; ')}; COMMIT`);
  return true;
}
