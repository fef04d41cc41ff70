import { Refusal } from '#libs/errors';
import { ENTRY_POINT } from '../ofd/read-ofd.js';
import { escapeXml } from '../xml/index.js';
import { SM2_WITH_SM3 } from './make-seal.js';

/** Where a seal is drawn: the id of a page in Document.xml and a box in millimetres. */
export interface Stamp {
  pageId: string;
  xMm: number;
  yMm: number;
  widthMm: number;
  heightMm: number;
}

type Files = Map<string, Uint8Array>;

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"';
const SM3 = '1.2.156.10197.1.401';

/** Puts an element before the end tag of another, in whose prefix it is written. */
function append(files: Files, path: string, parent: string, element: (prefix: string) => string): void {
  const text = Buffer.from(files.get(path) ?? new Uint8Array()).toString('utf8');
  const ends = [...text.matchAll(new RegExp(`</((?:[A-Za-z_][\\w.-]*:)?)${parent}\\s*>`, 'g'))];
  const [end, ...more] = ends;
  if (!end || more.length > 0) throw new Refusal('OFD_MALFORMED', { hint: `${parent} in ${path}` });
  const edited = text.slice(0, end.index) + element(end[1] ?? '') + text.slice(end.index);
  files.set(path, new Uint8Array(Buffer.from(edited, 'utf8')));
}

/** Tells OFD.xml where the list of signatures stands, and starts that list. */
export function nameList(files: Files, listPath: string): void {
  append(
    files,
    ENTRY_POINT,
    'DocBody',
    (prefix) => `<${prefix}Signatures>/${escapeXml(listPath)}</${prefix}Signatures>`,
  );
  const empty = `${DECLARATION}<ofd:Signatures ${NAMESPACE}></ofd:Signatures>`;
  files.set(listPath, new Uint8Array(Buffer.from(empty, 'utf8')));
}

export function listSignature(files: Files, listPath: string, before: number, path: string): void {
  append(
    files,
    listPath,
    'Signatures',
    (prefix) => `<${prefix}Signature ID="s${before + 1}" Type="Seal" BaseLoc="/${escapeXml(path)}"/>`,
  );
}

export interface SignatureXmlInput {
  folder: string;
  provider: string;
  at: number;
  references: readonly { file: string; checkValue: Uint8Array }[];
  stamps: readonly Stamp[];
}

/** Signature.xml (GB/T 33190-2016 §18.2), its elements in the order of the schema. */
export function signatureXml({ folder, provider, at, references, stamps }: SignatureXmlInput): Uint8Array {
  const time = `${new Date(at).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  const files = references.map(
    ({ file, checkValue }) =>
      `<ofd:Reference FileRef="/${escapeXml(file)}"><ofd:CheckValue>${Buffer.from(checkValue).toString('base64')}</ofd:CheckValue></ofd:Reference>`,
  );
  const drawn = stamps.map(
    ({ pageId, xMm, yMm, widthMm, heightMm }, index) =>
      `<ofd:StampAnnot ID="${index + 1}" PageRef="${escapeXml(pageId)}" Boundary="${xMm} ${yMm} ${widthMm} ${heightMm}"/>`,
  );
  const xml = [
    `${DECLARATION}<ofd:Signature ${NAMESPACE}><ofd:SignedInfo>`,
    `<ofd:Provider ProviderName="${escapeXml(provider)}"/>`,
    `<ofd:SignatureMethod>${SM2_WITH_SM3}</ofd:SignatureMethod>`,
    `<ofd:SignatureDateTime>${time}</ofd:SignatureDateTime>`,
    `<ofd:References CheckMethod="${SM3}">${files.join('')}</ofd:References>`,
    ...drawn,
    `<ofd:Seal><ofd:BaseLoc>/${escapeXml(folder)}/Seal.esl</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>`,
    `<ofd:SignedValue>/${escapeXml(folder)}/SignedValue.dat</ofd:SignedValue></ofd:Signature>`,
  ];
  return new Uint8Array(Buffer.from(xml.join(''), 'utf8'));
}
