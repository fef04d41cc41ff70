export { authorisationsConfig, type AuthorisationsConfig } from './authorisations.config.js';
export { openAuthorisations, type Authorisations } from './open-authorisations.js';
export type { AskedLicence, RequestState, StoredRequest } from './request-store.js';
