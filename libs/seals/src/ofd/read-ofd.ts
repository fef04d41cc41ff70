import { Refusal } from '#libs/errors';
import type { Package } from '../package/index.js';
import { parseXml, type XmlElement } from '../xml/index.js';
import { locate } from './locations.js';

/** One line of Signatures.xml. */
export interface SignatureEntry {
  id: string;
  /** A missing `Type` means Seal (GB/T 33190 table 66). */
  type: string;
  /** Path of Signature.xml. */
  path: string;
}

export interface OfdDocument {
  /** Path of Document.xml. */
  root: string;
  /** Path of Signatures.xml, undefined where the document is not signed. */
  signaturesPath: string | undefined;
  /** In the order in which they were made. */
  signatures: readonly SignatureEntry[];
}

export const ENTRY_POINT = 'OFD.xml';
const NAMESPACE = /^http:\/\/www\.ofdspec\.org(\/|$)/;
const MOST_DOCUMENTS = 64;
/** Signatures of a package. Each costs some verifications, and a package of a few kilobytes could list thousands. */
const MOST_SIGNATURES = 64;

export const malformed = (hint: string): Refusal => new Refusal('OFD_MALFORMED', { hint });

/**
 * Reads a file of the package as XML whose root has this name.
 * @throws Refusal OFD_MALFORMED, XML_*, PACKAGE_*
 */
export async function readXml(files: Package, path: string, rootName: string): Promise<XmlElement> {
  const content = await files.read(path);
  if (!content) throw malformed(`${path} is missing`);
  return rootOf(content, path, rootName);
}

export function rootOf(content: Uint8Array, path: string, rootName: string): XmlElement {
  const root = parseXml(content);
  if (root.name !== rootName || !NAMESPACE.test(root.namespace)) throw malformed(`${path} is no ${rootName}`);
  return root;
}

/** Reads OFD.xml and the lists of signatures (GB/T 33190-2016 §7.4, §18.1). */
export async function readOfd(files: Package): Promise<readonly OfdDocument[]> {
  const root = await readXml(files, ENTRY_POINT, 'OFD');
  const bodies = root.all('DocBody');
  if (bodies.length === 0 || bodies.length > MOST_DOCUMENTS) throw malformed('number of documents');
  const documents: OfdDocument[] = [];
  const lists = new Set<string>();
  for (const body of bodies) {
    const at = locate(files, body.one('DocRoot').value, ENTRY_POINT);
    const list = body.optional('Signatures')?.value;
    const signaturesPath = list ? locate(files, list, ENTRY_POINT) : undefined;
    if (signaturesPath !== undefined) {
      if (lists.has(signaturesPath)) throw malformed('two documents share a list of signatures');
      lists.add(signaturesPath);
    }
    const signatures = signaturesPath === undefined ? [] : await readList(files, signaturesPath);
    documents.push({ root: at, signaturesPath, signatures });
  }
  const entries = documents.flatMap(({ signatures }) => signatures);
  if (entries.length > MOST_SIGNATURES) throw malformed('too many signatures');
  if (new Set(entries.map(({ path }) => path)).size !== entries.length)
    throw malformed('a signature is listed twice');
  return documents;
}

async function readList(files: Package, path: string): Promise<SignatureEntry[]> {
  const root = await readXml(files, path, 'Signatures');
  return root.all('Signature').map((entry, index) => {
    const location = entry.attribute('BaseLoc');
    if (!location) throw malformed('a signature without BaseLoc');
    const id = entry.attribute('ID') ?? `${index + 1}`;
    return { id, type: entry.attribute('Type') ?? 'Seal', path: locate(files, location, path) };
  });
}
