import { Refusal } from '#libs/errors';
import { parseStrictJson } from '#libs/jws';

/** What a proposal changes of the version that it rests on; each text is one agreement or entry as JSON. */
export interface ContentChanges {
  agreements: readonly string[];
  removeAgreements: readonly string[];
  listEntries: readonly string[];
  removeListEntries: readonly string[];
}

const LIMITS = { maxBytes: 65_536, maxDepth: 8 };

/**
 * The content after the changes; whether it is sound is for `canonicalContent` to say.
 * @throws Refusal SHARING_CONTENT_INVALID
 */
export function applyChanges(content: string, changes: ContentChanges): unknown {
  const base = JSON.parse(content) as Record<'agreements' | 'responsibilityList', { id: string }[]>;
  return {
    agreements: apply(base.agreements, changes.agreements, changes.removeAgreements),
    responsibilityList: apply(base.responsibilityList, changes.listEntries, changes.removeListEntries),
  };
}

function apply(
  before: readonly { id: string }[],
  set: readonly string[],
  remove: readonly string[],
): unknown[] {
  const after = new Map<string, unknown>(before.map((one) => [one.id, one]));
  for (const id of remove)
    if (!after.delete(id))
      throw new Refusal('SHARING_CONTENT_INVALID', { hint: 'a removed id is not there' });
  for (const text of set) {
    const value = parsed(text);
    const id: unknown = (value as { id?: unknown } | null)?.id;
    if (typeof id !== 'string') throw new Refusal('SHARING_CONTENT_INVALID', { hint: 'id' });
    after.set(id, value);
  }
  return [...after.values()];
}

function parsed(text: string): unknown {
  try {
    return parseStrictJson(text, LIMITS);
  } catch (cause) {
    throw new Refusal('SHARING_CONTENT_INVALID', { hint: 'not JSON', cause });
  }
}
