export { openCredentialKeys, type CredentialKeys } from './credential-keys.js';
export { credentialsConfig, type CredentialsConfig } from './credentials.config.js';
export { vctOf, typeCodeOf } from './issue/licence-content.js';
export type { StartedOffer } from './issue/start-offer.js';
export {
  credentialMetadata,
  openCredentials,
  type Credentials,
  type CredentialsRoom,
} from './open-credentials.js';
export type { PresentationState } from './present/read-presentation.js';
export type { StartedPresentation } from './present/start-presentation.js';
export type { IssuedRow } from './status/status-store.js';
