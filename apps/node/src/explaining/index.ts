export { explainingConfig, type ExplainingConfig } from './explaining.config.js';
export type { EntryTold, ExplainedLookup, RequestExplanation } from './explain-request.js';
export { askedOf, codesOf, type AskedLookup, type FailedRequest } from './failed-request.js';
export { openExplaining, type Explaining } from './open-explaining.js';
