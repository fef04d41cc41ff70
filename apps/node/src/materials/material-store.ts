import type { ClientBase, Pool } from 'pg';
import { Refusal } from '#libs/errors';
import type { CaseMaterial } from '#libs/handling';
import type { DocumentVerdict } from '../verdicts/index.js';
import type { FilePurpose, FileType } from './file-types.js';
import type { CaseFile, MaterialRecord } from './material.js';
import type { MaterialsConfig } from './materials.config.js';

type Queryable = Pick<Pool, 'query'> | ClientBase;

interface FileRow {
  case_id: string;
  digest: string;
  media_type: FileType;
  size: string;
  purpose: FilePurpose;
  sheet_of: string | null;
  peer: string | null;
  verdict: DocumentVerdict | null;
  held_at: Date;
  erased_at: Date | null;
}

interface MaterialRow {
  id: string;
  case_id: string;
  material: string;
  digest: string;
  origin: CaseMaterial['origin'];
  trust: CaseMaterial['trust'];
  verdict: CaseMaterial['verdict'];
  receipt: string | null;
  from_case: string | null;
  sheet: string | null;
  subject: string | null;
  valid_until: string | null;
  made_at: Date;
  made_by: MaterialRecord['madeBy'];
}

const FILE = 'case_id, digest, media_type, size, purpose, sheet_of, peer, verdict, held_at, erased_at';
const MATERIAL = `id, case_id, material, digest, origin, trust, verdict, receipt, from_case, sheet, subject,
  to_char(valid_until, 'YYYY-MM-DD') AS valid_until, made_at, made_by`;

const iso = (at: number): string => new Date(at).toISOString();

export type NewFile = Pick<CaseFile, 'caseId' | 'digest' | 'mediaType' | 'size' | 'purpose'> &
  Partial<Pick<CaseFile, 'sheetOf' | 'peer' | 'verdict'>>;

/** Files and materials of cases in PostgreSQL. */
export class MaterialStore {
  constructor(
    private readonly pool: Pool,
    private readonly limits: Pick<MaterialsConfig, 'maxFiles' | 'maxCaseBytes'>,
    private readonly nameOf: (digest: string) => string,
    private readonly clock: () => number,
  ) {}

  /**
   * Notes that a file is held; its bytes are on disk already. A file that was erased comes back to life.
   * @throws Refusal MATERIAL_FILES_TOO_MANY where the case has no room for it
   */
  async hold(client: ClientBase, file: NewFile): Promise<void> {
    const { caseId, digest, mediaType, size, purpose, sheetOf, peer, verdict } = file;
    // One at a time for a case: two that are taken in at once must not pass its bounds together.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 20))', [caseId]);
    const { rows } = await client.query<{ files: string; bytes: string }>(
      `SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes FROM case_file
       WHERE case_id = $1 AND digest <> $2 AND erased_at IS NULL`,
      [caseId, digest],
    );
    const { maxFiles, maxCaseBytes } = this.limits;
    if (Number(rows[0]?.files) >= maxFiles)
      throw new Refusal('MATERIAL_FILES_TOO_MANY', { hint: `at most ${String(maxFiles)} files` });
    if (Number(rows[0]?.bytes) + size > maxCaseBytes)
      throw new Refusal('MATERIAL_FILES_TOO_MANY', { hint: `at most ${String(maxCaseBytes)} bytes` });
    await client.query(
      `INSERT INTO case_file (case_id, digest, media_type, size, stored_as, purpose, sheet_of, peer, verdict, held_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
       ON CONFLICT (case_id, digest) DO UPDATE SET erased_at = NULL,
         purpose = CASE WHEN EXCLUDED.purpose IN ('pledge', 'proof') THEN EXCLUDED.purpose ELSE case_file.purpose END,
         verdict = coalesce(EXCLUDED.verdict, case_file.verdict), sheet_of = coalesce(case_file.sheet_of, EXCLUDED.sheet_of)`,
      [
        caseId,
        digest,
        mediaType,
        size,
        this.nameOf(digest),
        purpose,
        sheetOf ?? null,
        peer ?? null,
        verdict ? JSON.stringify(verdict) : null,
        iso(this.clock()),
      ],
    );
  }

  /** Files of a case, erased ones too, in the order in which they came. */
  async files(caseId: string, on: Queryable = this.pool): Promise<CaseFile[]> {
    const { rows } = await on.query<FileRow>(
      `SELECT ${FILE} FROM case_file WHERE case_id = $1 ORDER BY held_at, digest`,
      [caseId],
    );
    return rows.map(toFile);
  }

  async file(caseId: string, digest: string, on: Queryable = this.pool): Promise<CaseFile | undefined> {
    const { rows } = await on.query<FileRow>(
      `SELECT ${FILE} FROM case_file WHERE case_id = $1 AND digest = $2`,
      [caseId, digest],
    );
    return rows[0] && toFile(rows[0]);
  }

  /** Digests of those that are held, bytes and all. */
  async held(on: Queryable, caseId: string, digests: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await on.query<{ digest: string }>(
      'SELECT digest FROM case_file WHERE case_id = $1 AND digest = ANY($2) AND erased_at IS NULL',
      [caseId, digests],
    );
    return new Set(rows.map(({ digest }) => digest));
  }

