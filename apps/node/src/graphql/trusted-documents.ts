import type { GraphQLSchema } from 'graphql';
import { Refusal } from '#libs/errors';
import { documentId } from '#libs/exchange';
import { releasableFields, type ReleasableFields } from './releasable-fields.js';

/**
 * The registered operations that a caller may name by hash. Registration recomputes each hash,
 * so a manifest with a wrong one is refused at start and not served under a name that is not its own.
 */
export class TrustedDocuments {
  private readonly texts = new Map<string, string>();

  constructor(manifests: Iterable<Record<string, string>>) {
    for (const manifest of manifests)
      for (const [id, text] of Object.entries(manifest)) {
        if (documentId(text) !== id)
          throw new Refusal('CONFIG_INVALID', {
            details: { trustedDocument: id, actual: documentId(text) },
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
    return this.texts.has(documentId(text));
  }

  ids(): string[] {
    return [...this.texts.keys()];
  }

  /**
   * What each of them can release at most.
   * @throws Refusal CONFIG_INVALID for one that does not fit the schema
   */
  releasable(schema: GraphQLSchema): Map<string, ReleasableFields> {
    return new Map(
      [...this.texts].map(([id, text]) => {
        try {
          return [id, releasableFields(text, schema)] as const;
        } catch (cause) {
          throw new Refusal('CONFIG_INVALID', { hint: `trusted document ${id}`, cause });
        }
      }),
    );
  }
}
