export {
  createClient,
  type BearerClientOptions,
  type CaseFile,
  type SentCaseFile,
  type TongbanClient,
} from './bearer-client.js';
export {
  AnswerError,
  AuthenticationError,
  RefusedError,
  TongbanError,
  TransportError,
  type ErrorFacts,
} from './errors.js';
export * from './generated/operations.generated.js';
export type { RetryRules } from './http.js';
export type { ListenOptions } from './live.js';
export type { CallOptions, TrustedOperation } from './operation.js';
export type { Ports } from './ports.js';
export { clientCredentials, type ClientCredentials, type TokenSource } from './tokens.js';
