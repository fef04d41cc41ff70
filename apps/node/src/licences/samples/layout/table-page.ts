import { fieldsOf, standardCatalogue, valueOf, type Licence } from '#libs/licences';
import {
  at,
  centred,
  frame,
  line,
  rectangle,
  sampleWatermark,
  wrap,
  type Font,
  type Mark,
} from '#libs/typesetting';
import type { LicencePage, Notes } from './page.js';
import { dateText, footer, PALE } from './marks.js';

const PAPER = { width: 210, height: 297 };
const MIDDLE = PAPER.width / 2;
const TABLE = { left: 26, label: 46, right: 184, top: 74 };
const SIZE = 4.2;
const SEAL = 42;
const RULE = [172, 160, 148] as const;

/** Fields that stand in the title, the signature or the foot, or mean nothing to a reader. */
const ELSEWHERE = new Set([
  'name',
  'typeCode',
  'holderType',
  'issuerName',
  'issuerCode',
  'issueDate',
  'areaCode',
  'status',
  'sealedBy',
  'sealedAt',
]);

/** Any licence: title, a table of its fields, issuer and date with room for the seal. */
export function tablePage(licence: Licence, font: Font, notes: Notes): LicencePage {
  const type = standardCatalogue.find(licence.typeCode);
  const rows = (type ? fieldsOf(type) : [])
    .filter(({ name }) => !ELSEWHERE.has(name))
    .map(({ name, zh, type: kind }): [string, string] => {
      const value = valueOf(licence, name) ?? (name === 'validUntil' ? '长期' : '');
      return [zh, kind === 'date' && /^\d{4}-/.test(value) ? dateText(value) : value];
    })
    .filter(([, value]) => value !== '');
  const table = rowsOf(font, rows);
  const below = Math.max(table.bottom + 24, 196);
  const sign = 142;
  const marks: Mark[] = [
    ...sampleWatermark(font, PAPER.width, PAPER.height),
    frame(12, 12, PAPER.width - 24, PAPER.height - 24, 1.2, [170, 44, 44]),
    frame(14.5, 14.5, PAPER.width - 29, PAPER.height - 29, 0.3, [170, 44, 44]),
    ...title(font, licence.name),
    centred(font, MIDDLE, 62, `${type?.en ?? ''}  样例 SAMPLE`, { size: 3.6, colour: PALE }),
    ...table.marks,
    centred(font, sign, below + 14, licence.issuerName, { size: 4.8 }),
    centred(font, sign, below + 24, dateText(licence.issueDate), { size: 4.8 }),
    ...footer(font, MIDDLE, 276, notes),
  ];
  return { page: { ...PAPER, marks }, stamp: { x: sign - SEAL / 2, y: below - 4, diameter: SEAL } };
}

function title(font: Font, name: string): Mark[] {
  const size = Math.min(13, 150 / Math.max([...name].length * 1.15, 1));
  return [centred(font, MIDDLE, 52, name, { size, bold: true, spacing: size * 0.12 })];
}

function rowsOf(font: Font, rows: readonly (readonly [string, string])[]): { marks: Mark[]; bottom: number } {
  const { left, label, right, top } = TABLE;
  let y = top;
  const marks: Mark[] = rows.flatMap(([name, value]) => {
    const names = wrap(font, name, SIZE, label - 6);
    const values = wrap(font, value, SIZE, right - left - label - 6);
    const height = 3.6 + 5.6 * Math.max(names.length, values.length, 1);
    const text = (lines: readonly string[], x: number, colour?: typeof PALE) =>
      lines.map((each, index) =>
        at(x, y + height / 2 + (index - (lines.length - 1) / 2) * 5.6 + SIZE * 0.36, each, {
          size: SIZE,
          ...(colour ? { colour } : {}),
        }),
      );
    const row = [
      ...text(names, left + 3, PALE),
      ...text(values, left + label + 3),
      line(left, y + height, right, y + height, 0.25, RULE),
    ];
    y += height;
    return row;
  });
  const edges: Mark = {
    kind: 'shape',
    path: rectangle(left, top, right - left, y - top),
    stroke: { colour: RULE, width: 0.5 },
  };
  return { marks: [...marks, line(left + label, top, left + label, y, 0.25, RULE), edges], bottom: y };
}
