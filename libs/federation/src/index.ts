export type { Check } from './check.js';
export { configurationUrl, isEntityId, parseEntityId, basePath, type EntityId } from './entity-id.js';
export { jwksSchema, keyByKid, usableKeys, type Jwks } from './jwks.js';
export type { Clock } from './ports.js';
export type {
  Constraints,
  EntityConfigurationClaims,
  Metadata,
  MetadataPolicy,
  SubordinateStatementClaims,
  TrustMarkReference,
} from './statement-claims.js';
export {
  checkStatementTime,
  parseEntityConfiguration,
  parseStatement,
  parseSubordinateStatement,
  signStatement,
  STATEMENT_CONTENT_TYPE,
  STATEMENT_TYP,
  verifyStatement,
  type EntityConfiguration,
  type EntityStatement,
  type SubordinateStatement,
} from './statement.js';
export {
  federationEntitySchema,
  NODE_ENTITY_TYPE,
  nodeMetadata,
  nodeMetadataSchema,
  readMetadata,
  type FederationEntity,
  type NodeMetadata,
} from './metadata.js';
export { applyPolicy, overrideMetadata, resolvePolicy, type PolicySource } from './policy/policy.js';
export { signTrustMark, verifyTrustMark, type TrustMarkClaims } from './trust-mark/trust-mark.js';
export { chainDigest, type ExamineOptions, type TrustAnchor, type TrustChain } from './chain/trust-chain.js';
export { examineTrustChain, validateTrustChain, type ChainExamination } from './chain/examine.js';
