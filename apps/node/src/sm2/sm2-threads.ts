import { Refusal } from '#libs/errors';
import type { PeerKeys } from '#libs/exchange';
import { sm2SuiteOver, type SignatureSuite, type SigningKey, type VerificationKey } from '#libs/jws';
import { Sm2Offload, type Sm2Verifier } from '#libs/pki';
import { WorkerPool, type WorkerPoolOptions } from './worker-pool.js';

/**
 * SM2 for the node: off the event loop, which everything else of the node shares. Keys of other suites pass through as
 * they are.
 */
export class Sm2Threads {
  /** For certificates and sealed documents. */
  readonly verifier: Sm2Verifier;
  private readonly suite: SignatureSuite;
  private readonly pool: WorkerPool;
  private readonly peers = new WeakMap<PeerKeys, PeerKeys>();

  constructor(options: WorkerPoolOptions) {
    this.pool = new WorkerPool(options);
    const offload = new Sm2Offload(this.pool);
    this.verifier = offload;
    this.suite = sm2SuiteOver({
      sign: (key, data) => offload.sign(key, data),
      verify: async (key, data, signature) => {
        try {
          return await offload.verifySignature(key, data, signature, { form: 'raw' });
        } catch (thrown) {
          // r + s = n: nobody's signature. That the threads are busy is no verdict.
          if (thrown instanceof Refusal && thrown.code === 'SM2_SIGNATURE_RANGE') return false;
          throw thrown;
        }
      },
    });
  }

  signing(key: SigningKey): SigningKey {
    return this.owns(key) ? { ...key, suite: this.suite } : key;
  }

  /** A peer's keys, for verifying; the same object for the same peer, as long as its chain stands. */
  ofPeer(peer: PeerKeys): PeerKeys {
    if (!peer.keys.some((key) => this.owns(key))) return peer;
    const known = this.peers.get(peer);
    if (known) return known;
    const keys = peer.keys.map((key) => (this.owns(key) ? { ...key, suite: this.suite } : key));
    const changed = { ...peer, keys };
    this.peers.set(peer, changed);
    return changed;
  }

  stop(): Promise<void> {
    return this.pool.stop();
  }

  private owns({ suite }: SigningKey | VerificationKey): boolean {
    return suite.name === this.suite.name;
  }
}
