import type { ClientBase, Pool } from 'pg';
import type { HolderRef } from '../../lookup/lookup.js';
import type { Transactions } from '../../persistence/index.js';
import { whileHolding } from '../../persistence/while-holding.js';
import { VERDICTS, type Candidate, type CandidateVerdict } from '../run.js';

type Reader = Pick<ClientBase | Pool, 'query'>;

export interface NewCandidate extends HolderRef {
  attributes?: Readonly<Record<string, string>>;
}

export interface WindowRow extends Candidate {
  /** Place of the reason from the edition before. */
  reason: number | null;
}

export interface ListedCandidate extends HolderRef {
  seq: number;
  verdict: CandidateVerdict;
  reason: number | null;
  caseId: string | undefined;
}

interface Row {
  seq: number;
  holder_type: string;
  code: string;
  attributes: Record<string, string> | null;
  verdict: number | null;
  reason: number | null;
  case_id: string | null;
  is_open: boolean;
}

const WORDS = Object.fromEntries(
  Object.entries(VERDICTS).map(([word, number]) => [number, word as CandidateVerdict]),
);
/** Rows that one statement deletes, so that none runs into the time limit. */
const FORGET_AT_ONCE = 50_000;

/** The table `eligibility_candidate`. */
export class CandidateStore {
  constructor(private readonly pool: Pool) {}

  /** Adds those who are not among the candidates yet, numbered from `first`. @returns how many were new */
  async add(
    client: Reader,
    run: string,
    first: number,
    candidates: readonly NewCandidate[],
  ): Promise<number> {
    const { rowCount } = await client.query({
      name: 'eligibility-add',
      text: `INSERT INTO eligibility_candidate (run, seq, holder_type, code, attributes)
             SELECT $1, $2 + n::int - 1, type, code, attributes
             FROM unnest($3::text[], $4::text[], $5::jsonb[]) WITH ORDINALITY AS given (type, code, attributes, n)
             ON CONFLICT DO NOTHING`,
      values: [
        run,
        first,
        candidates.map(({ type }) => type),
        candidates.map(({ code }) => code),
        candidates.map(({ attributes }) => (attributes ? JSON.stringify(attributes) : null)),
      ],
    });
    return rowCount ?? 0;
  }

  /** Those after a place who have no verdict, or an unknown one, in order. */
  async window(run: string, after: number, limit: number): Promise<WindowRow[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'eligibility-window',
      text: `SELECT seq, holder_type, code, attributes, reason FROM eligibility_candidate
             WHERE run = $1 AND seq > $2 AND (verdict IS NULL OR verdict = ${VERDICTS.unknown})
             ORDER BY seq LIMIT $3`,
      values: [run, after, limit],
    });
    return rows.map((row) => ({ ...candidateOf(row), reason: row.reason }));
  }

  /** The next who are eligible and have no case yet. */
  async withoutCase(
    run: string,
    after: number,
    limit: number,
  ): Promise<(Candidate & { draft: string | undefined })[]> {
    const { rows } = await this.pool.query<Row>(
      `SELECT seq, holder_type, code, attributes, case_id FROM eligibility_candidate
       WHERE run = $1 AND seq > $2 AND verdict = ${VERDICTS.eligible} AND NOT is_open ORDER BY seq LIMIT $3`,
      [run, after, limit],
    );
    return rows.map((row) => ({ ...candidateOf(row), draft: row.case_id ?? undefined }));
  }

  /** Gives a candidate the number of a draft. @returns the number that counts, which may be that of another process */
  async noteDraft(run: string, seq: number, draft: string): Promise<string> {
    await this.pool.query(
      'UPDATE eligibility_candidate SET case_id = $3 WHERE run = $1 AND seq = $2 AND case_id IS NULL',
      [run, seq, draft],
    );
    const { rows } = await this.pool.query<{ case_id: string }>(
      'SELECT case_id FROM eligibility_candidate WHERE run = $1 AND seq = $2',
      [run, seq],
    );
    return rows[0]?.case_id ?? draft;
  }

  /** A draft that is over has no case: the next try makes another. */
  async dropDraft(run: string, seq: number, draft: string): Promise<void> {
    await this.pool.query(
      'UPDATE eligibility_candidate SET case_id = NULL WHERE run = $1 AND seq = $2 AND case_id = $3 AND NOT is_open',
      [run, seq, draft],
    );
  }

  async noteOpen(client: Reader, run: string, seqs: readonly number[]): Promise<number> {
    const { rowCount } = await client.query(
      'UPDATE eligibility_candidate SET is_open = true WHERE run = $1 AND seq = ANY($2) AND NOT is_open',
      [run, seqs],
    );
    return rowCount ?? 0;
  }

  /** A page of those with a verdict, in order. */
  async page(
    run: string,
    verdict: CandidateVerdict,
    after: number,
    first: number,
  ): Promise<{ items: ListedCandidate[]; hasNextPage: boolean }> {
    const { rows } = await this.pool.query<Row>(
      `SELECT seq, holder_type, code, verdict, reason, case_id, is_open FROM eligibility_candidate
       WHERE run = $1 AND seq > $2 AND verdict = $3 ORDER BY seq LIMIT $4`,
      [run, after, VERDICTS[verdict], first + 1],
    );
    const items = rows.slice(0, first).map((row) => ({
      seq: row.seq,
      type: row.holder_type,
      code: row.code,
      verdict: WORDS[row.verdict ?? 0] ?? 'unknown',
      reason: row.reason,
      caseId: row.is_open ? (row.case_id ?? undefined) : undefined,
    }));
    return { items, hasNextPage: rows.length > first };
  }

  /** Deletes a run's candidates, some at a time. */
  async forget(transactions: Transactions, run: string): Promise<void> {
    while (
      await transactions.run(async ({ client }) => {
        const { rowCount } = await client.query(
          `DELETE FROM eligibility_candidate WHERE run = $1 AND seq IN
             (SELECT seq FROM eligibility_candidate WHERE run = $1 ORDER BY seq LIMIT ${FORGET_AT_ONCE})`,
          [run],
        );
        return rowCount === FORGET_AT_ONCE;
      })
    );
  }
}

/**
 * Takes candidates in while nobody else does for the same run: two at once would give one number to two of them.
 * @returns false where somebody else does
 */
export async function whileFilling(pool: Pool, run: string, work: () => Promise<void>): Promise<boolean> {
  // The random end of the id, as a signed bigint.
  const lock = BigInt.asIntN(64, BigInt(`0x${run.replaceAll('-', '').slice(16)}`)).toString();
  let isOurs = false;
  await whileHolding(pool, lock, async () => {
    isOurs = true;
    await work();
  });
  return isOurs;
}

const candidateOf = ({ seq, holder_type, code, attributes }: Row): Candidate => ({
  seq,
  type: holder_type,
  code,
  attributes: attributes ?? undefined,
});
