import type { HolderRef } from '../../lookup/lookup.js';

/**
 * How a department may have written a subject's code: the codes that GB 11643 and GB 32100 define have capital letters,
 * and a final x is often found small. Other codes are taken as they are.
 */
export function spellingsOf({ type, code }: HolderRef): string[] {
  const small = code.toLowerCase();
  return (type === '001' || type === '111') && small !== code ? [code, small] : [code];
}
