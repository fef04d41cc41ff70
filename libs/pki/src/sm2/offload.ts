import { Refusal } from '#libs/errors';
import type { Sm2Input, Sm2Verifier } from '../signature/sm2-verifier.js';
import { DEFAULT_ID, messageDigest, type Sm2Id } from './digest.js';
import type { Sm2Job, Sm2Outcome } from './job.js';
import type { Sm2PrivateKey } from './private-key.js';
import { Sm2PublicKey } from './public-key.js';
import { decodeSignature, type Sm2SignatureForm } from './signature.js';

/** Other threads that do SM2 jobs. */
export interface Sm2Workers {
  /**
   * @param affinity jobs with the same one should meet the same tables
   * @param transfer buffers that the caller gives away
   * @throws Refusal OVERLOADED where too many jobs wait, UNAVAILABLE after the end
   */
  run(job: Sm2Job, affinity: number, transfer: readonly ArrayBuffer[]): Promise<Sm2Outcome>;
}

/** Up to here the asking thread makes the digest (a tenth of a millisecond) instead of copying the message. */
const HASH_HERE = 32 * 1024;

/**
 * SM2 off the event loop: what `Sm2Engine` and `sign` do, by workers. What can be refused without arithmetic is refused
 * here and costs no worker anything.
 */
export class Sm2Offload implements Sm2Verifier {
  constructor(private readonly workers: Sm2Workers) {}

  /** As `Sm2Engine.verify`; rejects where that throws, and with OVERLOADED. */
  async verifySignature(
    key: Sm2PublicKey,
    message: Uint8Array,
    signature: Uint8Array,
    options: { form: Sm2SignatureForm; id?: Sm2Id },
  ): Promise<boolean> {
    decodeSignature(signature, options.form);
    const id = idBytes(options.id);
    const { content, transfer } = contentFor(key, message, id);
    const { coordinates: publicKey } = key;
    const job: Sm2Job = {
      kind: 'verify',
      publicKey,
      content,
      id,
      signature: plain(signature),
      form: options.form,
    };
    const outcome = await this.workers.run(job, publicKey.readUInt32BE(28), transfer);
    if ('good' in outcome) return outcome.good;
    throw refused(outcome);
  }

  /** The port of certificate and document validation: false, too, for what is no key or no signature at all. */
  async verify({ publicKey, message, signature, form, userId }: Sm2Input): Promise<boolean> {
    let key: Sm2PublicKey;
    try {
      key = Sm2PublicKey.fromPoint(publicKey);
      decodeSignature(signature, form);
    } catch (thrown) {
      if (thrown instanceof Refusal) return false;
      throw thrown;
    }
    return this.verifySignature(key, message, signature, { form, id: userId });
  }

  /** @returns r || s */
  async sign(key: Sm2PrivateKey, message: Uint8Array, id: Sm2Id = DEFAULT_ID): Promise<Uint8Array> {
    const job: Sm2Job = {
      kind: 'sign',
      privateKey: key.toBytes(),
      message: plain(message),
      id: idBytes(id),
    };
    const outcome = await this.workers.run(job, key.publicKey.coordinates.readUInt32BE(28), []);
    if ('signature' in outcome) return outcome.signature;
    throw refused(outcome);
  }
}

function contentFor(
  key: Sm2PublicKey,
  message: Uint8Array,
  id: Uint8Array,
): { content: { digest: Uint8Array } | { message: Uint8Array }; transfer: ArrayBuffer[] } {
  if (message.length <= HASH_HERE)
    return { content: { digest: messageDigest(key, message, id) }, transfer: [] };
  const copy = new Uint8Array(message);
  return { content: { message: copy }, transfer: [copy.buffer] };
}

/** Of a view into a pool, the clone would carry the whole pool. */
function plain(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}

function idBytes(id: Sm2Id = DEFAULT_ID): Uint8Array {
  return plain(typeof id === 'string' ? Buffer.from(id, 'utf8') : id);
}

function refused(outcome: Sm2Outcome): Refusal {
  if (!('code' in outcome))
    return new Refusal('INTERNAL', { details: { reason: 'the outcome of another job' } });
  return new Refusal(outcome.code, outcome.hint === undefined ? {} : { hint: outcome.hint });
}
