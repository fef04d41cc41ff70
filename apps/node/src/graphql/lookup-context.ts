import { Refusal } from '#libs/errors';
import { lookupContextSchema, type LookupContext } from '#libs/exchange';
import type { OperationContext } from './operation-context.js';
import type { LookupContextInput } from './types/inputs.js';

/**
 * The context of a lookup: a peer's is in its signed request token and nowhere else; an integrator's is the argument,
 * with organisation and person from the access token. Only a system without a person of its own may name one.
 * @throws Refusal CONTEXT_REQUIRED | CONTEXT_NOT_ACCEPTED | PERSON_REQUIRED | PERSON_NOT_ACCEPTED | CONTEXT_INVALID | CONTEXT_DIFFERS
 */
export function contextOf(
  operation: OperationContext,
  given: LookupContextInput | undefined | null,
): LookupContext {
  const { caller, signedContext } = operation;
  if (caller.kind === 'peer') {
    if (given) throw new Refusal('CONTEXT_NOT_ACCEPTED');
    if (!signedContext) throw new Refusal('CONTEXT_REQUIRED');
    return operation.ledger.within(signedContext);
  }
  if (!given) throw new Refusal('CONTEXT_REQUIRED');
  if (caller.person && given.person) throw new Refusal('PERSON_NOT_ACCEPTED');
  const person = caller.person ?? given.person;
  if (!person) throw new Refusal('PERSON_REQUIRED');
  const parsed = lookupContextSchema.safeParse({
    purpose: { itemCode: given.itemCode, itemName: given.itemName },
    caseNumber: given.caseNumber,
    legalBasis: given.legalBasis,
    reason: given.reason,
    organisation: { code: caller.organisation.code, name: caller.organisation.name },
    person: { id: person.id, name: person.name, ...(caller.person ? { role: caller.role } : {}) },
    channel: given.channel,
    ...(given.holderAuthorisation ? { holderAuthorisation: given.holderAuthorisation } : {}),
  });
  if (!parsed.success)
    throw new Refusal('CONTEXT_INVALID', { hint: parsed.error.issues[0]?.path.join('.') ?? 'context' });
  return operation.ledger.within(parsed.data);
}

/**
 * As {@link contextOf}, where the holder's authorisation may be named by the request that brought it: the token itself
 * stays in the node.
 * @throws Refusal AUTHORISATION_REQUEST_UNKNOWN | AUTHORISATION_NOT_GRANTED | AUTHORISATION_PLATFORM_* as well
 */
export async function contextFor(
  operation: OperationContext,
  given: LookupContextInput | undefined | null,
): Promise<LookupContext> {
  const id = given?.holderAuthorisationId;
  if (!given || !id || operation.caller.kind === 'peer') return contextOf(operation, given);
  if (given.holderAuthorisation) throw new Refusal('CONTEXT_INVALID', { hint: 'holderAuthorisationId' });
  return contextOf(operation, { ...given, holderAuthorisation: await operation.authorisationOf(id) });
}
