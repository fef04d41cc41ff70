import type { Account } from '../accounts/accounts-file.js';
import type { ClientConfig } from '../callers.config.js';

/** Claims of an access token issued to a person (`ownClaims` reads them back). */
export function personClaims(account: Account): Record<string, string> {
  return {
    role: account.role,
    org_code: account.organisation.code,
    org_name: account.organisation.name,
    person_id: account.id,
    person_name: account.name,
    ...(account.holder ? { holder_type: account.holder.type, holder_code: account.holder.code } : {}),
  };
}

/** Claims of an access token issued to a system that calls for itself. */
export function clientClaims(client: ClientConfig): Record<string, string> {
  return { role: client.role, org_code: client.organisation.code, org_name: client.organisation.name };
}
