import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import type { AccountsFile } from '../accounts/accounts-file.js';
import type { ClientRole } from '../roles.js';
import type { SecondFactors } from '../second-factor/second-factors.js';
import { TWO_FACTORS } from '../second-factor/two-factors.js';

/**
 * The provider's own policy, and one more reason to ask again: a session of one factor, begun before the account's role needed
 * two or its person set a second one up.
 */
export function signInPolicy({
  accounts,
  factors,
  roles,
}: {
  accounts: Pick<AccountsFile, 'active'>;
  factors: Pick<SecondFactors, 'of'>;
  roles: readonly ClientRole[];
}): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const { Check } = interactionPolicy;
  policy.get('login')?.checks.add(
    new Check('second_factor', 'a second factor is due', 'login_required', async ({ oidc }) => {
      const { accountId } = oidc.session ?? {};
      if (accountId === undefined || oidc.acr === TWO_FACTORS) return Check.NO_NEED_TO_PROMPT;
      const account = await accounts.active(accountId);
      if (account === undefined) return Check.NO_NEED_TO_PROMPT;
      return roles.includes(account.role) || (await factors.of(accountId)) !== undefined;
    }),
  );
  return policy;
}

/** How the person signed in (RFC 9068 §2.2.1), as the code or the refresh token remembers it. */
export function factorClaims({ oidc }: KoaContextWithOIDC): { acr?: string; amr?: string[] } {
  const { acr, amr } = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken ?? {};
  return { ...(acr === undefined ? {} : { acr }), ...(amr === undefined ? {} : { amr }) };
}
