import type { DocumentMediaType } from './media-type.js';

/** What is known of a stored document: its content decides its name, so a name always means the same bytes. */
export interface StoredDocument {
  /** SHA-256 of the content, 64 lower-case hexadecimal digits. */
  sha256: string;
  /** Bytes. */
  size: number;
}

/** A document whose bytes were compared with their name before anyone saw them. */
export interface OpenedDocument extends StoredDocument {
  mediaType: DocumentMediaType;
  bytes: Buffer;
}

/**
 * Port to the documents of licences (证照文件), addressed by content.
 *
 * Not checked here: seals and signatures inside a document, and whether it shows what the licence says.
 */
export interface DocumentStore {
  /**
   * Takes a document in; the same content twice is one document. Durable when the promise resolves.
   *
   * @throws Refusal DOCUMENT_TOO_LARGE, DOCUMENT_TYPE_REFUSED (content is not what `mediaType` says)
   */
  put(content: AsyncIterable<Uint8Array>, mediaType: DocumentMediaType): Promise<StoredDocument>;
  /** @throws Refusal DOCUMENT_NOT_FOUND, DOCUMENT_DAMAGED (the bytes no longer have that hash) */
  open(sha256: string): Promise<OpenedDocument>;
}
