import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Refusal } from '#libs/errors';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A fresh value that nobody can guess: 128 bits. */
export const freshToken = (bytes = 16): string => randomBytes(bytes).toString('base64url');

/** What is kept of a secret that comes back later: its digest finds it, and a copy of the database gives nothing. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export function sameText(a: string, b: string): boolean {
  const [one, other] = [createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()];
  return timingSafeEqual(one, other);
}

/** The node's own secret, shared by its replicas. */
export class NodeSecret {
  /** @param key 32 bytes */
  constructor(private readonly key: Uint8Array) {}

  /** @param use keeps the uses of the key apart */
  mac(use: string, text: string): string {
    return createHmac('sha256', this.key).update(`${use}\n${text}`).digest('base64url');
  }

  /** AES-256-GCM; `about` names the row that it belongs to, so that it opens in no other. */
  seal(text: string, about: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealingKey(), iv).setAAD(Buffer.from(about));
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws Refusal STORE_UNAVAILABLE where it was sealed under another key, or altered */
  open(bytes: Uint8Array, about: string): string {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.sealingKey(), bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(about)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)).toString() + decipher.final().toString();
    } catch (cause) {
      throw new Refusal('STORE_UNAVAILABLE', { cause });
    }
  }

  private sealingKey(): Buffer {
    return createHmac('sha256', this.key).update('seal').digest();
  }
}
