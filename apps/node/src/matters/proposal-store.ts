import type { ClientBase, Pool } from 'pg';
import { asStoreRefusal } from '../persistence/index.js';
import type { MappedDepartments } from './signed-version.js';

export const ADOPTION_STATES = ['proposed', 'approved', 'refused', 'withdrawn'] as const;
export type AdoptionState = (typeof ADOPTION_STATES)[number];

/** Who acts, by organisation and person; two clients of one person are one person. */
export interface ActingPerson {
  key: string;
  name: string;
}

/** That a definition be adopted: one person proposes, another decides. */
export interface AdoptionProposal {
  id: string;
  issuer: string;
  matter: string;
  version: number;
  digest: string;
  package: string;
  departments: MappedDepartments;
  /** First day here; that of the definition, or of the approval, where it is left out. */
  from?: string;
  note: string;
  state: AdoptionState;
  proposer: ActingPerson;
  /** Milliseconds since the epoch, as `decidedAt`. */
  proposedAt: number;
  decider?: ActingPerson;
  decidedAt?: number;
  decisionNote?: string;
}

interface Row {
  id: string;
  issuer: string;
  matter: string;
  version: number;
  digest: string;
  package: string;
  departments: MappedDepartments;
  day: string | null;
  note: string;
  state: AdoptionState;
  proposer: string;
  proposer_name: string;
  proposed_at: Date;
  decider: string | null;
  decider_name: string | null;
  decided_at: Date | null;
  decision_note: string | null;
}

const SELECT = `SELECT *, to_char(in_force_from, 'YYYY-MM-DD') AS day FROM matter_proposal`;

const proposalOf = (row: Row): AdoptionProposal => ({
  id: row.id,
  issuer: row.issuer,
  matter: row.matter,
  version: row.version,
  digest: row.digest,
  package: row.package,
  departments: row.departments,
  ...(row.day === null ? {} : { from: row.day }),
  note: row.note,
  state: row.state,
  proposer: { key: row.proposer, name: row.proposer_name },
  proposedAt: row.proposed_at.getTime(),
  ...(row.decider === null ? {} : { decider: { key: row.decider, name: row.decider_name ?? '' } }),
  ...(row.decided_at ? { decidedAt: row.decided_at.getTime() } : {}),
  ...(row.decision_note === null ? {} : { decisionNote: row.decision_note }),
});

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Newest first. @throws Refusal STORE_UNAVAILABLE */
export async function listProposals(
  pool: Pool,
  states: readonly AdoptionState[],
  first: number,
): Promise<AdoptionProposal[]> {
  try {
    const { rows } = await pool.query<Row>(
      `${SELECT} WHERE state = ANY($1) ORDER BY proposed_at DESC, id LIMIT $2`,
      [states, first],
    );
    return rows.map(proposalOf);
  } catch (error) {
    throw asStoreRefusal(error);
  }
}

/** Held until the transaction ends, so that a proposal is decided once. */
export async function lockProposal(client: ClientBase, id: string): Promise<AdoptionProposal | undefined> {
  if (!UUID.test(id)) return undefined;
  const { rows } = await client.query<Row>(`${SELECT} WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0] && proposalOf(rows[0]);
}

export async function addProposal(client: ClientBase, proposal: AdoptionProposal): Promise<void> {
  await client.query(
    `INSERT INTO matter_proposal (id, issuer, matter, version, digest, package, departments, in_force_from, note, proposer,
       proposer_name, proposed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      proposal.id,
      proposal.issuer,
      proposal.matter,
      proposal.version,
      proposal.digest,
      proposal.package,
      JSON.stringify(proposal.departments),
      proposal.from ?? null,
      proposal.note,
      proposal.proposer.key,
      proposal.proposer.name,
      new Date(proposal.proposedAt),
    ],
  );
}

export async function settleProposal(client: ClientBase, proposal: AdoptionProposal): Promise<void> {
  await client.query(
    `UPDATE matter_proposal SET state = $2, decider = $3, decider_name = $4, decided_at = $5, decision_note = $6
     WHERE id = $1`,
    [
      proposal.id,
      proposal.state,
      proposal.decider?.key,
      proposal.decider?.name,
      proposal.decidedAt === undefined ? null : new Date(proposal.decidedAt),
      proposal.decisionNote ?? null,
    ],
  );
}
