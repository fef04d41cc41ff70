import { Refusal } from '#libs/errors';
import type { ClientCaller } from '../callers/index.js';
import { partOf } from '../requests/who.js';
import type { OperationContext } from './operation-context.js';
import type { DataObjectionInput, DataUseRecordInput, SharingRequestInput } from './types/requests-inputs.js';

/** Somebody of this region with a part in requests. @throws Refusal ROLE_NOT_ALLOWED */
export const partyOf = ({ caller }: OperationContext): ClientCaller => partOf(caller);

/** The content of a request: who asks is told by the token, never by the input. */
export function contentOfRequest(
  { region: _region, from, until, scope, ...input }: SharingRequestInput,
  { organisation: { code, name } }: ClientCaller,
): object {
  return {
    ...input,
    organisation: { code, name },
    scope: scope.map(({ typeCode, fields }) => ({ typeCode, fields })),
    period: { from, until },
  };
}

export function contentOfObjection(
  { identifier, field, claim, proposed }: DataObjectionInput,
  { role }: ClientCaller,
): object {
  return {
    identifier,
    field,
    claim,
    ...(proposed ? { proposed } : {}),
    raisedBy: role === 'holder' ? 'subject' : 'requester',
  };
}

export const recordOf = ({ kind, at, itemCode, caseNumber, count, note }: DataUseRecordInput): object => ({
  kind,
  at: Date.parse(at),
  count,
  ...(itemCode ? { itemCode } : {}),
  ...(caseNumber ? { caseNumber } : {}),
  ...(note ? { note } : {}),
});

/** @throws Refusal GRAPHQL_BAD_VALUE */
export function textOf(text: string | undefined | null): { text?: string } {
  if (text === undefined || text === null) return {};
  if (text.length > 2000) throw new Refusal('GRAPHQL_BAD_VALUE', { hint: 'text' });
  return { text };
}
