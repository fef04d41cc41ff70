import { Refusal } from '#libs/errors';
import { asStoreRefusal } from '../../persistence/store-refusal.js';
import type { Queryable } from '../store/queryable.js';
import type { DocumentStore, OpenedDocument } from './document-store.js';
import type { DocumentMediaType } from './media-type.js';

/** That a document belongs to a licence. The newest one is the licence's document. */
export interface DocumentLink {
  sha256: string;
  mediaType: DocumentMediaType;
  /** Bytes. */
  size: number;
  /** ISO 8601 in UTC. */
  attachedAt: string;
  attachedBy: string;
}

interface LinkRow {
  sha256: string;
  media_type: DocumentMediaType;
  size: string;
  attached_at: Date;
  attached_by: string;
}

const NO_SUCH_LICENCE = '23503';
const TAKEN = '23505';

/** Documents of licences: the bytes in a {@link DocumentStore}, the link in the database. */
export class LicenceDocuments {
  constructor(
    private readonly pool: Queryable,
    private readonly store: DocumentStore,
  ) {}

  /**
   * Files a document and links it; attaching the licence's present document again changes nothing.
   * The file comes first: a link never names a file that is not there. A file whose link fails is merely unused.
   *
   * @throws Refusal LICENCE_NOT_FOUND and what {@link DocumentStore.put} throws
   */
  async attach(
    identifier: string,
    content: AsyncIterable<Uint8Array>,
    mediaType: DocumentMediaType,
    { by, at }: { by: string; at: Date },
  ): Promise<DocumentLink> {
    const { sha256, size } = await this.store.put(content, mediaType);
    const present = await this.current(identifier);
    if (present?.sha256 === sha256) return present;
    try {
      await this.pool.query(
        `INSERT INTO licence_document (identifier, ordinal, sha256, media_type, size, attached_at, attached_by)
         SELECT $1, coalesce(max(ordinal), 0) + 1, $2, $3, $4, $5, $6 FROM licence_document WHERE identifier = $1`,
        [identifier, sha256, mediaType, size, at, by],
      );
    } catch (failure) {
      const { code } = failure as { code?: string };
      if (code === NO_SUCH_LICENCE) throw new Refusal('LICENCE_NOT_FOUND', { cause: failure });
      // Two attached at the same moment: the other one came first.
      if (code === TAKEN)
        return this.attach(identifier, asContent((await this.store.open(sha256)).bytes), mediaType, {
          by,
          at,
        });
      throw asStoreRefusal(failure);
    }
    return { sha256, mediaType, size, attachedAt: at.toISOString(), attachedBy: by };
  }

  /** The link to the licence's document, without opening it. */
  current(identifier: string): Promise<DocumentLink | undefined> {
    return documentLink(this.pool, identifier);
  }

  /**
   * The licence's document with its bytes verified.
   *
   * @throws Refusal DOCUMENT_NOT_FOUND, DOCUMENT_DAMAGED
   */
  async fetch(identifier: string): Promise<OpenedDocument> {
    const link = await this.current(identifier);
    if (!link) throw new Refusal('DOCUMENT_NOT_FOUND');
    return this.store.open(link.sha256);
  }
}

/** The link to a licence's document; the newest one counts. */
export async function documentLink(pool: Queryable, identifier: string): Promise<DocumentLink | undefined> {
  try {
    const { rows } = await pool.query<LinkRow>({
      name: 'licence-document',
      text: `SELECT sha256, media_type, size, attached_at, attached_by FROM licence_document
               WHERE identifier = $1 ORDER BY ordinal DESC LIMIT 1`,
      values: [identifier],
    });
    const row = rows[0];
    return (
      row && {
        sha256: row.sha256,
        mediaType: row.media_type,
        size: Number(row.size),
        attachedAt: row.attached_at.toISOString(),
        attachedBy: row.attached_by,
      }
    );
  } catch (failure) {
    throw asStoreRefusal(failure);
  }
}

/** SHA-256 in hexadecimal of each licence's document, the newest, in one statement; those without one are absent. */
export async function documentDigests(
  pool: Queryable,
  identifiers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  try {
    const { rows } = await pool.query<Pick<LinkRow, 'sha256'> & { identifier: string }>({
      name: 'licence-document-digests',
      text: `SELECT DISTINCT ON (identifier) identifier, sha256 FROM licence_document
               WHERE identifier = ANY($1) ORDER BY identifier, ordinal DESC`,
      values: [identifiers],
    });
    return new Map(rows.map(({ identifier, sha256 }) => [identifier, sha256]));
  } catch (failure) {
    throw asStoreRefusal(failure);
  }
}

/** Bytes at hand as content to put. */
export async function* asContent(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
