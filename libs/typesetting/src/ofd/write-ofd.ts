import { createHash } from 'node:crypto';
import { escapeXml, writePackage } from '#libs/seals';
import { subsetFont } from '../font/subset.js';
import { charactersOf, type TypesetDocument } from '../page.js';
import { DECLARATION, NAMESPACE } from './xml.js';
import { pageXml } from './page-xml.js';

const FONT_ID = 2;

/**
 * Writes a document as OFD (GB/T 33190-2016), with the font embedded. The same document gives the same bytes.
 * Page n has the id `pageId(n)` in Document.xml, to which a seal's stamp refers.
 */
export function writeOfd({ font, pages, title, creator, createdAt }: TypesetDocument): Uint8Array {
  const subset = subsetFont(font, charactersOf(pages));
  let id = FONT_ID + pages.length;
  const next = () => ++id;
  const contents = pages.map((page) => pageXml(page, { font, fontId: FONT_ID, next }));
  const [first] = pages;
  const box = `0 0 ${first?.width ?? 210} ${first?.height ?? 297}`;
  const docId = createHash('sha256').update(contents.join('')).digest('hex').slice(0, 32);
  const date = new Date(createdAt).toISOString().slice(0, 10);
  const files: [string, string | Uint8Array][] = [
    [
      'OFD.xml',
      `<ofd:OFD ${NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>${docId}</ofd:DocID><ofd:Title>${escapeXml(title)}</ofd:Title><ofd:CreationDate>${date}</ofd:CreationDate><ofd:Creator>${escapeXml(creator)}</ofd:Creator></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`,
    ],
    [
      'Doc_0/Document.xml',
      `<ofd:Document ${NAMESPACE}><ofd:CommonData><ofd:MaxUnitID>${id}</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>${box}</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes></ofd:CommonData><ofd:Pages>${pages.map((_, index) => `<ofd:Page ID="${pageId(index)}" BaseLoc="Pages/Page_${index}/Content.xml"/>`).join('')}</ofd:Pages></ofd:Document>`,
    ],
    [
      'Doc_0/PublicRes.xml',
      `<ofd:Res ${NAMESPACE} BaseLoc="Res"><ofd:Fonts><ofd:Font ID="${FONT_ID}" FontName="${escapeXml(font.family)}" FamilyName="${escapeXml(font.family)}"><ofd:FontFile>font_${FONT_ID}.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>`,
    ],
    [`Doc_0/Res/font_${FONT_ID}.ttf`, subset.bytes],
    ...contents.map((xml, index): [string, string] => [`Doc_0/Pages/Page_${index}/Content.xml`, xml]),
  ];
  return writePackage(
    files.map(([name, content]) => [
      name,
      typeof content === 'string' ? new Uint8Array(Buffer.from(DECLARATION + content, 'utf8')) : content,
    ]),
  );
}

/** The id of a page, counted from 0. */
export function pageId(index: number): string {
  return String(FONT_ID + 1 + index);
}
