import type { AuditEntry, AuditLookup, Commitments } from '#libs/audit-log';
import { sha256, type LookupContext } from '#libs/exchange';
import type { ClientCaller } from '../callers/index.js';
import type { LookupRecord } from './ledger.js';

/** The parts of an audit entry, made from what the node knows; personal values become commitments on the way. */

export const answerOf = ({
  status,
  body,
}: {
  status: number;
  body: Uint8Array;
}): NonNullable<AuditEntry['answer']> => ({
  status,
  bodyDigest: sha256(body),
});

export function contextOf(
  context: LookupContext | undefined,
): Pick<AuditEntry, 'context'> | Record<string, never> {
  if (!context) return {};
  return {
    context: {
      itemCode: context.purpose.itemCode,
      itemName: context.purpose.itemName,
      caseNumber: context.caseNumber,
      legalBasis: context.legalBasis,
      reason: context.reason,
      ...(context.holderAuthorisation === undefined
        ? {}
        : { authorisation: sha256(context.holderAuthorisation) }),
    },
  };
}

export function peerOf(
  entityId: string,
  context: LookupContext | undefined,
  commitments: Commitments,
): AuditEntry['caller'] {
  return { kind: 'peer', id: entityId, ...personsOf(context, commitments) };
}

export function clientOf(
  caller: ClientCaller,
  context: LookupContext | undefined,
  commitments: Commitments,
): AuditEntry['caller'] {
  const persons = context ? personsOf(context, commitments) : personsOf(undefined, commitments);
  return { kind: 'client', id: caller.id, organisation: caller.organisation, ...persons, role: caller.role };
}

function personsOf(
  context: LookupContext | undefined,
  commitments: Commitments,
): Partial<AuditEntry['caller']> {
  if (!context) return {};
  const { organisation, person, channel } = context;
  return {
    organisation: { code: organisation.code, name: organisation.name },
    person: commitments.add('caller.person', person.id),
    personName: commitments.add('caller.personName', person.name),
    ...(person.role === undefined ? {} : { role: person.role }),
    channel,
  };
}

export function lookupsOf(records: readonly LookupRecord[], commitments: Commitments): AuditLookup[] {
  return records.map(({ number, subject, release, ...record }, place) => ({
    ...record,
    ...(release === undefined ? {} : { release }),
    ...(number === undefined ? {} : { number: commitments.add(`lookups.${place}.number`, number) }),
    ...(subject === undefined ? {} : { subject: commitments.add(`lookups.${place}.subject`, subject) }),
  }));
}
