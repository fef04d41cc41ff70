export type { MatterEvent, MatterKindName, StoredMatter } from './matter.js';
export { openRequests, type Requests } from './open-requests.js';
export type { MattersQuery, ShownMatter } from './read-matters.js';
export { requestsConfig, type RequestsConfig } from './requests.config.js';
export type { StoredUseRecord } from './use-records.js';
