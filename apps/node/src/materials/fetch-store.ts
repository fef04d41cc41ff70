import type { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';

export type FetchState =
  'waiting' | 'asking' | 'found' | 'nothing-found' | 'refused' | 'not-available' | 'not-needed';

/** One source that is asked for one material of a case. */
export interface FetchProgress {
  caseId: string;
  material: string;
  region: RegionCode;
  run: string;
  state: FetchState;
  /** Why, where it gave nothing. */
  code: string | undefined;
  materialId: string | undefined;
  /** Milliseconds since the epoch. */
  begunAt: number;
  endedAt: number | undefined;
}

interface Row {
  case_id: string;
  material: string;
  region: RegionCode;
  run: string;
  state: FetchState;
  code: string | null;
  material_id: string | null;
  begun_at: Date;
  ended_at: Date | null;
}

const iso = (at: number): string => new Date(at).toISOString();
const COLUMNS = 'case_id, material, region, run, state, code, material_id, begun_at, ended_at';

/** How far the fetching of materials has come, source by source; the last attempt counts. */
export class FetchStore {
  constructor(
    private readonly pool: Pool,
    private readonly clock: () => number,
    /** After this long a source that has not answered never will: whoever asked is gone. */
    private readonly lostAfterMs: number,
  ) {}

  async begin(
    caseId: string,
    run: string,
    asked: readonly { material: string; region: RegionCode }[],
  ): Promise<void> {
    await this.pool.query(
      `INSERT INTO case_fetch (case_id, material, region, run, state, begun_at)
       SELECT $1, material, region, $2, 'waiting', $3 FROM unnest($4::text[], $5::text[]) AS t (material, region)
       ON CONFLICT (case_id, material, region) DO UPDATE SET run = EXCLUDED.run, state = 'waiting', code = NULL,
         material_id = NULL, begun_at = EXCLUDED.begun_at, ended_at = NULL`,
      [
        caseId,
        run,
        iso(this.clock()),
        asked.map(({ material }) => material),
        asked.map(({ region }) => region),
      ],
    );
  }

  async set(
    { caseId, material, region, run }: Pick<FetchProgress, 'caseId' | 'material' | 'region' | 'run'>,
    state: FetchState,
    told: { code?: string | undefined; materialId?: string | undefined } = {},
  ): Promise<void> {
    const ended = state !== 'asking' && state !== 'waiting';
    await this.pool.query(
      `UPDATE case_fetch SET state = $5, code = $6, material_id = $7, ended_at = $8
       WHERE case_id = $1 AND material = $2 AND region = $3 AND run = $4`,
      [
        caseId,
        material,
        region,
        run,
        state,
        told.code ?? null,
        told.materialId ?? null,
        ended ? iso(this.clock()) : null,
      ],
    );
  }

  async ofCase(caseId: string): Promise<FetchProgress[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT ${COLUMNS} FROM case_fetch WHERE case_id = $1 ORDER BY material, region`,
      [caseId],
    );
    return rows.map((row) => this.shown(row));
  }

  async ofMaterial(caseId: string, material: string): Promise<FetchProgress[]> {
    return (await this.ofCase(caseId)).filter((one) => one.material === material);
  }

  /** A source that has not answered long after its deadline was asked by a process that is gone. */
  private shown(row: Row): FetchProgress {
    const open = row.state === 'asking' || row.state === 'waiting';
    const lost = open && this.clock() - row.begun_at.getTime() > this.lostAfterMs;
    return {
      caseId: row.case_id,
      material: row.material,
      region: row.region,
      run: row.run,
      state: lost ? 'not-available' : row.state,
      code: lost ? 'LOOKUP_TIMEOUT' : (row.code ?? undefined),
      materialId: row.material_id ?? undefined,
      begunAt: row.begun_at.getTime(),
      endedAt: row.ended_at?.getTime(),
    };
  }
}
