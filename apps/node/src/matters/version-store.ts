import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';
import type { MappedDepartments, MatterOrigin, StoredVersion } from './signed-version.js';

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** Holds the order of versions: whoever makes one takes it first. Any constant does; the bytes of "matters". */
const VERSION_LOCK = '30787925258367603';

interface Row {
  number: number;
  matter: string;
  version: number;
  digest: string;
  definition: string;
  in_force_from: string;
  origin: MatterOrigin;
  issuer: string | null;
  package: string | null;
  departments: MappedDepartments;
  proposal: string | null;
  made_at: Date;
  jws: string;
}

const COLUMNS = `number, matter, version, digest, definition, to_char(in_force_from, 'YYYY-MM-DD') AS in_force_from,
  origin, issuer, package, departments, proposal, made_at, jws`;

const versionOf = (row: Row): StoredVersion => ({
  number: row.number,
  matter: row.matter,
  version: row.version,
  digest: row.digest,
  definition: row.definition,
  from: row.in_force_from,
  origin: row.origin,
  ...(row.issuer === null ? {} : { issuer: row.issuer }),
  ...(row.package === null ? {} : { package: row.package }),
  departments: row.departments,
  ...(row.proposal === null ? {} : { proposal: row.proposal }),
  madeAt: row.made_at.getTime(),
  jws: row.jws,
});

/** Versions after a place in the sequence, in order. @throws Refusal STORE_UNAVAILABLE */
export async function versionsAfter(db: Queryable, number: number): Promise<StoredVersion[]> {
  try {
    const { rows } = await db.query<Row>(
      `SELECT ${COLUMNS} FROM matter_version WHERE number > $1 ORDER BY number`,
      [number],
    );
    return rows.map(versionOf);
  } catch (error) {
    throw asStoreRefusal(error);
  }
}

/** Within a transaction: nobody else makes a version until it ends. @returns the last one of all, where there is one */
export async function lockVersions(
  client: ClientBase,
): Promise<Pick<StoredVersion, 'number' | 'jws'> | undefined> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [VERSION_LOCK]);
  const { rows } = await client.query<Pick<StoredVersion, 'number' | 'jws'>>(
    'SELECT number, jws FROM matter_version ORDER BY number DESC LIMIT 1',
  );
  return rows[0];
}

/** Numbers and digests of all versions of some matters. */
export async function heldVersions(
  client: ClientBase,
  matters: readonly string[],
): Promise<Pick<StoredVersion, 'matter' | 'version' | 'digest'>[]> {
  const { rows } = await client.query<Pick<StoredVersion, 'matter' | 'version' | 'digest'>>(
    'SELECT matter, version, digest FROM matter_version WHERE matter = ANY($1)',
    [matters],
  );
  return rows;
}

/** Within the transaction that holds the lock. */
export async function addVersion(client: ClientBase, made: StoredVersion): Promise<void> {
  await client.query(
    `INSERT INTO matter_version (number, matter, version, digest, definition, in_force_from, origin, issuer, package,
       departments, proposal, made_at, jws) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      made.number,
      made.matter,
      made.version,
      made.digest,
      made.definition,
      made.from,
      made.origin,
      made.issuer ?? null,
      made.package ?? null,
      JSON.stringify(made.departments),
      made.proposal ?? null,
      new Date(made.madeAt),
      made.jws,
    ],
  );
}
