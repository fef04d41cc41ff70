import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';

export const PROPOSAL_STATES = ['proposed', 'approved', 'refused', 'withdrawn'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** Who acts, by organisation and person; two clients of one person are one person. */
export interface ActingPerson {
  key: string;
  name: string;
}

export interface Proposal {
  id: string;
  basedOn: number;
  content: string;
  digest: string;
  note: string;
  /** Milliseconds since the epoch; absent for "as soon as it is approved". */
  effectiveAt?: number;
  state: ProposalState;
  proposer: ActingPerson;
  proposedAt: number;
  decider?: ActingPerson;
  decidedAt?: number;
  decisionNote?: string;
  version?: number;
}

interface Row {
  id: string;
  based_on: number;
  content: string;
  digest: string;
  note: string;
  effective_at: Date | null;
  state: ProposalState;
  proposer: string;
  proposer_name: string;
  proposed_at: Date;
  decider: string | null;
  decider_name: string | null;
  decided_at: Date | null;
  decision_note: string | null;
  version: number | null;
}

const proposalOf = (row: Row): Proposal => ({
  id: row.id,
  basedOn: row.based_on,
  content: row.content,
  digest: row.digest,
  note: row.note,
  ...(row.effective_at ? { effectiveAt: row.effective_at.getTime() } : {}),
  state: row.state,
  proposer: { key: row.proposer, name: row.proposer_name },
  proposedAt: row.proposed_at.getTime(),
  ...(row.decider === null ? {} : { decider: { key: row.decider, name: row.decider_name ?? '' } }),
  ...(row.decided_at ? { decidedAt: row.decided_at.getTime() } : {}),
  ...(row.decision_note === null ? {} : { decisionNote: row.decision_note }),
  ...(row.version === null ? {} : { version: row.version }),
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Newest first. */
export async function listProposals(
  pool: Pool,
  states: readonly ProposalState[],
  first: number,
): Promise<Proposal[]> {
  try {
    const { rows } = await pool.query<Row>(
      'SELECT * FROM sharing_proposal WHERE state = ANY($1) ORDER BY proposed_at DESC, id LIMIT $2',
      [states, first],
    );
    return rows.map(proposalOf);
  } catch (error) {
    throw asStoreRefusal(error);
  }
}

/** Held until the transaction ends, so that a proposal is decided once. */
export async function lockProposal(client: ClientBase, id: string): Promise<Proposal | undefined> {
  if (!UUID.test(id)) return undefined;
  const { rows } = await client.query<Row>('SELECT * FROM sharing_proposal WHERE id = $1 FOR UPDATE', [id]);
  return rows[0] && proposalOf(rows[0]);
}

export async function addProposal(client: ClientBase, proposal: Proposal): Promise<void> {
  await client.query(
    `INSERT INTO sharing_proposal (id, based_on, content, digest, note, effective_at, proposer, proposer_name, proposed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      proposal.id,
      proposal.basedOn,
      proposal.content,
      proposal.digest,
      proposal.note,
      proposal.effectiveAt === undefined ? null : new Date(proposal.effectiveAt),
      proposal.proposer.key,
      proposal.proposer.name,
      new Date(proposal.proposedAt),
    ],
  );
}

export async function settleProposal(client: ClientBase, proposal: Proposal): Promise<void> {
  await client.query(
    `UPDATE sharing_proposal SET state = $2, decider = $3, decider_name = $4, decided_at = $5, decision_note = $6, version = $7
     WHERE id = $1`,
    [
      proposal.id,
      proposal.state,
      proposal.decider?.key,
      proposal.decider?.name,
      proposal.decidedAt === undefined ? null : new Date(proposal.decidedAt),
      proposal.decisionNote ?? null,
      proposal.version ?? null,
    ],
  );
}
