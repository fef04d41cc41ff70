import { asRefusal, type ErrorCode } from '#libs/errors';
import { messageDigest } from './digest.js';
import { Sm2Engine } from './engine.js';
import { randomNonce } from './nonce.js';
import { Sm2PrivateKey, type RandomBytes } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';
import { sign } from './sign.js';
import { decodeSignature, encodeSignature, type Sm2SignatureForm } from './signature.js';
import type { TableCacheOptions } from './table-cache.js';

/** Work for another thread: bytes only, so that it can be cloned and its buffers handed over. */
export type Sm2Job = Sm2VerifyJob | Sm2SignJob;

export interface Sm2VerifyJob {
  kind: 'verify';
  /** x || y, of a key that was checked. */
  publicKey: Uint8Array;
  /** e = SM3(Z_A || M), or the message itself where that is long. */
  content: { digest: Uint8Array } | { message: Uint8Array };
  id: Uint8Array;
  signature: Uint8Array;
  form: Sm2SignatureForm;
}

export interface Sm2SignJob {
  kind: 'sign';
  /** d, 32 bytes. */
  privateKey: Uint8Array;
  message: Uint8Array;
  id: Uint8Array;
}

/** `good` for a verification, `signature` (r || s) for a signature, `code` where the job was refused. */
export type Sm2Outcome = { good: boolean } | { signature: Uint8Array } | { code: ErrorCode; hint?: string };

/** A node signs with one key or two; making one from its bytes costs as much as a signature. */
const MAX_PRIVATE_KEYS = 16;

/** What stands in the worker: does one job after the other, remembering what makes the next one cheap. */
export class Sm2JobRunner {
  private readonly engine: Sm2Engine;
  private readonly privateKeys = new Map<string, Sm2PrivateKey>();

  constructor(
    private readonly randomBytes: RandomBytes,
    tables: TableCacheOptions = {},
  ) {
    this.engine = new Sm2Engine(tables);
  }

  /** Never throws. */
  run(job: Sm2Job): Sm2Outcome {
    try {
      return job.kind === 'sign' ? { signature: this.sign(job) } : { good: this.verify(job) };
    } catch (thrown) {
      const { code, hint } = asRefusal(thrown);
      return hint === undefined ? { code } : { code, hint };
    }
  }

  private verify({ publicKey, content, id, signature, form }: Sm2VerifyJob): boolean {
    const numbers = decodeSignature(signature, form);
    const key = Sm2PublicKey.fromCoordinates(publicKey);
    const digest = 'digest' in content ? content.digest : messageDigest(key, content.message, id);
    return this.engine.verifyDigest(key, digest, numbers);
  }

  private sign({ privateKey, message, id }: Sm2SignJob): Uint8Array {
    const nonce = randomNonce(this.randomBytes);
    return encodeSignature(sign(this.privateKey(privateKey), message, { nonce, id }), 'raw');
  }

  private privateKey(bytes: Uint8Array): Sm2PrivateKey {
    const name = Buffer.from(bytes).toString('latin1');
    const known = this.privateKeys.get(name);
    if (known) return known;
    const key = Sm2PrivateKey.fromBytes(bytes);
    if (this.privateKeys.size >= MAX_PRIVATE_KEYS) this.privateKeys.clear();
    this.privateKeys.set(name, key);
    return key;
  }
}
