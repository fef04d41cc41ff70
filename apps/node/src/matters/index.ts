export type { AdoptionInput } from './adopt-matters.js';
export { mattersConfig, type MattersConfig } from './matters.config.js';
export { listOffers, type MatterOffer, type MatterOffering } from './offer-store.js';
export { openMatters, readConfigured, type MattersRoom } from './open-matters.js';
export type { Department, HeldMatter, MatterPart, Matters } from './ports.js';
export { ADOPTION_STATES, type AdoptionState } from './proposal-store.js';
export { definitionOf, type Comparison, type ShownOffer, type ShownProposal } from './read-matters.js';
export { openVersion } from './signed-version.js';
export { versionsAfter } from './version-store.js';
