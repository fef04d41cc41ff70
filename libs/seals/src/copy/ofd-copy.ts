import { createHash } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { ENTRY_POINT, readXml } from '../ofd/read-ofd.js';
import { Package, writePackage } from '../package/index.js';
import { escapeXml } from '../xml/index.js';
import { readCopyNote, type CopyFinding, type CopyNote } from './copy-note.js';
import {
  at,
  COPY_FILES,
  firstPage,
  openOfd,
  withNote,
  withoutSignatures,
  type OpenedOfd,
} from './ofd-files.js';

/** How the note is drawn on the first page. */
export interface DrawnNote {
  /** Left, top, width, height in millimetres. */
  boundary: readonly [number, number, number, number];
  /** Objects of a page block (GB/T 33190-2016 §7.7), their boundaries from the note's upper left corner. */
  objects: string;
  /** What it says. */
  words: string;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';
const encode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf8'));

/** Share of the first page that a note may take. */
const MAX_SHARE = 0.25;

/** Size of the first page in millimetres, for whoever draws the note. */
export async function ofdFirstPage(
  bytes: Uint8Array,
): Promise<{ id: string; width: number; height: number }> {
  return firstPage(await openOfd(bytes));
}

/**
 * An annotated copy of an OFD, not yet sealed.
 *
 * A seal of GB/T 38540 covers every file of the package, Document.xml included, so annotations (GB/T 33190 §15) cannot be
 * added beside it without breaking it. The copy therefore is a package of its own: the original's pages with an
 * annotation over the first one, and the original itself, whole and with its seals, as an attachment. Whoever verifies the
 * copy makes it again from the original and compares, so what is shown is what the issuer sealed.
 * @throws Refusal COPY_NOT_POSSIBLE, PACKAGE_*, XML_*, OFD_MALFORMED
 */
export async function wrapOfd(original: Uint8Array, note: CopyNote, drawn: DrawnNote): Promise<Uint8Array> {
  const opened = await openOfd(original);
  const page = await firstPage(opened);
  return writePackage(
    await copyFiles(opened, original, encode(JSON.stringify(note)), annotationXml(note, drawn), page.id),
  );
}

async function copyFiles(
  { files, document, home, ofSignatures }: OpenedOfd,
  original: Uint8Array,
  note: Uint8Array,
  annotation: Uint8Array,
  pageId: string,
): Promise<Map<string, Uint8Array>> {
  const copy = new Map<string, Uint8Array>();
  for (const name of files.names) {
    if (ofSignatures.has(name)) continue;
    if (name.startsWith(`${at(home, 'CopyNote')}/`))
      throw new Refusal('COPY_NOT_POSSIBLE', { hint: 'an annotated copy' });
    copy.set(name, (await files.read(name)) ?? new Uint8Array());
  }
  copy.set(ENTRY_POINT, withoutSignatures(copy.get(ENTRY_POINT) ?? new Uint8Array()));
  copy.set(document.root, withNote(copy.get(document.root) ?? new Uint8Array(), home));
  const put = (file: keyof typeof COPY_FILES, content: Uint8Array) =>
    void copy.set(at(home, COPY_FILES[file]), content);
  put('annotations', annotationsXml(home, pageId));
  put('annotation', annotation);
  put('attachments', attachmentsXml(home));
  put('note', note);
  put('original', original);
  return copy;
}

const annotationsXml = (home: string, pageId: string): Uint8Array =>
  encode(
    `${DECLARATION}<ofd:Annotations ${NAMESPACE}><ofd:Page PageID="${pageId}"><ofd:FileLoc>/${escapeXml(at(home, COPY_FILES.annotation))}</ofd:FileLoc></ofd:Page></ofd:Annotations>`,
  );

const attachmentsXml = (home: string): Uint8Array =>
  encode(
    `${DECLARATION}<ofd:Attachments ${NAMESPACE}><ofd:Attachment ID="1" Name="原件" Format="ofd" Visible="true"><ofd:FileLoc>/${escapeXml(at(home, COPY_FILES.original))}</ofd:FileLoc></ofd:Attachment><ofd:Attachment ID="2" Name="加注信息" Format="json" Visible="false"><ofd:FileLoc>/${escapeXml(at(home, COPY_FILES.note))}</ofd:FileLoc></ofd:Attachment></ofd:Attachments>`,
  );

function annotationXml(
  { releasedBy, releasedAt }: CopyNote,
  { boundary, objects, words }: DrawnNote,
): Uint8Array {
  return encode(
    `${DECLARATION}<ofd:PageAnnot ${NAMESPACE}><ofd:Annot ID="1" Type="Stamp" Creator="${escapeXml(releasedBy.name)}" LastModDate="${releasedAt.slice(0, 10)}" Visible="true" Print="true" NoZoom="false" NoRotate="false" ReadOnly="true"><ofd:Remark>${escapeXml(words)}</ofd:Remark><ofd:Appearance Boundary="${boundary.join(' ')}">${objects}</ofd:Appearance></ofd:Annot></ofd:PageAnnot>`,
  );
}

export interface OfdCopy extends CopyFinding {
  original?: Uint8Array;
}

/**
 * Takes an annotated copy apart: note and original, and whether what it shows is the original with nothing but the note.
 * @returns undefined where the document is no annotated copy
 * @throws Refusal PACKAGE_*, XML_*, OFD_MALFORMED
 */
export async function readOfdCopy(bytes: Uint8Array): Promise<OfdCopy | undefined> {
  if (!Package.open(bytes).names.some((name) => /(^|\/)CopyNote\//.test(name))) return undefined;
  let copy: OpenedOfd;
  try {
    copy = await openOfd(bytes);
  } catch (thrown) {
    if (thrown instanceof Refusal) return { problem: 'COPY_ORIGINAL_DIFFERS' };
    throw thrown;
  }
  const { files, home, ofSignatures } = copy;
  const read = (file: keyof typeof COPY_FILES) => files.read(at(home, COPY_FILES[file]));
  const [json, original, annotation] = [await read('note'), await read('original'), await read('annotation')];
  const note = json && readCopyNote(Buffer.from(json).toString('utf8'));
  if (!note || !annotation) return { problem: 'COPY_NOTE_UNREADABLE' };
  const differs = { note, problem: 'COPY_ORIGINAL_DIFFERS' } as const;
  if (
    original?.length !== note.original.size ||
    createHash('sha256').update(original).digest('base64url') !== note.original.sha256
  )
    return differs;
  try {
    const source = await openOfd(original);
    const { id, width, height } = await firstPage(source);
    const expected = await copyFiles(source, original, json, annotation, id);
    const there = files.names.filter((name) => !ofSignatures.has(name));
    if (there.length !== expected.size) return differs;
    for (const name of there) {
      const content = (await files.read(name)) ?? new Uint8Array();
      const shown = name === ENTRY_POINT ? withoutSignatures(content) : content;
      if (Buffer.compare(shown, expected.get(name) ?? NOTHING) !== 0) return differs;
    }
    if ((await shareOf(copy)) > MAX_SHARE * width * height)
      return { note, original, problem: 'COPY_NOTE_COVERS_PAGE' };
  } catch (thrown) {
    if (thrown instanceof Refusal) return differs;
    throw thrown;
  }
  return { note, original };
}

/** No file of a package is this long a nothing: what is not expected differs. */
const NOTHING = Buffer.from('\u0000not there');

/** Area of what the annotation may draw on; readers cut off what lies outside of its boundary. */
async function shareOf({ files, home }: OpenedOfd): Promise<number> {
  const root = await readXml(files, at(home, COPY_FILES.annotation), 'PageAnnot');
  const [only, ...more] = root.all('Annot');
  if (!only || more.length > 0) return Infinity;
  const numbers = (only.one('Appearance').attribute('Boundary') ?? '').trim().split(/\s+/).map(Number);
  const [, , width = NaN, height = NaN] = numbers;
  return numbers.length === 4 && width > 0 && height > 0 ? width * height : Infinity;
}
