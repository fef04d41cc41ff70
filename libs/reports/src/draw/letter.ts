import type { RegionCode } from '#libs/codes';
import {
  at,
  centred,
  drawQr,
  endingAt,
  filled,
  line,
  POINTS,
  sampleWatermark,
  widthOf,
  wrap,
  writePdf,
  type Font,
  type Page,
  type TypesetDocument,
} from '#libs/typesetting';
import type { Flow } from './flow.js';
import { BOTTOM, GREY, LEFT, MIDDLE, PAPER, RED, RIGHT, RULE, SIZE, WIDTH } from './paper.js';
import { dayWords, type Both } from '../words.js';

/** What every document that a node hands out has at its head and its end. */
export interface Letter {
  issuer: { code: string; name: string; region: RegionCode };
  title: Both;
  number: string;
  issuedAt: number;
  verification: { code: string; url: string };
  sample?: true | undefined;
}

export interface DrawOptions {
  font: Font;
  /** English beneath the Chinese. */
  english?: boolean;
}

/** Where the seal goes, in points from the lower left corner of its page. */
export interface SealRoom {
  /** Counted from 0. */
  page: number;
  left: number;
  bottom: number;
  size: number;
}

/** Pages that are set and not yet written. */
export interface LaidOut {
  document: TypesetDocument;
  seal: SealRoom;
}

export interface DrawnDocument {
  bytes: Buffer;
  pages: number;
  seal: SealRoom;
}

const QR = 25;
/** Diameter of the seal: as those of county authorities (国发〔1999〕25号). */
const SEAL = 42;
const SIGNATURE_MIDDLE = 143;
const SIGNATURE_HEIGHT = 50;

/** The red head: who issues it, its number, the red line, a code to check it by; then the title. */
export function drawLetterHead(flow: Flow, letter: Letter, right: string, { english }: DrawOptions): void {
  const { font, drawable } = flow;
  flow.y = 20;
  flow.draw(drawQr(letter.verification.url, { x: RIGHT - QR + 2, y: 14, size: QR }));
  flow.draw(centred(font, RIGHT - QR / 2 + 2, 14 + QR + 1.2, '扫码核验', { size: SIZE.small, colour: GREY }));
  const room = WIDTH - QR - 4;
  const name = drawable.line(letter.issuer.name);
  const { size, rows } = fitting(font, name, room, [11, 9.5, 8, 6.8, 5.6, 4.6], 2);
  const top = 14 + (QR - rows.length * size * 1.25) / 2;
  rows.forEach((row, index) => {
    const spacing =
      rows.length === 1 ? Math.min(2.2, Math.max(0, (room - widthOf(font, row, size)) / [...row].length)) : 0;
    flow.draw(at(LEFT, top + size * (1.02 + index * 1.25), row, { size, colour: RED, bold: true, spacing }));
  });
  flow.y = 14 + QR + 8;
  const small = { size: SIZE.table, colour: [60, 60, 64] as const };
  const number = `编号：${drawable.line(letter.number)}`;
  wrap(font, number, small.size, WIDTH - 40).forEach((row, index) => {
    if (index > 0) flow.y += 5;
    flow.draw(at(LEFT, flow.y, row, small));
  });
  if (right !== '') flow.draw(endingAt(font, RIGHT, flow.y, right, small));
  flow.y += 2.6;
  flow.draw(filled(LEFT, flow.y, WIDTH, 0.9, RED), filled(LEFT, flow.y + 1.5, WIDTH, 0.25, RED));
  flow.y += 12;
  const title = fitting(font, drawable.line(letter.title.zh), WIDTH, [SIZE.title, 6.6, 5.8], 3);
  for (const row of title.rows) {
    flow.draw(centred(font, MIDDLE, flow.y + title.size * 0.8, row, { size: title.size, bold: true }));
    flow.y += title.size * 1.4;
  }
  if (english) {
    for (const row of wrap(font, drawable.line(letter.title.en), 3.6, WIDTH)) {
      flow.draw(centred(font, MIDDLE, flow.y + 3, row, { size: 3.6, colour: GREY }));
      flow.y += 5;
    }
  }
  flow.y += 2;
}

/** The largest size at which a text has at most so many lines; the last size whatever it takes. */
function fitting(
  font: Font,
  text: string,
  room: number,
  sizes: readonly number[],
  most: number,
): { size: number; rows: string[] } {
  const one = sizes.find((size) => widthOf(font, text, size) <= room);
  const size = one ?? sizes.find((each) => wrap(font, text, each, room).length <= most) ?? sizes.at(-1) ?? 4;
  return { size, rows: wrap(font, text, size, room) };
}

