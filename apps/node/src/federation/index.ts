export { federationConfig, type FederationConfig } from './federation.config.js';
export {
  federationRoutes,
  openFederationModule,
  type FederationModule,
  type FederationModuleOptions,
} from './federation-module.js';
export { ownEntityContent, type OwnEntityParts } from './own-entity.js';
export type { Peer } from './peer.js';
export { PeerDirectory, type LastLook, type PeerDirectoryOptions } from './peer-directory.js';
export { federationHttp } from './http-client.js';
