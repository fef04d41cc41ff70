import type { Pool } from 'pg';
import { Refusal } from '#libs/errors';
import { asStoreRefusal } from '../persistence/index.js';
import { asInstant, asMicros, pageOfRows, placeOf } from '../persistence/place-cursor.js';

/** A bulk import of licences: how far it came, never what stood in it. */
export interface LicenceImport {
  id: string;
  state: 'staging' | 'published' | 'refused' | 'abandoned';
  source: string;
  format: string;
  encoding: string;
  actor: string;
  rowsRead: number;
  rowsStaged: number;
  rowsRejected: number;
  rowsSuperseded: number;
  rowsReported: number;
  rowsAdded: number;
  rowsChanged: number;
  rowsUnchanged: number;
  startedAt: number;
  updatedAt: number;
  /** Why rows were not taken as they were, by code, the most frequent first. */
  findings: { code: string; outcome: string; lines: number }[];
}

const COUNTS = {
  rowsRead: 'rows_read',
  rowsStaged: 'rows_staged',
  rowsRejected: 'rows_rejected',
  rowsSuperseded: 'rows_superseded',
  rowsReported: 'rows_reported',
  rowsAdded: 'rows_added',
  rowsChanged: 'rows_changed',
  rowsUnchanged: 'rows_unchanged',
} as const;

type Row = Pick<LicenceImport, 'id' | 'state' | 'source' | 'format' | 'encoding' | 'actor'> &
  Record<(typeof COUNTS)[keyof typeof COUNTS], string> & {
    started_at: Date;
    micros: string;
    updated_at: Date;
    findings: LicenceImport['findings'];
  };

const MOST_CODES = 20;

export interface LicenceImportPage {
  imports: LicenceImport[];
  hasNextPage: boolean;
  endCursor?: string;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The newest imports first. @throws Refusal CURSOR_INVALID */
export async function listImports(
  pool: Pool,
  { first, after }: { first: number; after?: string },
): Promise<LicenceImportPage> {
  const place = after === undefined ? undefined : placeOf(after);
  if (place && !UUID.test(place.id)) throw new Refusal('CURSOR_INVALID');
  try {
    const { rows } = await pool.query<Row>(
      `SELECT i.*, ${asMicros('i.started_at')} AS micros, coalesce(
         (SELECT json_agg(f) FROM (
            SELECT code, outcome, count(DISTINCT line)::int AS lines FROM licence_import_finding
            WHERE import_id = i.id GROUP BY code, outcome ORDER BY lines DESC, code LIMIT ${String(MOST_CODES)}
          ) f), '[]') AS findings
       FROM licence_import i
       WHERE $2::text IS NULL OR (i.started_at, i.id) < (${asInstant('$2')}, $3::uuid)
       ORDER BY i.started_at DESC, i.id DESC LIMIT $1`,
      [first + 1, place?.micros ?? null, place?.id ?? null],
    );
    const { rows: shown, ...more } = pageOfRows(rows, first, (row) => row);
    return { imports: shown.map(importOf), ...more };
  } catch (error) {
    throw asStoreRefusal(error);
  }
}

function importOf(row: Row): LicenceImport {
  const { id, state, source, format, encoding, actor, findings } = row;
  const counts = Object.fromEntries(
    Object.entries(COUNTS).map(([name, column]) => [name, Number(row[column])]),
  ) as Record<keyof typeof COUNTS, number>;
  return {
    ...{ id, state, source, format, encoding, actor, findings },
    ...counts,
    startedAt: row.started_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
