import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '#libs/errors';

/** Where a page ended: the sort key of its last licence. */
export interface PagePosition {
  typeCode: string;
  identifier: string;
}

const position = z.tuple([z.string().max(21), z.string().max(128), z.string().length(11)]);
/** Longer texts are not decoded at all. */
const MAX_CURSOR_LENGTH = 400;

/**
 * A cursor is base64url of `[typeCode, identifier, list]`, `list` being a short digest of the holder and the filter:
 * it keeps a cursor from being used on another list by mistake. It is no secret and no permission: the query always
 * carries the holder itself.
 */
export function encodeCursor(at: PagePosition, list: string): string {
  return Buffer.from(JSON.stringify([at.typeCode, at.identifier, list])).toString('base64url');
}

/** @throws Refusal CURSOR_INVALID */
export function decodeCursor(cursor: string, list: string): PagePosition {
  if (cursor.length > MAX_CURSOR_LENGTH || !/^[A-Za-z0-9_-]+$/.test(cursor))
    throw new Refusal('CURSOR_INVALID');
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (failure) {
    throw new Refusal('CURSOR_INVALID', { cause: failure });
  }
  const parsed = position.safeParse(value);
  // NUL cannot go to PostgreSQL and would come back as a database error.
  if (!parsed.success || parsed.data.some((part) => part.includes('\u0000')) || parsed.data[2] !== list) {
    throw new Refusal('CURSOR_INVALID');
  }
  return { typeCode: parsed.data[0], identifier: parsed.data[1] };
}

/** Names a list: which holder, and which licence types of theirs. */
export function listDigest(
  holder: { type: string; code: string },
  typeCodes: readonly string[] | undefined,
): string {
  const text = JSON.stringify([holder.type, holder.code, typeCodes ? [...typeCodes].sort() : null]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 11);
}
