import type { Refusal } from '#libs/errors';
import { guardFetcher } from '#libs/pki';
import type { DocumentsConfig } from './documents.config.js';
import { CachingFetcher } from './fetch/caching-fetcher.js';
import { pkiTransport } from './fetch/pki-transport.js';
import { ThreadFetches } from './fetch/thread-fetches.js';
import { ByteBudget } from './pool/blocks.js';
import { VerifierPool } from './pool/verifier-pool.js';
import { DocumentTrust } from './trust/document-trust.js';
import { EditionHistory } from './trust/edition-history.js';
import { FederatedSource, type FederationOfTrust } from './trust/federated-source.js';
import { Verifications } from './verifications.js';

export interface DocumentsParts {
  federation: FederationOfTrust;
  clock: () => number;
  skewSeconds: number;
  /** A source of trust that cannot be used; the last good state stays. */
  onTrustFault: (refusal: Refusal) => void;
  onTrustChange: (edition: string) => void;
  /** A thread that broke, or a defect met in one. */
  onDefect: (error: unknown) => void;
}

/** Verification of documents, put together. */
export interface Documents {
  verifications: Verifications;
  trust: DocumentTrust;
  budget: ByteBudget;
  /** After the federation has started. */
  start(): Promise<void>;
  /** After the listeners are closed. */
  stop(): Promise<void>;
}

/** @throws Refusal CONFIG_INVALID where trust cannot be read */
export async function openDocuments(config: DocumentsConfig, parts: DocumentsParts): Promise<Documents> {
  const { clock, skewSeconds, federation } = parts;
  const { cacheBytes, ...policy } = config.fetch;
  const network = guardFetcher(pkiTransport({ resolveMs: policy.timeoutMs }), policy);
  const pool = new VerifierPool({
    threads: config.threads,
    maxWaiting: config.maxWaiting,
    timeLimitMs: config.timeLimitMs,
    memoryMb: config.memoryMb,
    onFault: parts.onDefect,
    fetches: new ThreadFetches(new CachingFetcher(network, { maxBytes: cacheBytes, clock })),
  });
  const trust = new DocumentTrust({
    config: config.trust,
    history: await EditionHistory.open(config.trust.historyDir),
    read: (input) => pool.read(input),
    federated: new FederatedSource(federation, clock, skewSeconds),
    onChange: (material) => {
      pool.setTrust(material);
      parts.onTrustChange(trust.edition);
    },
    onFault: parts.onTrustFault,
    fetching: policy.enabled,
    clock,
    skewSeconds,
  });
  try {
    await trust.open();
  } catch (thrown) {
    await pool.stop();
    throw thrown;
  }
  const budget = new ByteBudget(config.maxBytesInHand);
  return {
    verifications: new Verifications({ pool, trust, budget, maxBytes: config.maxBytes, clock }),
    trust,
    budget,
    start: () => trust.start(),
    stop: async () => {
      await trust.stop();
      await pool.stop();
    },
  };
}
