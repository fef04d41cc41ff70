export type { AdoptionInput } from './adopt-matters.js';
export { mattersConfig, type MattersConfig } from './matters.config.js';
export type { MatterOffering } from './offer-store.js';
export { openMatters, readConfigured, type MattersRoom } from './open-matters.js';
export type { Department, HeldMatter, MatterPart, Matters } from './ports.js';
export { ADOPTION_STATES, type AdoptionState } from './proposal-store.js';
export type { Comparison, ShownOffer, ShownProposal } from './read-matters.js';
