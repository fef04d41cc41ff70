import { createHmac } from 'node:crypto';
import type { HolderIdentity } from '../callers/index.js';

const hmac = (key: string | Uint8Array, ...parts: readonly string[]): string =>
  createHmac('sha256', key).update(parts.join('\0')).digest('base64url');

const codeOf = ({ type, code }: HolderIdentity): string => `${type}:${code}`;

/**
 * References to persons: HMAC-SHA-256, so that an event names nobody. Applicants and delegates are referred to under a key of
 * the case, which its parties share, so that each recognises them; staff under the node's own key, which nobody else has.
 */
export class References {
  constructor(private readonly nodeKey: Uint8Array) {}

  /** The key of a case, at the region that receives it; the others are told. */
  keyOf(id: string): string {
    return hmac(this.nodeKey, 'case', id);
  }

  /** An applicant or delegate within one case. */
  holder(caseKey: string, holder: HolderIdentity): string {
    return hmac(caseKey, 'holder', codeOf(holder));
  }

  staff(id: string, personId: string): string {
    return hmac(this.nodeKey, 'staff', id, personId);
  }

  /** The same for all cases of this node; never leaves it. */
  own(holder: HolderIdentity): string {
    return hmac(this.nodeKey, 'own', codeOf(holder));
  }
}
