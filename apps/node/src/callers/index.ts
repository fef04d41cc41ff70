export { AccessTokens, type AccessTokensOptions, type IssuerKeys } from './access-tokens.js';
export { AccountsFile, writeAccountsFile, type Account } from './accounts/accounts-file.js';
export { hashPassword, verifyPassword } from './accounts/passwords.js';
export {
  generateSampleAccounts,
  type SampleAccounts,
  type SampleHolders,
} from './accounts/sample-accounts.js';
export { generateClient, type GeneratedClient } from './accounts/sample-client.js';
export { Allow, allowedRoles, declaredOperations, type DeclaredOperation } from './allow.decorator.js';
export { AllowGuard } from './allow.guard.js';
export type { Caller, ClientCaller, Organisation, PeerCaller, Person } from './caller.js';
export {
  callersConfig,
  type CallersConfig,
  type ClientConfig,
  type ClientConfigInput,
} from './callers.config.js';
export { holderSchema, type HolderIdentity } from './holder.js';
export { CallersSchema1764000400000 } from './migrations/callers-schema.js';
export { AddPasskeys1795501500300 } from './migrations/add-passkeys.js';
export { CreateSecondFactor1795501490200 } from './migrations/create-second-factor.js';
export { IssuerKeyRing, issuerKeyStandings, rotateIssuerKeys } from './oidc/key-ring.js';
export { registerOidc, type OidcOptions } from './oidc/register-oidc.js';
export { openCallers, type Callers, type CallersParts } from './open-callers.js';
export type { Clock, Database, Log } from './ports.js';
export { forgetSecondFactor } from './second-factor/second-factors.js';
export { assertAllowed, CLIENT_ROLES, DUTIES, ROLES, type ClientRole, type Role } from './roles.js';
export { challengeHeader } from './challenge-header.js';
