import type { ClientBase, Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { caseIdSchema } from '#libs/handling';
import type { SendMessages } from '../messages/index.js';
import type { Transactions } from '../persistence/index.js';
import type { CaseStore } from './case-store.js';
import { contentNamed } from './digests.js';
import { readStored } from './held-case.js';
import type { TellParties } from './tell-parties.js';

type Queryable = Pick<ClientBase | Pool, 'query'>;

/**
 * Has a case told to another of its regions once more, all of it: for a region that was restored from a backup, or after
 * a message was given up. Whoever has an event already takes it for what it is.
 * @throws Refusal CASE_UNKNOWN, CASE_REGION_NOT_PARTY
 */
export async function askResend(database: Queryable, id: string, region: RegionCode): Promise<void> {
  const { rows } = await database.query<{ nodes: Record<string, string> }>(
    'SELECT nodes FROM case_record WHERE id = $1',
    [caseIdSchema.safeParse(id).success ? id : ''],
  );
  if (!rows[0]) throw new Refusal('CASE_UNKNOWN');
  const { rowCount } = await database.query(
    `INSERT INTO case_resend (case_id, region)
     SELECT id, $2 FROM case_record
     WHERE id = $1 AND (receipt = $2 OR decision = $2 OR view -> 'parties' -> 'supporting' ? $2)
     ON CONFLICT (case_id, region) DO UPDATE SET asked_at = now()`,
    [id, region],
  );
  if (rowCount !== 1) throw new Refusal('CASE_REGION_NOT_PARTY', { hint: region });
}

/** A case as an operator sees it: nothing of what was filled in. */
export interface CaseLine {
  id: string;
  matter: string;
  state: string;
  receipt: string;
  decision: string;
  events: number;
  setAside: number;
  waiting: number;
  /** Messages about it that are not delivered, and of these those that wait for a person. */
  undelivered: number;
  dead: number;
  changedAt: string;
}

const LINE = `SELECT c.id, c.matter, c.state, c.receipt, c.decision,
    (SELECT count(*)::int FROM case_event e WHERE e.case_id = c.id) AS events,
    jsonb_array_length(c.view -> 'setAside') AS "setAside", jsonb_array_length(c.view -> 'waiting') AS waiting,
    (SELECT count(*)::int FROM message_outbox m WHERE m.subject = 'case:' || c.id AND m.state IN ('pending', 'dead'))
      AS undelivered,
    (SELECT count(*)::int FROM message_outbox m WHERE m.subject = 'case:' || c.id AND m.state = 'dead') AS dead,
    c.changed_at AS "changedAt"
  FROM case_record c`;

/** The last changed first. */
export async function caseLines(
  database: Queryable,
  { state, limit }: { state?: string | undefined; limit: number },
): Promise<CaseLine[]> {
  const { rows } = await database.query<Omit<CaseLine, 'changedAt'> & { changedAt: Date }>(
    `${LINE} WHERE $1::text IS NULL OR c.state = $1 ORDER BY c.changed_at DESC LIMIT $2`,
    [state ?? null, limit],
  );
  return rows.map((row) => ({ ...row, changedAt: row.changedAt.toISOString() }));
}

/** @throws Refusal CASE_UNKNOWN */
export async function caseLine(
  database: Queryable,
  id: string,
): Promise<CaseLine & { steps: { kind: string; region: string; seq: number; at: string; id: string }[] }> {
  const { rows } = await database.query<Omit<CaseLine, 'changedAt'> & { changedAt: Date }>(
    `${LINE} WHERE c.id = $1`,
    [id],
  );
  const [row] = rows;
  if (!row) throw new Refusal('CASE_UNKNOWN');
  const { rows: steps } = await database.query<{
    kind: string;
    region: string;
    seq: number;
    at: Date;
    id: string;
  }>('SELECT kind, region, seq, at, id FROM case_event WHERE case_id = $1 ORDER BY n', [id]);
  return {
    ...row,
    changedAt: row.changedAt.toISOString(),
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
  };
}

export interface ResendCasesDeps {
  region: RegionCode;
  store: CaseStore;
  telling: TellParties;
  transactions: Transactions;
  messages: SendMessages;
  pool: Queryable;
}

/** Tells cases once more that operators asked for, each in one transaction with the end of the asking. */
export class ResendCases {
  constructor(private readonly deps: ResendCasesDeps) {}

  async round(): Promise<void> {
    const { pool, messages } = this.deps;
    const { rows } = await pool.query<{ case_id: string; region: RegionCode }>(
      'SELECT case_id, region FROM case_resend ORDER BY asked_at LIMIT 200',
    );
    for (const { case_id, region } of rows) await this.resend(case_id, region);
    if (rows.length > 0) messages.sendSoon();
  }

  private async resend(id: string, region: RegionCode): Promise<void> {
    const { store, telling, transactions } = this.deps;
    await transactions.run(async (transaction) => {
      const { client } = transaction;
      const held = await store.lock(client, id);
      const { rowCount } = await client.query('DELETE FROM case_resend WHERE case_id = $1 AND region = $2', [
        id,
        region,
      ]);
      if (!held || rowCount === 0 || region === this.deps.region) return;
      const to = (await telling.nodesOf(held.case.view, held.nodes))[region];
      if (to === undefined) return;
      for (const { token } of held.tokens) {
        const event = readStored(token);
        const named = contentNamed(event);
        const content = named === undefined ? undefined : await store.content(id, named, client);
        await telling.tellOne(transaction, to, held, { event, token, content, again: true });
      }
    });
  }
}
