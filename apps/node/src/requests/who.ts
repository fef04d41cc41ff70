import { Refusal } from '#libs/errors';
import { REQUEST_ROLES, type RequestRole } from '#libs/requests';
import type { Caller, ClientCaller } from '../callers/index.js';
import type { MatterKindName, StoredMatter } from './matter.js';

/**
 * Somebody of the own region with a part in requests and objections.
 * @throws Refusal ROLE_NOT_ALLOWED
 */
export function partOf(caller: Caller): ClientCaller & { role: RequestRole } {
  const { role } = caller;
  if (caller.kind !== 'client' || !(REQUEST_ROLES as readonly string[]).includes(role))
    throw new Refusal('ROLE_NOT_ALLOWED');
  return caller as ClientCaller & { role: RequestRole };
}

/** As the store names a holder. */
export function holderKey(caller: ClientCaller): string | null {
  return caller.role === 'holder' && caller.holder ? `${caller.holder.type}:${caller.holder.code}` : null;
}

/**
 * What a caller may see: the security administrator everything of this node, a holder what that holder raised, others
 * what their organisation raised.
 * @throws Refusal ROLE_NOT_ALLOWED
 */
export function seenBy(
  caller: ClientCaller,
  kind: MatterKindName,
): { organisation?: string; holder?: string } {
  if (caller.role === 'securityAdministrator') return {};
  const holder = holderKey(caller);
  if (holder !== null && kind === 'objection') return { holder };
  if (caller.role === 'holder') throw new Refusal('ROLE_NOT_ALLOWED');
  return { organisation: caller.organisation.code };
}

export function maySee(caller: ClientCaller, matter: StoredMatter): boolean {
  const { organisation, holder } = seenBy(caller, matter.kind);
  return (
    (organisation === undefined || matter.organisation === organisation) &&
    (holder === undefined || matter.holder === holder)
  );
}
