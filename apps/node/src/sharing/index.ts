export type { ContentChanges } from './change-content.js';
export { ChangeSharing, type ProposalInput } from './change-sharing.js';
export { sharingGrants } from './grants.js';
export { openSharing, type Sharing } from './open-sharing.js';
export { PROPOSAL_STATES, type ProposalState } from './proposal-store.js';
export { ReadSharing, type ShownProposal } from './read-sharing.js';
export { sharingConfig, type SharingConfig } from './sharing.config.js';
export { openVersion, type PolicyVersion } from './signed-version.js';
export { findVersion, standingVersion } from './version-store.js';