  /** Replaces what was known of the same file as the same material. */
  async note(client: ClientBase, record: MaterialRecord): Promise<MaterialRecord> {
    const { rows } = await client.query<MaterialRow>(
      `INSERT INTO case_material AS m (id, case_id, material, digest, origin, trust, verdict, receipt, from_case, sheet,
         subject, valid_until, made_at, made_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       ON CONFLICT (case_id, material, digest) DO UPDATE SET origin = EXCLUDED.origin, trust = EXCLUDED.trust,
         verdict = EXCLUDED.verdict, receipt = EXCLUDED.receipt, from_case = EXCLUDED.from_case, sheet = EXCLUDED.sheet,
         subject = EXCLUDED.subject, valid_until = EXCLUDED.valid_until, made_at = EXCLUDED.made_at,
         made_by = EXCLUDED.made_by
       RETURNING ${MATERIAL}`,
      [
        record.recordId,
        record.caseId,
        record.id,
        record.digest,
        record.origin,
        record.trust,
        record.verdict,
        record.receipt ?? null,
        record.fromCase ?? null,
        record.sheet ?? null,
        record.subject ?? null,
        record.validUntil ?? null,
        iso(record.madeAt),
        JSON.stringify(record.madeBy),
      ],
    );
    const [row] = rows;
    if (!row) throw new Error('a material was not stored');
    return toMaterial(row);
  }

  /** The oldest first. */
  async materials(caseId: string, on: Queryable = this.pool): Promise<MaterialRecord[]> {
    const { rows } = await on.query<MaterialRow>(
      `SELECT ${MATERIAL} FROM case_material WHERE case_id = $1 ORDER BY made_at, id`,
      [caseId],
    );
    return rows.map(toMaterial);
  }

  async verified(caseId: string, digest: string, verdict: DocumentVerdict): Promise<void> {
    await this.pool.query('UPDATE case_file SET verdict = $3 WHERE case_id = $1 AND digest = $2', [
      caseId,
      digest,
      JSON.stringify(verdict),
    ]);
  }

  /** Files that came from peers and of which this node has formed no verdict yet. */
  async unverified(limit: number): Promise<CaseFile[]> {
    const { rows } = await this.pool.query<FileRow>(
      `SELECT ${FILE} FROM case_file WHERE verdict IS NULL AND erased_at IS NULL
         AND media_type IN ('application/pdf', 'application/ofd', 'image/png', 'image/jpeg')
       ORDER BY held_at LIMIT $1`,
      [limit],
    );
    return rows.map(toFile);
  }

  /** Which of these names on disk belong to a file that is held. */
  async named(names: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ stored_as: string }>(
      'SELECT DISTINCT stored_as FROM case_file WHERE stored_as = ANY($1) AND erased_at IS NULL',
      [names],
    );
    return new Set(rows.map(({ stored_as }) => stored_as));
  }

  /** Cases with files that are held since before an instant; the longest held first. */
  async casesHeldBefore(at: number, after: string, limit: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ case_id: string }>(
      `SELECT case_id FROM case_file WHERE erased_at IS NULL AND case_id > $2
       GROUP BY case_id HAVING max(held_at) < $1 ORDER BY case_id LIMIT $3`,
      [iso(at), after, limit],
    );
    return rows.map(({ case_id }) => case_id);
  }

  /** What the case says of its files stays; the bytes go with the next sweep. @returns how many files */
  async erase(caseId: string): Promise<number> {
    const { rowCount } = await this.pool.query(
      'UPDATE case_file SET erased_at = $2 WHERE case_id = $1 AND erased_at IS NULL',
      [caseId, iso(this.clock())],
    );
    await this.pool.query('DELETE FROM case_file_part WHERE case_id = $1', [caseId]);
    return rowCount ?? 0;
  }
}

const toFile = (row: FileRow): CaseFile => ({
  caseId: row.case_id,
  digest: row.digest,
  mediaType: row.media_type,
  size: Number(row.size),
  purpose: row.purpose,
  sheetOf: row.sheet_of ?? undefined,
  peer: row.peer ?? undefined,
  verdict: row.verdict ?? undefined,
  heldAt: row.held_at.getTime(),
  erasedAt: row.erased_at?.getTime(),
});

const toMaterial = (row: MaterialRow): MaterialRecord => ({
  recordId: row.id,
  caseId: row.case_id,
  id: row.material,
  digest: row.digest,
  origin: row.origin,
  trust: row.trust,
  verdict: row.verdict,
  ...(row.receipt === null ? {} : { receipt: row.receipt }),
  ...(row.from_case === null ? {} : { fromCase: row.from_case }),
  ...(row.sheet === null ? {} : { sheet: row.sheet }),
  ...(row.subject === null ? {} : { subject: row.subject }),
  ...(row.valid_until === null ? {} : { validUntil: row.valid_until }),
  madeAt: row.made_at.getTime(),
  madeBy: row.made_by,
});
