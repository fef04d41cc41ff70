import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { NoticeKind } from '#libs/reports';
import { asStoreRefusal } from '../persistence/index.js';
import type { Queryable } from './ports.js';

export type IssuedKind = NoticeKind | 'licence';

/** One document that was issued, as its row says. */
export interface IssuedDocument {
  code: string;
  caseId: string;
  kind: IssuedKind;
  /** Id of the event that it tells of, or what is pledged. */
  about: string;
  english: boolean;
  /** SHA-256, base64url. */
  digest: string;
  identifier?: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
}

export type NoticeKey = Pick<IssuedDocument, 'caseId' | 'kind' | 'about' | 'english'>;

interface Row {
  code: string;
  case_id: string;
  kind: IssuedKind;
  about: string;
  english: boolean;
  digest: string;
  identifier: string | null;
  issued_at: Date;
}

const COLUMNS = 'code, case_id, kind, about, english, digest, identifier, issued_at';
const CODE = /^[0-9A-HJ-NP-TV-Z]{4}(-[0-9A-HJ-NP-TV-Z]{4}){4}$/;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A code of 100 random bits, in five groups of letters that nobody takes for one another. */
export function newCode(): string {
  const letters = [...randomBytes(20)].map((byte) => ALPHABET.charAt(byte & 31)).join('');
  return letters.replace(/(.{4})(?=.)/g, '$1-');
}

/** Documents that this node issued. Never changed. */
export class IssuedStore {
  constructor(private readonly pool: Pool) {}

  /** @throws Refusal STORE_UNAVAILABLE, as everything here */
  async notice({
    caseId,
    kind,
    about,
    english,
  }: NoticeKey): Promise<{ issued: IssuedDocument; bytes: Buffer } | undefined> {
    const { rows } = await guarded(
      this.pool.query<Row & { bytes: Buffer }>(
        `SELECT ${COLUMNS}, bytes FROM issued_document
         WHERE case_id = $1 AND kind = $2 AND about = $3 AND english = $4 AND bytes IS NOT NULL`,
        [caseId, kind, about, english],
      ),
    );
    const [row] = rows;
    return row && { issued: issuedOf(row), bytes: row.bytes };
  }

  /** Keeps a document unless there is one of it already: of two that were made at once, one counts. */
  async add(client: Queryable, issued: IssuedDocument, bytes?: Uint8Array): Promise<void> {
    await client.query(
      `INSERT INTO issued_document (${COLUMNS}, bytes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (case_id, kind, about, english) DO NOTHING`,
      [
        issued.code,
        issued.caseId,
        issued.kind,
        issued.about,
        issued.english,
        issued.digest,
        issued.identifier ?? null,
        new Date(issued.issuedAt),
        bytes ?? null,
      ],
    );
  }

  async keep(issued: IssuedDocument, bytes: Uint8Array): Promise<void> {
    await guarded(this.add(this.pool, issued, bytes));
  }

  async byCode(code: string): Promise<IssuedDocument | undefined> {
    if (!CODE.test(code)) return undefined;
    const { rows } = await guarded(
      this.pool.query<Row>(`SELECT ${COLUMNS} FROM issued_document WHERE code = $1`, [code]),
    );
    const [row] = rows;
    return row && issuedOf(row);
  }

  /** Identifiers of the licences that were issued on a case, within the caller's transaction. */
  async licencesOf(client: Queryable, caseId: string): Promise<string[]> {
    const { rows } = await client.query<{ identifier: string }>(
      "SELECT identifier FROM issued_document WHERE case_id = $1 AND kind = 'licence' ORDER BY issued_at",
      [caseId],
    );
    return rows.map(({ identifier }) => identifier);
  }

  async nextSerial(): Promise<number> {
    const { rows } = await guarded(
      this.pool.query<{ serial: string }>("SELECT nextval('issued_serial') AS serial"),
    );
    return Number(rows[0]?.serial);
  }
}

const issuedOf = (row: Row): IssuedDocument => ({
  code: row.code,
  caseId: row.case_id,
  kind: row.kind,
  about: row.about,
  english: row.english,
  digest: row.digest,
  ...(row.identifier === null ? {} : { identifier: row.identifier }),
  issuedAt: row.issued_at.getTime(),
});

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (failure) {
    throw asStoreRefusal(failure);
  }
}
