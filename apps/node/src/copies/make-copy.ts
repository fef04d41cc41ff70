import { createHash } from 'node:crypto';
import { asRefusal, Refusal, type ErrorCode } from '#libs/errors';
import type { LookupContext } from '#libs/exchange';
import { noteText, ofdFirstPage, placeOnFirstPage, wrapOfd, type CopyNote } from '#libs/seals';
import { drawNote, noteContent, noteObjects, POINTS, type Font } from '#libs/typesetting';
import type { DocumentSealer } from '../sealing/index.js';
import type { CopiesConfig } from './copies.config.js';
import { noteWords } from './note-words.js';

export interface StoredCopySource {
  mediaType: string;
  /** SHA-256 in base64url. */
  sha256: string;
  bytes: Uint8Array;
}

/** A document as it is handed out: annotated, or as it is where that is configured. */
export interface Handout extends StoredCopySource {
  /** Absent where it is the document as it is on file. */
  note?: CopyNote;
}

export interface CopyMakers {
  /**
   * @param to who asks: a peer's entity id, or `role:<role>` for a caller of the own region
   * @throws Refusal COPY_NOT_POSSIBLE, COPY_SEALING_UNAVAILABLE
   */
  handOut(document: StoredCopySource, context: LookupContext, to: string): Promise<Handout>;
}

export interface MakeCopyDeps {
  config: CopiesConfig;
  sealer: Pick<DocumentSealer, 'sealPdf' | 'sealOfd'>;
  /** Draws the note; asked when the first copy is made. */
  font: () => Font;
  /** Entity id of this node, and the name of its organisation. */
  node: { id: string; name: string };
  clock: () => number;
}

/** Millimetres: a strip in the margin, outside of the frame that licences have. */
const STRIP = 10.6;
const SEAL = 10;
const INDENT = 11.5;
const OFD_EDGE = 0.7;
/** Ids of the note's objects, above those that a document of an ordinary size uses. */
const FIRST_ID = 90_000_001;
const DAY_MS = 86_400_000;

/**
 * Makes annotated copies (加注件): the document with a note of what it is released for, sealed by this node, the original
 * and its seals whole inside of it. What cannot be annotated is not released, unless configuration says that it may be.
 */
export class MakeCopy implements CopyMakers {
  constructor(private readonly deps: MakeCopyDeps) {}

  async handOut(document: StoredCopySource, context: LookupContext, to: string): Promise<Handout> {
    const { config } = this.deps;
    if (!(to.startsWith('role:') ? config.own : config.peers)) return document;
    try {
      return await this.annotated(document, context);
    } catch (thrown) {
      const code = refusalOf(asRefusal(thrown).code);
      if (!code) throw thrown;
      if (config.whereImpossible === 'release') return document;
      throw new Refusal(code, { cause: thrown });
    }
  }

  private async annotated(document: StoredCopySource, context: LookupContext): Promise<Handout> {
    const note = this.noteFor(document, context);
    const bytes = await this.sealed(document, note);
    return { ...document, bytes, sha256: createHash('sha256').update(bytes).digest('base64url'), note };
  }

  private sealed(document: StoredCopySource, note: CopyNote): Promise<Uint8Array> {
    switch (document.mediaType) {
      case 'application/pdf':
        return this.pdf(document.bytes, note);
      case 'application/ofd':
        return this.ofd(document.bytes, note);
      default:
        throw new Refusal('COPY_NOT_POSSIBLE', { hint: document.mediaType });
    }
  }

  /** One revision: the note is the picture of the node's own signature, so nothing else changes and earlier ones hold. */
  private async pdf(bytes: Uint8Array, note: CopyNote): Promise<Uint8Array> {
    const place = await placeOnFirstPage(bytes, STRIP * POINTS);
    const [left, bottom, right, top] = place.rect;
    const lying = place.turned === 90 || place.turned === 270;
    const width = (lying ? top - bottom : right - left) / POINTS;
    const { title, text } = noteWords(note);
    const drawing = drawNote(this.deps.font(), { text, width, height: STRIP, indent: INDENT });
    return this.deps.sealer.sealPdf(bytes, {
      reason: title,
      note: {
        json: JSON.stringify(note),
        words: text,
        place,
        content: noteContent(drawing),
        width,
        height: STRIP,
        seal: SEAL,
      },
    });
  }

  private async ofd(bytes: Uint8Array, note: CopyNote): Promise<Uint8Array> {
    const page = await ofdFirstPage(bytes);
    const width = page.width - 2 * OFD_EDGE;
    const y = page.height - OFD_EDGE - STRIP;
    if (width * STRIP > 0.25 * page.width * page.height || width < 8 * INDENT)
      throw new Refusal('COPY_NOT_POSSIBLE', { hint: 'a page that is too small' });
    const { text } = noteWords(note);
    const drawing = drawNote(this.deps.font(), { text, width, height: STRIP, indent: INDENT });
    const copy = await wrapOfd(bytes, note, {
      boundary: [OFD_EDGE, y, width, STRIP],
      objects: noteObjects(drawing, FIRST_ID),
      words: text,
    });
    return this.deps.sealer.sealOfd(copy, {
      stamps: [
        { pageId: page.id, xMm: OFD_EDGE, yMm: y + (STRIP - SEAL) / 2, widthMm: SEAL, heightMm: SEAL },
      ],
    });
  }

  private noteFor({ sha256, bytes }: StoredCopySource, context: LookupContext): CopyNote {
    const { clock, config, node } = this.deps;
    const now = clock();
    return {
      v: 1,
      matter: { code: noteText(context.purpose.itemCode, 64), name: noteText(context.purpose.itemName, 200) },
      organisation: {
        code: noteText(context.organisation.code, 64),
        name: noteText(context.organisation.name, 200),
      },
      caseNumber: noteText(context.caseNumber, 128),
      releasedBy: { node: noteText(node.id, 512), name: noteText(node.name, 200) },
      releasedAt: new Date(now).toISOString(),
      validUntil: new Date(now + config.validDays * DAY_MS).toISOString(),
      original: { sha256, size: bytes.byteLength },
    };
  }
}

/** Whether a failure is the document's, or the key's; anything else is a defect or passes by itself. */
function refusalOf(code: ErrorCode): 'COPY_NOT_POSSIBLE' | 'COPY_SEALING_UNAVAILABLE' | undefined {
  if (code === 'SEALING_UNAVAILABLE') return 'COPY_SEALING_UNAVAILABLE';
  if (code === 'COPY_NOT_POSSIBLE' || /^(PDF|OFD|PACKAGE|XML|SEAL|SES)_/.test(code))
    return 'COPY_NOT_POSSIBLE';
  return undefined;
}
