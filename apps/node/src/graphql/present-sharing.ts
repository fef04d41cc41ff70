import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import type { ContentChanges, PolicyVersion, ProposalInput, ShownProposal } from '../sharing/index.js';
import type { OperationContext } from './operation-context.js';
import type {
  SharingChangesInput,
  SharingProposalState,
  SharingProposalType,
  SharingVersionType,
} from './types/sharing.type.js';

const instant = (at: number): string => new Date(at).toISOString();

/** @throws Refusal ROLE_NOT_ALLOWED */
export function administratorOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client' || caller.role !== 'securityAdministrator')
    throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}

/** @throws Refusal SHARING_CONTENT_INVALID */
export function proposalInput(
  changes: SharingChangesInput,
  note: string,
  effectiveAt: string | undefined | null,
): ProposalInput {
  const at = effectiveAt ? Date.parse(effectiveAt) : undefined;
  return {
    changes: changesOf(changes),
    note: noteOf(note),
    ...(at === undefined ? {} : { effectiveAt: at }),
  };
}

/** Words of people: something, and not a book. @throws Refusal SHARING_CONTENT_INVALID */
export function noteOf(note: string): string {
  if (note.trim() === '' || note.length > 2000)
    throw new Refusal('SHARING_CONTENT_INVALID', { hint: 'note' });
  return note;
}

function changesOf(input: SharingChangesInput): ContentChanges {
  return {
    agreements: input.agreements ?? [],
    removeAgreements: input.removeAgreements ?? [],
    listEntries: input.listEntries ?? [],
    removeListEntries: input.removeListEntries ?? [],
  };
}

export const toSharingVersion = (version: PolicyVersion, standing: number): SharingVersionType => ({
  version: version.version,
  standing: version.version === standing,
  digest: version.digest,
  effectiveAt: instant(version.effectiveAt),
  madeAt: instant(version.madeAt),
  proposal: version.proposal ?? null,
  signature: version.jws,
  content: version.content,
});

export const toSharingProposal = (proposal: ShownProposal): SharingProposalType => ({
  id: proposal.id,
  state: proposal.state as SharingProposalState,
  basedOn: proposal.basedOn,
  digest: proposal.digest,
  note: proposal.note,
  effectiveAt: proposal.effectiveAt === undefined ? null : instant(proposal.effectiveAt),
  proposedBy: proposal.proposer.name,
  proposedAt: instant(proposal.proposedAt),
  decidedBy: proposal.decider?.name ?? null,
  decidedAt: proposal.decidedAt === undefined ? null : instant(proposal.decidedAt),
  decisionNote: proposal.decisionNote ?? null,
  version: proposal.version ?? null,
  changes: proposal.changes,
  gaps: proposal.gaps,
});
