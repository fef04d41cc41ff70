import type { Licence } from '#libs/licences';
import {
  at,
  centred,
  frame,
  INK,
  line,
  sampleWatermark,
  wrap,
  type Font,
  type Mark,
} from '#libs/typesetting';
import type { LicencePage, Notes } from './page.js';
import { dateText, footer, GOLD, PALE } from './marks.js';

const PAPER = { width: 297, height: 210 };
const MIDDLE = PAPER.width / 2;
const LABEL = { size: 4.6, colour: GOLD, bold: true };
const VALUE = { size: 4.6 };
const ROW = 11;
const SEAL = 42;

/** A business licence (营业执照): landscape, two columns, as the form of 2019 has it. */
export function businessLicencePage(licence: Licence, font: Font, notes: Notes): LicencePage {
  const { attributes } = licence;
  const value = (code: string) => attributes[code] ?? '';
  const until = licence.validUntil === undefined ? '长期' : dateText(licence.validUntil);
  const left: [string, string][] = [
    ['名称', licence.holderName],
    ['类型', value('KZ_ZTLX')],
    ['法定代表人', value('KZ_FDDBR')],
    ['经营范围', value('KZ_JYFW')],
  ];
  const right: [string, string][] = [
    ['注册资本', `${value('KZ_ZCZB')}万元人民币`],
    ['成立日期', dateText(value('KZ_CLRQ'))],
    ['营业期限', `${dateText(licence.validFrom)}至${until}`],
    ['住所', value('KZ_ZS')],
  ];
  const authority = value('KZ_DJJG') || licence.issuerName;
  const sign = 222;
  const stamp = { x: sign - SEAL / 2, y: 139, diameter: SEAL };
  const marks: Mark[] = [
    ...sampleWatermark(font, PAPER.width, PAPER.height),
    ...border(),
    at(34, 44, '统一社会信用代码', { size: 3.8, colour: GOLD, bold: true }),
    at(34, 51, licence.holderCode, { size: 5, spacing: 0.2 }),
    centred(font, MIDDLE, 52, '营业执照', { size: 19, bold: true, spacing: 6 }),
    centred(font, MIDDLE, 61, '（样例）', { size: 5, colour: PALE }),
    ...column(font, left, { x: 34, value: 66, width: 76 }),
    ...column(font, right, { x: 156, value: 185, width: 82 }),
    centred(font, sign, 134, '登记机关', { ...LABEL, spacing: 1.5 }),
    centred(font, sign, 157, authority, VALUE),
    centred(font, sign, 169, dateText(licence.issueDate), VALUE),
    at(34, 164, '证照标识', { size: 3.4, colour: GOLD }),
    ...wrap(font, licence.identifier, 3.2, 140).map((text, index) =>
      at(34, 169.5 + index * 4.6, text, { size: 3.2, colour: INK }),
    ),
    ...footer(font, MIDDLE, 190, notes),
  ];
  return { page: { ...PAPER, marks }, stamp };
}

function column(
  font: Font,
  rows: readonly (readonly [string, string])[],
  { x, value, width }: { x: number; value: number; width: number },
): Mark[] {
  let y = 80;
  return rows.flatMap(([label, text]) => {
    const lines = wrap(font, text, VALUE.size, width);
    const marks = [
      ...justified(font, x, y, label),
      ...lines.map((each, index) => at(value, y + index * 7, each, VALUE)),
    ];
    y += Math.max(lines.length - 1, 0) * 7 + ROW;
    return marks;
  });
}

/** Labels of two to five characters, all as wide as the longest. */
function justified(font: Font, x: number, y: number, label: string): Mark[] {
  const room = 5 * LABEL.size;
  const characters = [...label];
  const gap = (room - font.width(label) * LABEL.size) / Math.max(characters.length - 1, 1);
  return [at(x, y, label, { ...LABEL, spacing: gap })];
}

/** Two gold frames with corners between them. */
function border(): Mark[] {
  const corner = (x: number, y: number, dx: number, dy: number): Mark[] => [
    line(x, y + 9 * dy, x + 9 * dx, y + 9 * dy, 0.5, GOLD),
    line(x + 9 * dx, y + 9 * dy, x + 9 * dx, y, 0.5, GOLD),
    frame(x + 2 * dx - (dx < 0 ? 4 : 0), y + 2 * dy - (dy < 0 ? 4 : 0), 4, 4, 0.4, GOLD),
  ];
  return [
    frame(12, 12, PAPER.width - 24, PAPER.height - 24, 1.6, GOLD),
    frame(16, 16, PAPER.width - 32, PAPER.height - 32, 0.4, GOLD),
    ...corner(16, 16, 1, 1),
    ...corner(PAPER.width - 16, 16, -1, 1),
    ...corner(16, PAPER.height - 16, 1, -1),
    ...corner(PAPER.width - 16, PAPER.height - 16, -1, -1),
  ];
}
