export type { PeerAnswer } from './answer.js';
export { bindTo, peerCertificateEntityId } from './certificate-names.js';
export { CircuitBreaker, type BreakerOptions, type CircuitState } from './circuit-breaker.js';
export { ConcurrencyGate } from './concurrency-gate.js';
export { DEADLINE_HEADER, deadlineOf } from './deadline.js';
export type { PeerHealth, PeerMetrics } from './peer-line.js';
export {
  PeerTransport,
  type PeerAddress,
  type PeerCall,
  type PeerTransportOptions,
  type TextCall,
} from './peer-transport.js';
export { peersConfig, type PeersConfig } from './peers.config.js';
export {
  peerListenerTls,
  tlsContext,
  TlsFiles,
  type TlsFilesOptions,
  type TlsMaterial,
  type TlsPaths,
} from './tls-files.js';