/** The last sentence, the issuer and the day, with room for the seal over both; all on one page. */
export function drawSignature(
  flow: Flow,
  letter: Letter,
  closing: readonly Both[],
  options: DrawOptions,
): SealRoom {
  const { font, drawable } = flow;
  const style = { size: SIZE.body, indent: 2 };
  const foreign = {
    size: 3.1,
    colour: GREY,
    x: LEFT + 2 * SIZE.body,
    width: WIDTH - 2 * SIZE.body,
    after: 1,
  };
  const height = closing.reduce(
    (sum, { zh, en }) => sum + flow.heightOf(zh, style) + (options.english ? flow.heightOf(en, foreign) : 0),
    0,
  );
  flow.need(height + SIGNATURE_HEIGHT + 6);
  for (const { zh, en } of closing) {
    flow.paragraph(zh, style);
    if (options.english) flow.paragraph(en, foreign);
  }
  flow.y += 4;
  const top = flow.y;
  const name = fitting(font, drawable.line(letter.issuer.name), 84, [SIZE.heading, 4.2, 3.8, 3.4], 2);
  const base = top + SEAL / 2 - (name.rows.length * name.size * 1.4) / 2;
  name.rows.forEach((row, index) =>
    flow.draw(
      centred(font, SIGNATURE_MIDDLE, base + name.size * (1 + 1.4 * index), row, { size: name.size }),
    ),
  );
  flow.draw(
    centred(
      font,
      SIGNATURE_MIDDLE,
      base + name.rows.length * name.size * 1.4 + 6,
      dayWords(letter.issuedAt),
      {
        size: SIZE.heading,
      },
    ),
  );
  drawCheck(flow, letter, top + 6);
  const page = flow.pages.length - 1;
  flow.y = top + SIGNATURE_HEIGHT;
  return {
    page,
    left: (SIGNATURE_MIDDLE - SEAL / 2) * POINTS,
    bottom: (PAPER.height - top - SEAL) * POINTS,
    size: SEAL * POINTS,
  };
}

/** How to check the document, beside the seal. */
function drawCheck(flow: Flow, { verification }: Letter, top: number): void {
  let y = top;
  const write = (text: string, size: number): void => {
    for (const row of wrap(flow.font, text, size, 68)) {
      flow.draw(at(LEFT, y, row, { size, colour: GREY }));
      y += size * 1.5;
    }
  };
  write('验证码 Verification code', SIZE.small);
  write(verification.code, SIZE.table);
  y += 1;
  write('核验网址 Check at', SIZE.small);
  write(verification.url, SIZE.small);
}

/** What stands whole on the first page and is repeated small. */
function shortened(font: Font, text: string, room: number): string {
  const [first = '', ...more] = wrap(font, text, SIZE.small, room - SIZE.small);
  return more.length === 0 ? first : `${first}…`;
}

/** Adds the feet of all pages, now that their number is known. */
export function finish(flow: Flow, letter: Letter, seal: SealRoom, { font }: DrawOptions): LaidOut {
  const number = shortened(font, flow.drawable.line(letter.number), 50);
  const title = shortened(font, flow.drawable.line(letter.title.zh), WIDTH);
  const total = String(flow.pages.length);
  const foot = { size: SIZE.small, colour: GREY };
  const pages: Page[] = flow.pages.map((marks, index) => ({
    width: PAPER.width,
    height: PAPER.height,
    marks: [
      ...(letter.sample ? sampleWatermark(font, PAPER.width, PAPER.height) : []),
      ...marks,
      line(LEFT, BOTTOM + 6, RIGHT, BOTTOM + 6, 0.15, RULE),
      at(LEFT, BOTTOM + 10.5, `${number}\u3000验证码 ${letter.verification.code}`, foot),
      endingAt(font, RIGHT, BOTTOM + 10.5, `第 ${String(index + 1)} 页 共 ${total} 页`, foot),
      ...(letter.sample
        ? [
            centred(
              font,
              MIDDLE,
              BOTTOM + 15,
              '样例：内容均为虚构，不具有法律效力 Sample: everything in it is invented',
              foot,
            ),
          ]
        : []),
      ...(index > 0 ? [at(LEFT, 18, title, foot), line(LEFT, 20.5, RIGHT, 20.5, 0.15, RULE)] : []),
    ],
  }));
  const name = `${letter.title.zh} ${letter.number}`;
  return { document: { font, pages, title: name, creator: 'Tongban', createdAt: letter.issuedAt }, seal };
}

export function written({ document, seal }: LaidOut): DrawnDocument {
  return { bytes: writePdf(document), pages: document.pages.length, seal };
}
