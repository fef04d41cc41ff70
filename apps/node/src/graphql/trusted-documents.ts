import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';

/** `sha256:<hex of the UTF-8 text>`, the name of a trusted document (PROFILE.md). */
export type DocumentId = `sha256:${string}`;

export const idOfDocument = (text: string): DocumentId =>
  `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;

/**
 * The registered operations that a caller may name by hash. Registration recomputes each hash,
 * so a manifest with a wrong one is refused at start and not served under a name that is not its own.
 */
export class TrustedDocuments {
  private readonly texts = new Map<string, string>();

  constructor(manifests: Iterable<Record<string, string>>) {
    for (const manifest of manifests)
      for (const [id, text] of Object.entries(manifest)) {
        if (idOfDocument(text) !== id)
          throw new Refusal('CONFIG_INVALID', {
            details: { trustedDocument: id, actual: idOfDocument(text) },
          });
        this.texts.set(id, text);
      }
  }

  /** @throws Refusal GRAPHQL_DOCUMENT_UNKNOWN */
  text(id: string): string {
    const text = this.texts.get(id);
    if (text === undefined) throw new Refusal('GRAPHQL_DOCUMENT_UNKNOWN');
    return text;
  }

  /** True where this very text is registered. */
  holds(text: string): boolean {
    return this.texts.has(idOfDocument(text));
  }

  ids(): string[] {
    return [...this.texts.keys()];
  }
}
