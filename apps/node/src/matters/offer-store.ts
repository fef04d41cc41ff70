import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';

type Queryable = Pick<ClientBase | Pool, 'query'>;

/** A definition that another region offers. */
export interface MatterOffer {
  id: string;
  /** Entity id of the node that signed the package. */
  issuer: string;
  matter: string;
  version: number;
  digest: string;
  package: string;
  /** Milliseconds since the epoch. */
  heardAt: number;
}

interface Row extends Omit<MatterOffer, 'heardAt'> {
  heard_at: Date;
}

const COLUMNS = 'id, issuer, matter, version, digest, package, heard_at';
const offerOf = ({ heard_at, ...row }: Row): MatterOffer => ({ ...row, heardAt: heard_at.getTime() });
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The newest first. @throws Refusal STORE_UNAVAILABLE */
export async function listOffers(db: Queryable, first: number, matter?: string): Promise<MatterOffer[]> {
  try {
    const { rows } = await db.query<Row>(
      `SELECT ${COLUMNS} FROM matter_offer WHERE $2::text IS NULL OR matter = $2 ORDER BY heard_at DESC, id LIMIT $1`,
      [first, matter ?? null],
    );
    return rows.map(offerOf);
  } catch (error) {
    throw asStoreRefusal(error);
  }
}

export async function findOffer(db: Queryable, id: string): Promise<MatterOffer | undefined> {
  if (!UUID.test(id)) return undefined;
  const { rows } = await db.query<Row>(`SELECT ${COLUMNS} FROM matter_offer WHERE id = $1`, [id]);
  return rows[0] && offerOf(rows[0]);
}

export async function countOffers(client: ClientBase, issuer: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(
    'SELECT count(*) AS count FROM matter_offer WHERE issuer = $1',
    [issuer],
  );
  return Number(rows[0]?.count ?? 0);
}

/** @returns false where the issuer has offered the same before */
export async function addOffer(client: ClientBase, offer: MatterOffer): Promise<boolean> {
  const { rowCount } = await client.query(
    `INSERT INTO matter_offer (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (issuer, digest) DO NOTHING`,
    [
      offer.id,
      offer.issuer,
      offer.matter,
      offer.version,
      offer.digest,
      offer.package,
      new Date(offer.heardAt),
    ],
  );
  return rowCount === 1;
}

/** To whom this node offers a definition. */
export interface MatterOffering {
  matter: string;
  peer: string;
  /** The last version offered. */
  digest: string;
  since: number;
}

export async function listOfferings(db: Queryable): Promise<MatterOffering[]> {
  const { rows } = await db.query<Omit<MatterOffering, 'since'> & { since: Date }>(
    'SELECT matter, peer, digest, since FROM matter_offering WHERE stopped_at IS NULL ORDER BY matter, peer LIMIT 5000',
  );
  return rows.map((row) => ({ ...row, since: row.since.getTime() }));
}

/** Whom later versions of a definition are offered to, with what each was offered last; locked until the transaction ends. */
export async function followersOf(
  client: ClientBase,
  matter: string,
): Promise<Pick<MatterOffering, 'peer' | 'digest'>[]> {
  const { rows } = await client.query<Pick<MatterOffering, 'peer' | 'digest'>>(
    'SELECT peer, digest FROM matter_offering WHERE matter = $1 AND stopped_at IS NULL FOR UPDATE',
    [matter],
  );
  return rows;
}

export async function setOffering(client: ClientBase, offering: MatterOffering): Promise<void> {
  await client.query(
    `INSERT INTO matter_offering (matter, peer, digest, since) VALUES ($1, $2, $3, $4)
     ON CONFLICT (matter, peer) DO UPDATE SET digest = excluded.digest, stopped_at = NULL`,
    [offering.matter, offering.peer, offering.digest, new Date(offering.since)],
  );
}

/** @returns false where it was not offered */
export async function stopOffering(
  client: ClientBase,
  matter: string,
  peer: string,
  at: number,
): Promise<boolean> {
  const { rowCount } = await client.query(
    'UPDATE matter_offering SET stopped_at = $3 WHERE matter = $1 AND peer = $2 AND stopped_at IS NULL',
    [matter, peer, new Date(at)],
  );
  return rowCount === 1;
}
