import type { NotePlace, Stamp } from '#libs/seals';

/** Where a seal is drawn on a page of a PDF, in points from the page's lower left corner. */
export interface SealPlace {
  /** Counted from 0. */
  page: number;
  left: number;
  bottom: number;
  /** Width and height. */
  size: number;
}

export interface SealPdfOptions {
  /** Why the document is signed: it stands in the signature. */
  reason: string;
  /** Where the node's seal is drawn; nowhere unless told. */
  appearance?: SealPlace;
  /** What the document is released for, drawn beside the seal; it takes the place of `appearance`. */
  note?: PdfNote;
}

/** A note that is part of the signature itself; lengths in millimetres unless said otherwise. */
export interface PdfNote {
  /** A `CopyNote` of libs/seals in JSON. */
  json: string;
  words: string;
  /** Where on the first page, in points. */
  place: NotePlace;
  /** Operators of a content stream, in a box of width and height. */
  content: string;
  width: number;
  height: number;
  /** Diameter of the node's seal at the left edge. */
  seal: number;
}

export interface SealOfdOptions {
  /** Where the seal is drawn, in millimetres. */
  stamps: readonly Stamp[];
}

/**
 * Seals documents in the name of this node: copies that it annotates, reports that it makes. Keys stay behind this port,
 * in files today, in a module or a service later.
 */
export interface DocumentSealer {
  /** Formats for which there are keys that can be used. */
  formats(): readonly ('pdf' | 'ofd')[];
  /**
   * Signs a PDF at level PAdES B-B.
   * @throws Refusal SEALING_UNAVAILABLE, PDF_NOT_SIGNABLE, PDF_*
   */
  sealPdf(bytes: Uint8Array, options: SealPdfOptions): Promise<Uint8Array>;
  /**
   * Seals an OFD with SM2 (SES V4).
   * @throws Refusal SEALING_UNAVAILABLE, PACKAGE_*, XML_*, OFD_MALFORMED
   */
  sealOfd(bytes: Uint8Array, options: SealOfdOptions): Promise<Uint8Array>;
}
