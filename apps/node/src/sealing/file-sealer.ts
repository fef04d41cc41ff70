import { Refusal } from '#libs/errors';
import {
  sealOfd,
  signPdf,
  type DocumentSigningKey,
  type SealAppearance,
  type SealKey,
  type SealShapes,
  type SignPdfRequest,
} from '#libs/seals';
import type { DocumentSealer, PdfNote, SealOfdOptions, SealPdfOptions } from './ports.js';

export interface SealAndKey {
  /** SESeal in DER. */
  seal: Uint8Array;
  signer: SealKey;
}

export interface SealerParts {
  /** Reads the key of PDF signatures. */
  signingKey?: () => DocumentSigningKey;
  /** Reads the seal of OFD documents and its key. */
  seal?: () => SealAndKey;
  /** What is drawn where a PDF is signed visibly. */
  picture: () => SealShapes;
  /** Who signs, as the signature says it. */
  name: string;
  clock: () => number;
  /** Told where a key was configured and cannot be used. */
  onFault: (error: unknown) => void;
}

const PROVIDER = 'Tongban';

/**
 * Seals with keys from files. They are read when they are first needed and then kept: a node whose seal is out of order
 * still answers lookups, and says of this one thing that it cannot do it.
 */
export class FileSealer implements DocumentSealer {
  private readonly signingKey: () => DocumentSigningKey | undefined;
  private readonly sealAndKey: () => SealAndKey | undefined;

  constructor(private readonly parts: SealerParts) {
    this.signingKey = onceRead(parts.signingKey, parts.onFault);
    this.sealAndKey = onceRead(parts.seal, parts.onFault);
  }

  formats(): readonly ('pdf' | 'ofd')[] {
    return [
      ...(this.signingKey() ? (['pdf'] as const) : []),
      ...(this.sealAndKey() ? (['ofd'] as const) : []),
    ];
  }

  async sealPdf(bytes: Uint8Array, { reason, appearance, note }: SealPdfOptions): Promise<Uint8Array> {
    const key = this.signingKey();
    if (!key) throw new Refusal('SEALING_UNAVAILABLE', { hint: 'PDF' });
    const { name, clock, picture } = this.parts;
    return signPdf(bytes, {
      key,
      at: clock(),
      reason,
      name,
      ...(note ? noted(note, picture()) : {}),
      ...(appearance && !note ? { appearance: { ...placed(appearance), picture: picture() } } : {}),
    });
  }

  async sealOfd(bytes: Uint8Array, { stamps }: SealOfdOptions): Promise<Uint8Array> {
    const own = this.sealAndKey();
    if (!own) throw new Refusal('SEALING_UNAVAILABLE', { hint: 'OFD' });
    return sealOfd(bytes, { ...own, at: this.parts.clock(), stamps, provider: PROVIDER });
  }
}

/** The seal at the left, the note beside it: one picture, one signature. */
function noted(
  { json, words, place, content, width, height, seal }: PdfNote,
  picture: SealShapes,
): Pick<SignPdfRequest, 'appearance' | 'copyNote' | 'words'> {
  const scale = seal / picture.width;
  const drawn = `q ${scale} 0 0 ${scale} 0 ${(height - seal) / 2} cm\n${picture.content}\nQ\n${content}`;
  return {
    appearance: { page: 0, ...place, picture: { width, height, content: drawn } },
    copyNote: json,
    words,
  };
}

function placed({
  page,
  left,
  bottom,
  size,
}: NonNullable<SealPdfOptions['appearance']>): Pick<SealAppearance, 'page' | 'rect'> {
  return { page, rect: [left, bottom, left + size, bottom + size] };
}

/** Reads until it succeeds: whoever mends the files needs no restart. */
function onceRead<T>(read: (() => T) | undefined, onFault: (error: unknown) => void): () => T | undefined {
  let kept: T | undefined;
  return () => {
    if (kept !== undefined || !read) return kept;
    try {
      kept = read();
    } catch (error) {
      onFault(error);
    }
    return kept;
  };
}
