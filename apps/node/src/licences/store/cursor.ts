import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';

/** Where a page ended: the sort key of its last licence. */
export interface PagePosition {
  typeCode: string;
  identifier: string;
}

const position = z.tuple([z.string().max(21), z.string().max(128)]);
/** Longer texts are not decoded at all. */
const MAX_CURSOR_LENGTH = 400;
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Makes and reads cursors. A cursor is sealed (AES-256-GCM), because it holds the identifier of a licence, which an
 * agreement may withhold from the very caller who gets the cursor. It is bound to its list, the holder and the filter,
 * and is no permission: the query always carries the holder itself.
 */
export class Cursors {
  /** @param key 32 bytes, the same for all replicas of a node */
  constructor(private readonly key: Uint8Array) {}

  encode(at: PagePosition, list: string): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(Buffer.from(list));
    const sealed = Buffer.concat([
      cipher.update(JSON.stringify([at.typeCode, at.identifier])),
      cipher.final(),
    ]);
    return Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64url');
  }

  /** @throws Refusal CURSOR_INVALID */
  decode(cursor: string, list: string): PagePosition {
    if (cursor.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(cursor))
      throw new Refusal('CURSOR_INVALID');
    try {
      const bytes = Buffer.from(cursor, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(list)).setAuthTag(bytes.subarray(-TAG_BYTES));
      const opened =
        decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)).toString() + decipher.final().toString();
      const [typeCode, identifier] = position.parse(JSON.parse(opened));
      return { typeCode, identifier };
    } catch (cause) {
      throw new Refusal('CURSOR_INVALID', { cause });
    }
  }
}

/** Names a list: which holder, and which licence types of theirs. */
export function listDigest(
  holder: { type: string; code: string },
  typeCodes: readonly string[] | undefined,
): string {
  const text = JSON.stringify([holder.type, holder.code, typeCodes ? [...typeCodes].sort() : null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
