import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';
import type { PolicyVersion } from './signed-version.js';

/** Channel on which replicas are told of a new version. */
export const POLICY_CHANNEL = 'sharing_policy';

/** Holds the order of versions: whoever makes one takes it first. Any constant does; the bytes of "sharing". */
const VERSION_LOCK = '32483431914237543';

interface Row {
  version: number;
  content: string;
  digest: string;
  effective_at: Date;
  made_at: Date;
  proposal: string | null;
  jws: string;
}

const COLUMNS = 'version, content, digest, effective_at, made_at, proposal, jws';

const versionOf = (row: Row): PolicyVersion => ({
  version: row.version,
  content: row.content,
  digest: row.digest,
  effectiveAt: row.effective_at.getTime(),
  madeAt: row.made_at.getTime(),
  ...(row.proposal === null ? {} : { proposal: row.proposal }),
  jws: row.jws,
});

type Querying = Pick<Pool | ClientBase, 'query'>;

/** Number of the newest version, 0 where there is none. @throws Refusal STORE_UNAVAILABLE */
export async function newestNumber(db: Querying): Promise<number> {
  const { rows } = await reading(
    db.query<{ newest: number }>('SELECT coalesce(max(version), 0) AS newest FROM sharing_version'),
  );
  return rows[0]?.newest ?? 0;
}

/** The version that holds at an instant and those that are to come, in order. */
export async function standingVersions(db: Querying, at: number): Promise<PolicyVersion[]> {
  const { rows } = await reading(
    db.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_version
       WHERE version >= coalesce((SELECT max(version) FROM sharing_version WHERE effective_at <= $1), 0)
       ORDER BY version`,
      [new Date(at)],
    ),
  );
  return rows.map(versionOf);
}

/** The version that holds at an instant. */
export async function standingVersion(db: Querying, at: number): Promise<PolicyVersion | undefined> {
  const [first] = await standingVersions(db, at);
  return first && first.effectiveAt <= at ? first : undefined;
}

/** One version by its number; the newest, if none is given. */
export async function findVersion(db: Querying, version?: number): Promise<PolicyVersion | undefined> {
  const { rows } = await reading(
    version === undefined
      ? db.query<Row>(`SELECT ${COLUMNS} FROM sharing_version ORDER BY version DESC LIMIT 1`)
      : db.query<Row>(`SELECT ${COLUMNS} FROM sharing_version WHERE version = $1`, [version]),
  );
  return rows[0] && versionOf(rows[0]);
}

export async function listVersions(db: Querying, first: number, before?: number): Promise<PolicyVersion[]> {
  const { rows } = await reading(
    db.query<Row>(
      `SELECT ${COLUMNS} FROM sharing_version WHERE version < $1 ORDER BY version DESC LIMIT $2`,
      [before ?? 2_147_483_647, first],
    ),
  );
  return rows.map(versionOf);
}

/** Within a transaction: nobody else makes a version until it ends. */
export async function lockVersions(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [VERSION_LOCK]);
}

/** Within the transaction that holds the lock; replicas hear of it when that commits. */
export async function addVersion(client: ClientBase, made: PolicyVersion): Promise<void> {
  await client.query(`INSERT INTO sharing_version (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7)`, [
    made.version,
    made.content,
    made.digest,
    new Date(made.effectiveAt),
    new Date(made.madeAt),
    made.proposal ?? null,
    made.jws,
  ]);
  await client.query('SELECT pg_notify($1, $2)', [POLICY_CHANNEL, String(made.version)]);
}

async function reading<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw asStoreRefusal(error);
  }
}
