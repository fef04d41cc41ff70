export { issuingConfig, type IssuingConfig } from './issuing.config.js';
export { openIssuing, type IssuingParts, type IssuingRoom } from './open-issuing.js';
export type { KeepsResults } from './ports.js';
