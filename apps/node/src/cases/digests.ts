import { createHash } from 'node:crypto';
import { canonicalBytes } from '#libs/audit-log';
import type { CaseEvent } from '#libs/handling';

/** SHA-256 over the canonical JSON (RFC 8785), base64url: how an event names a form or a comment that lies beside it. */
export const contentDigest = (content: unknown): string =>
  createHash('sha256').update(canonicalBytes(content)).digest('base64url');

/** What an event names that is told beside it, not as a file: a form, or the words of a rating. */
export function contentNamed(event: CaseEvent): string | undefined {
  if (event.kind === 'receive' || event.kind === 'correct') return event.data.form;
  return event.kind === 'rate' ? event.data.comment : undefined;
}

/** Files that have to be what they were brought as: any other paper of the case is no signed pledge and authorises nobody. */
export function papersNamed({ data }: CaseEvent): { digest: string; as: 'pledge' | 'proof' }[] {
  return [
    ...('signed' in data ? [{ digest: data.signed, as: 'pledge' as const }] : []),
    ...('delegate' in data && data.delegate ? [{ digest: data.delegate.proof, as: 'proof' as const }] : []),
  ];
}

/** Files that an event names: whoever hears it gets them first. */
export function filesNamed(event: CaseEvent): string[] {
  const { data } = event;
  const digests: (string | undefined)[] = [];
  if ('materials' in data) digests.push(...data.materials.map(({ digest }) => digest));
  if ('delegate' in data) digests.push(data.delegate?.proof);
  if ('signed' in data) digests.push(data.signed);
  if ('result' in data && event.kind !== 'end-special') digests.push(data.result);
  if ('document' in data) digests.push(data.document);
  return [...new Set(digests.filter((one): one is string => one !== undefined))];
}
