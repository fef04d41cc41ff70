import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals what leaves the node and must come back unchanged (cursors), or what is stored and may hold a person (filters of
 * saved searches and exports): AES-256-GCM, bound to `context`. Pseudonyms come from a key of their own.
 */
export class Sealer {
  private readonly sealing: Uint8Array;
  private readonly naming: Uint8Array;

  /** @param key 32 bytes, the same for all replicas of a node */
  constructor(key: Uint8Array) {
    const derive = (use: string) =>
      new Uint8Array(hkdfSync('sha256', key, '', `tongban auditing ${use}`, 32));
    this.sealing = derive('seal');
    this.naming = derive('pseudonym');
  }

  seal(text: string, context: string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.sealing, iv).setAAD(Buffer.from(context));
    return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  }

  /** Undefined where it was not sealed by this key, for this context, or was changed. */
  open(sealed: Uint8Array, context: string): string | undefined {
    if (sealed.length < IV_BYTES + TAG_BYTES) return undefined;
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.sealing, sealed.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([
        decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  /** A short name that is the same for the same value, and tells nothing of it to whoever lacks the key. */
  pseudonym(value: string): string {
    return createHmac('sha256', this.naming).update(value).digest('base64url').slice(0, 12);
  }
}
