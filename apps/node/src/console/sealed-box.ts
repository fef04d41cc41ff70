import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '#libs/errors';

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM under one key; each box is bound to what it is for, so that none can be put in another's place. */
export class SealedBox {
  constructor(private readonly key: Uint8Array) {}

  /** Reads the key of a file, and makes it where there is none. */
  static open(file: string): SealedBox {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    try {
      // `wx`: of two replicas that start at once the second reads what the first has made.
      writeFileSync(file, randomBytes(KEY_BYTES), { mode: 0o600, flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const key = readFileSync(file);
    if (key.byteLength !== KEY_BYTES) throw new Refusal('CONFIG_INVALID', { details: { keyFile: file } });
    return new SealedBox(key);
  }

  seal(value: unknown, purpose: Uint8Array | string): Buffer {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(purpose));
    const body = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), body]);
  }

  /** @returns undefined for whatever was not sealed by this key for this purpose */
  unseal(box: Uint8Array, purpose: Uint8Array | string): unknown {
    if (box.byteLength < IV_BYTES + TAG_BYTES) return undefined;
    const bytes = Buffer.from(box);
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      const text = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]);
      return JSON.parse(text.toString('utf8')) as unknown;
    } catch {
      return undefined;
    }
  }
}
