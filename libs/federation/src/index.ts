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
  IDENTITY_PLATFORM_ENTITY_TYPE,
  identityPlatformMetadata,
  identityPlatformMetadataSchema,
  NODE_ENTITY_TYPE,
  isLogUrl,
  nodeMetadata,
  nodeMetadataSchema,
  readMetadata,
  type FederationEntity,
  type IdentityPlatformMetadata,
  type NodeMetadata,
} from './metadata.js';
export { applyPolicy, overrideMetadata, resolvePolicy, type PolicySource } from './policy/policy.js';
export {
  signTrustListToken,
  TRUST_LIST_LIMITS,
  verifyTrustListToken,
  type TrustListClaims,
  type VerifyTrustListOptions,
} from './trust-list/trust-list-token.js';
export { signTrustMark, verifyTrustMark, type TrustMarkClaims } from './trust-mark/trust-mark.js';
export { chainDigest, type ExamineOptions, type TrustAnchor, type TrustChain } from './chain/trust-chain.js';
export { examineTrustChain, validateTrustChain, type ChainExamination } from './chain/examine.js';
export {
  findTrustChain,
  resolveTrustChain,
  DEFAULT_SEARCH_LIMITS,
  type PathFailure,
  type ResolveOptions,
  type Search,
  type SearchLimits,
} from './chain/find.js';
export { TrustChainCache, type RefreshEvent, type TrustChainCacheOptions } from './chain/cache.js';
export {
  AdmittedEntities,
  discoverEntities,
  type Discovery,
  type DiscoverOptions,
} from './chain/discover.js';
export { TrustedEntities, type TrustedEntitiesOptions } from './chain/trusted-entities.js';
export { followAnchor } from './chain/follow-anchor.js';
export { FederationFetcher, type HttpExchange, type HttpReply, type HttpRequest } from './fetch/fetcher.js';
export type { FetchPort } from './fetch/run.js';
export {
  keysAt,
  readHistoricalKeys,
  signHistoricalKeys,
  type HistoricalKey,
  type RevocationReason,
} from './historical-keys.js';
export {
  ConfigurationIssuer,
  type ConfigurationContent,
  type ConfigurationIssuerOptions,
} from './publish/configuration-issuer.js';
export {
  authorityEndpoints,
  authorityRoutes,
  configurationRoute,
  type PublishedStore,
  type PublishedSubordinate,
} from './endpoints/authority.js';
export {
  failure,
  type FederationRequest,
  type FederationResponse,
  type FederationRoute,
} from './endpoints/http.js';
export {
  resolveRoute,
  RESOLVE_CONTENT_TYPE,
  RESOLVE_TYP,
  type ResolverOptions,
} from './endpoints/resolve.js';
export {
  authorityStateSchema,
  type AuthorityKey,
  type AuthorityState,
  type IssuedMark,
  type Subordinate,
} from './authority/state.js';
export { publish, type Publication, type PublishOptions, type Standing } from './authority/publication.js';
export { publishedKeys, rotate, signingKeyAt, type Rotation } from './authority/keys.js';
export {
  enrol,
  revokeEntity,
  revokeTrustMark,
  type Enrolment,
  type EnrolOptions,
} from './authority/enrolment.js';
export { boundedExchange, type HttpSend } from './fetch/exchange.js';
export { publishedPaths, publishedStore } from './publish/layout.js';
