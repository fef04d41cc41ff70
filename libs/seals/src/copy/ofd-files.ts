import { Refusal } from '#libs/errors';
import { ENTRY_POINT, readOfd, readXml, type OfdDocument } from '../ofd/read-ofd.js';
import { readSignatureFile } from '../ofd/signature-file.js';
import { Package } from '../package/index.js';

const cannot = (hint: string): Refusal => new Refusal('COPY_NOT_POSSIBLE', { hint });

/** Where the parts of an annotated copy stand, below the folder of Document.xml. */
export const COPY_FILES = {
  annotations: 'CopyNote/Annotations.xml',
  annotation: 'CopyNote/Page_0.xml',
  attachments: 'CopyNote/Attachments.xml',
  note: 'CopyNote/note.json',
  original: 'CopyNote/original.ofd',
} as const;

export interface OpenedOfd {
  files: Package;
  document: OfdDocument;
  /** Folder of Document.xml. */
  home: string;
  /** Files that its signatures consist of. */
  ofSignatures: ReadonlySet<string>;
}

/** @throws Refusal PACKAGE_*, XML_*, OFD_MALFORMED, COPY_NOT_POSSIBLE */
export async function openOfd(bytes: Uint8Array): Promise<OpenedOfd> {
  const files = Package.open(bytes);
  const [document, ...others] = await readOfd(files);
  if (!document || others.length > 0) throw cannot('an OFD of several documents');
  const ofSignatures = new Set<string>(
    document.signaturesPath === undefined ? [] : [document.signaturesPath],
  );
  for (const { path } of document.signatures) {
    ofSignatures.add(path);
    const content = await files.read(path);
    if (!content) continue;
    const { sealPath, signedValuePath } = readSignatureFile(content, path, files);
    ofSignatures.add(signedValuePath);
    if (sealPath !== undefined) ofSignatures.add(sealPath);
  }
  ofSignatures.delete(ENTRY_POINT);
  ofSignatures.delete(document.root);
  return { files, document, home: document.root.split('/').slice(0, -1).join('/'), ofSignatures };
}

export const at = (home: string, file: string): string => (home === '' ? file : `${home}/${file}`);

/** The id of the first page, and its size in millimetres. */
export async function firstPage({
  files,
  document,
}: OpenedOfd): Promise<{ id: string; width: number; height: number }> {
  const root = await readXml(files, document.root, 'Document');
  const [page] = root.one('Pages').all('Page');
  const id = page?.attribute('ID');
  if (!page || id === undefined || !/^\d{1,9}$/.test(id)) throw cannot('no page');
  const area = root.one('CommonData').optional('PageArea')?.optional('PhysicalBox')?.value ?? '0 0 210 297';
  const [, , width = 0, height = 0] = area.trim().split(/\s+/).map(Number);
  if (!(width > 0 && width < 10_000 && height > 0 && height < 10_000)) throw cannot('a page without a size');
  return { id, width, height };
}

/** OFD.xml without its list of signatures: the copy gets one of its own. */
export function withoutSignatures(entryPoint: Uint8Array): Uint8Array {
  const text = Buffer.from(entryPoint).toString('utf8');
  const found = [...text.matchAll(/<((?:[A-Za-z_][\w.-]*:)?)Signatures\s*>[^<]*<\/\1Signatures\s*>/g)];
  if (found.length > 1) throw cannot('two lists of signatures');
  const [list] = found;
  return list
    ? new Uint8Array(Buffer.from(text.slice(0, list.index) + text.slice(list.index + list[0].length), 'utf8'))
    : entryPoint;
}

/** Document.xml with the note's annotations and attachments, in the order of the schema (GB/T 33190-2016 §7.5). */
export function withNote(document: Uint8Array, home: string): Uint8Array {
  const text = Buffer.from(document).toString('utf8');
  if (/<(?:[A-Za-z_][\w.-]*:)?(?:Annotations|Attachments|CustomTags|Extensions)[\s>/]/.test(text))
    throw cannot('annotations, attachments or extensions are there already');
  const ends = [...text.matchAll(/<\/((?:[A-Za-z_][\w.-]*:)?)Document\s*>/g)];
  const [end, ...more] = ends;
  if (!end || more.length > 0) throw cannot('Document.xml');
  const prefix = end[1] ?? '';
  const line = (name: string, file: string): string =>
    `<${prefix}${name}>/${at(home, file)}</${prefix}${name}>`;
  const added = line('Annotations', COPY_FILES.annotations) + line('Attachments', COPY_FILES.attachments);
  return new Uint8Array(Buffer.from(text.slice(0, end.index) + added + text.slice(end.index), 'utf8'));
}
