import type { Pool } from 'pg';

export type RequestState = 'pending' | 'granted' | 'refused' | 'expired';

export interface AskedLicence {
  typeCode: string;
  fields: readonly string[];
}

/** A counter's request for an authorisation, as this node keeps it. */
export interface StoredRequest {
  id: string;
  /** Unified social credit code of the organisation that asked, which alone may use it. */
  organisation: string;
  platform: string;
  platformId: string;
  secret: string;
  url: string;
  licences: readonly AskedLicence[];
  itemCode: string;
  caseNumber: string;
  state: RequestState;
  token?: string;
  /** Milliseconds since 1970: until when the holder may decide. */
  expiresAt: number;
}

interface Row {
  id: string;
  organisation: string;
  platform: string;
  platform_id: string;
  secret: string;
  url: string;
  licences: AskedLicence[];
  item_code: string;
  case_number: string;
  state: RequestState;
  token: string | null;
  expires_at: Date;
}

/** How long requests are kept after their end, with the token: as long as an authorisation may hold (half a year). */
const KEEP_DAYS = 184;

export class RequestStore {
  constructor(private readonly pool: Pool) {}

  async add(request: Omit<StoredRequest, 'state' | 'token'>): Promise<void> {
    await this.pool.query(
      `INSERT INTO holder_authorisation_request
         (id, organisation, platform, platform_id, secret, url, licences, item_code, case_number, state, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending', to_timestamp($10))`,
      [
        request.id,
        request.organisation,
        request.platform,
        request.platformId,
        request.secret,
        request.url,
        JSON.stringify(request.licences),
        request.itemCode,
        request.caseNumber,
        request.expiresAt / 1000,
      ],
    );
  }

  /** Of this organisation only: an id of another one is as unknown as any. */
  async find(id: string, organisation: string): Promise<StoredRequest | undefined> {
    const { rows } = await this.pool.query<Row>(
      'SELECT * FROM holder_authorisation_request WHERE id = $1 AND organisation = $2',
      [id, organisation],
    );
    const [row] = rows;
    return (
      row && {
        id: row.id,
        organisation: row.organisation,
        platform: row.platform,
        platformId: row.platform_id,
        secret: row.secret,
        url: row.url,
        licences: row.licences,
        itemCode: row.item_code,
        caseNumber: row.case_number,
        state: row.state,
        ...(row.token === null ? {} : { token: row.token }),
        expiresAt: row.expires_at.getTime(),
      }
    );
  }

  /** A request is decided once; who comes second changes nothing. */
  async conclude(id: string, state: Exclude<RequestState, 'pending'>, token?: string): Promise<void> {
    await this.pool.query(
      `UPDATE holder_authorisation_request SET state = $2, token = $3 WHERE id = $1 AND state = 'pending'`,
      [id, state, token ?? null],
    );
  }

  async purge(now: number): Promise<void> {
    await this.pool.query('DELETE FROM holder_authorisation_request WHERE expires_at < to_timestamp($1)', [
      now / 1000 - KEEP_DAYS * 86_400,
    ]);
  }
}
