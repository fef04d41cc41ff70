import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import decodeQR from 'qr/decode.js';
import { Font, INK, widthOf, type Mark, type ShapeMark } from '#libs/typesetting';
import { sampleNotices } from '../../../../test/support/sample-notices.js';
import { sampleReport } from '../../../../test/support/sample-report.js';
import { fill } from '../../../typesetting/src/draw/raster.js';
import { transform } from '../../../typesetting/src/draw/path.js';
import { noticeKinds, readNotice } from '../model/notice.js';
import { readReport, type ReportInput } from '../model/report.js';
import { layoutNotice } from './draw-notice.js';
import { drawReport, layoutReport } from './draw-report.js';
import type { LaidOut } from './letter.js';
import { PAPER } from './paper.js';

const FILE = '@expo-google-fonts/zcool-xiaowei/400Regular/ZCOOLXiaoWei_400Regular.ttf';
const font = new Font(readFileSync(createRequire(import.meta.url).resolve(FILE)), {
  rewind: true,
  supplement: true,
});
const both = (zh: string) => ({ zh, en: zh });
const marksOf = ({ document }: LaidOut): Mark[] => document.pages.flatMap(({ marks }) => [...marks]);
const wordsOf = (laid: LaidOut): string =>
  marksOf(laid)
    .map((mark) => (mark.kind === 'text' ? mark.text : ''))
    .join('');
const LONG = '名'.repeat(118) + '喆堃';

type Section = ReportInput['sections'][number];
const answer = (
  id: string,
  columns: number,
  records: (string | null)[][],
  changes: Partial<Section> = {},
): Section => ({
  id,
  title: both('数据集'),
  source: { department: '样例局', region: '130000' },
  outcome: 'answered',
  columns: Array.from({ length: columns }, (_, index) => ({
    code: `c${String(index)}`,
    label: both(`列${String(index)}`),
    kind: index % 2 === 0 ? 'text' : 'number',
  })),
  records,
  ...changes,
});

const hostile: [name: string, model: ReportInput][] = [
  ['a report as it should be', sampleReport()],
  ['a report without sections, facts or notes', sampleReport({ sections: [], facts: [], notes: [] })],
  [
    'names of 120 characters everywhere',
    sampleReport({
      title: both(LONG),
      number: 'N'.repeat(80),
      issuer: { code: '1', name: '新疆维吾尔自治区'.repeat(15), region: '110000' },
      facts: [{ label: both('标'.repeat(120)), value: LONG }],
      sections: sampleReport().sections.map((section) => ({
        ...section,
        title: both(LONG),
        source: { ...section.source, department: LONG },
      })),
      verification: { code: 'C'.repeat(40), url: `https://x.example/${'u'.repeat(200)}` },
    }),
  ],
  [
    'five hundred rows',
    sampleReport({
      sections: [
        answer(
          'rows',
          3,
          Array.from({ length: 500 }, (_, row) => [
            `行${String(row)}`,
            String(row * 10.5),
            row % 50 === 7 ? LONG : '值',
          ]),
        ),
      ],
    }),
  ],
  [
    'forty columns, and a value of 4,000 characters',
    sampleReport({
      sections: [
        answer(
          'wide',
          40,
          [0, 1].map(() => Array.from({ length: 40 }, () => LONG)),
        ),
        answer('tall', 2, [
          ['长'.repeat(4000), 'X'.repeat(4000)],
          ['，'.repeat(4000), '（'.repeat(4000)],
        ]),
      ],
    }),
  ],
  [
    'line feeds, tabs, overriding marks and characters that the font lacks',
    sampleReport({ facts: [{ label: both('甲'), value: '\u202eab\u200b\n\n\r\n\t𠮷é̀\u0000\u00a0z' }] }),
  ],
];

describe.each([false, true])('a report (English: %s)', (english) => {
  it.each(hostile)('%s stays on its pages, and lines stand apart', (_, input) => {
    const { document, seal } = layoutReport(readReport(input), { font, english });
    for (const { marks } of document.pages) {
      for (const mark of marks) {
        if (mark.kind === 'shape' || mark.turn !== undefined) continue;
        const right = mark.x + widthOf(font, mark.text, mark.size, mark.spacing);
        // One mark at the end of a clause may hang over the edge of its line.
        const inside = mark.x >= 20 && right < PAPER.width - 16 && mark.y > 10 && mark.y < PAPER.height - 6;
        expect(inside ? undefined : mark).toBeUndefined();
      }
    }
    expect(seal.page).toBe(document.pages.length - 1);
    expect(seal.bottom).toBeGreaterThan(20);
    expect(overlaps(document.pages.map(({ marks }) => [...marks]))).toEqual([]);
  });
});

it('draws every value, and nothing is cut', () => {
  const input = sampleReport({
    sections: [
      answer(
        'rows',
        3,
        Array.from({ length: 500 }, (_, row) => [`甲${String(row)}乙`, `${String(row)}.25`, null]),
      ),
      answer('tall', 2, [['长文'.repeat(2000), '尾']]),
    ],
  });
  const words = wordsOf(layoutReport(readReport(input), { font }));
  for (let row = 0; row < 500; row++) expect(words).toContain(`甲${String(row)}乙`);
  expect(words.match(/长/g)).toHaveLength(2000);
});

it('repeats the head of a table on each of its pages', () => {
  const records = Array.from({ length: 120 }, (_, row) => [`行${String(row)}`, '1', '2']);
  const { document } = layoutReport(readReport(sampleReport({ sections: [answer('a', 3, records)] })), {
    font,
  });
  const heads = document.pages.filter(({ marks }) =>
    marks.some((mark) => mark.kind === 'text' && mark.text === '列0'),
  );
  const withRows = document.pages.filter(({ marks }) =>
    marks.some((mark) => mark.kind === 'text' && /^行\d+$/.test(mark.text)),
  );
  expect(withRows.length).toBeGreaterThan(2);
  expect(heads).toEqual(withRows);
});

it('writes the code points of what the font lacks or nobody sees, and says so once', () => {
  const said = '字库没有或不可见的字符';
  const odd = sampleReport({ facts: [{ label: both('甲'), value: '李喆\u202e' }] });
  expect(wordsOf(layoutReport(readReport(odd), { font }))).toContain('李〔U+5586〕〔U+202E〕');
  expect(wordsOf(layoutReport(readReport(odd), { font }))).toContain(said);
  expect(wordsOf(layoutReport(readReport(sampleReport()), { font }))).not.toContain(said);
});

it.each([
  ['nothing-found', '未发现相关记录'],
  ['refused', '该部门不予提供。理由：该数据集不在本次共享协议范围内。'],
  ['not-available', '预计 2026-11-30 12:30 以后可以答复'],
])('says of a source with %s that it is so', (outcome, said) => {
  const { sections } = sampleReport();
  const words = wordsOf(
    layoutReport(readReport(sampleReport({ sections: sections.filter((one) => one.outcome === outcome) })), {
      font,
    }),
  );
  expect(words).toContain(said);
});

it('says which edition it is, which it replaces, and what came in late', () => {
  const sections = sampleReport().sections.map((one, index) => (index === 6 ? { ...one, joined: 2 } : one));
  const second = sampleReport({
    edition: { number: 2, replaces: { number: 1, digest: 'd'.repeat(43) } },
    sections,
  });
  const words = wordsOf(layoutReport(readReport(second), { font }));
  expect(words).toContain('第 2 版，替代第 1 版');
  expect(words).toContain('d'.repeat(20));
  expect(words).toContain('第 2 版补入');
});

it('has a code that scanners read as the address of its verification', () => {
  const laid = layoutReport(readReport(sampleReport()), { font });
  const code = laid.document.pages[0]?.marks.find(
    (mark): mark is ShapeMark => mark.kind === 'shape' && mark.fill === INK,
  );
  const dots = 8;
  const pixels = fill([transform(code?.path ?? [], [dots, 0, 0, dots, -155 * dots, -10 * dots])], 280, 280);
  const data = new Uint8Array(280 * 280 * 4);
  pixels.samples.forEach((sample, index) =>
    data.set([255 - sample, 255 - sample, 255 - sample, 255], 4 * index),
  );
  expect(decodeQR({ width: 280, height: 280, data })).toBe(sampleReport().verification.url);
});

it('says on every page that a sample is one, and on none of a real report', () => {
  const samples = layoutReport(readReport(sampleReport()), { font }).document.pages;
  for (const { marks } of samples)
    expect(marks.filter((mark) => mark.kind === 'text' && mark.text.includes('SAMPLE'))).toHaveLength(2);
  const { sample: _, ...real } = sampleReport();
  expect(wordsOf(layoutReport(readReport(real), { font }))).not.toMatch(/样例：|SAMPLE/);
});

it('is small and the same for the same model', () => {
  const first = drawReport(readReport(sampleReport()), { font });
  expect(first.bytes.length).toBeLessThan(150_000);
  expect(first.pages).toBe(first.seal.page + 1);
  expect(drawReport(readReport(sampleReport()), { font }).bytes.equals(first.bytes)).toBe(true);
});

describe('a notice', () => {
  it.each(noticeKinds)('%s stands on one page, in both languages', (kind) => {
    for (const english of [false, true]) {
      const { document } = layoutNotice(readNotice(sampleNotices[kind]), { font, english });
      expect(document.pages).toHaveLength(1);
      expect(overlaps(document.pages.map(({ marks }) => [...marks]))).toEqual([]);
    }
  });

  it.each([
    ['receipt', ['2026年12月4日前一次性告知', '经营场所平面图', '材料复用']],
    ['acceptance', ['法定办理期限至 2026年12月25日', '承诺办理期限至 2026年12月8日']],
    ['correction', ['未标注操作间', '经营面积与不动产登记信息不一致']],
    ['not-accepted', ['不属于本机关职权范围', '行政复议']],
    ['pledge', ['2026年12月18日以前补齐', '撤销所作决定', '承诺人（签名或盖章）']],
  ] as const)('%s says what the law asks it to say', (kind, said) => {
    const words = wordsOf(layoutNotice(readNotice(sampleNotices[kind]), { font }));
    for (const each of said) expect(words).toContain(each);
  });

  it('goes on to other pages with a hundred things to correct', () => {
    const missing = Array.from({ length: 100 }, (_, index) => ({
      text: `${String(index)}${'须补正'.repeat(160)}`,
    }));
    const { document } = layoutNotice(readNotice({ ...sampleNotices.correction, missing }), { font });
    expect(document.pages.length).toBeGreaterThan(5);
    expect(overlaps(document.pages.map(({ marks }) => [...marks]))).toEqual([]);
  });
});

/** Texts of a page that lie over one another: their boxes, a little smaller than their ems. */
function overlaps(pages: readonly Mark[][]): string[] {
  return pages.flatMap((marks) => {
    const boxes = marks
      .flatMap((mark) =>
        mark.kind === 'text' && mark.turn === undefined && mark.text.trim() !== '' ? [mark] : [],
      )
      .map((mark) => ({
        text: mark.text,
        left: mark.x,
        right: mark.x + widthOf(font, mark.text, mark.size, mark.spacing),
        top: mark.y - mark.size * 0.75,
        bottom: mark.y,
      }))
      .sort((a, b) => a.top - b.top);
    return boxes.flatMap((box, index) => {
      const found: string[] = [];
      for (let next = index + 1; next < boxes.length; next++) {
        const other = boxes[next];
        if (!other || other.top >= box.bottom - 0.05) break;
        if (other.left < box.right - 1.8 && box.left < other.right - 1.8)
          found.push(`${box.text} / ${other.text}`);
      }
      return found;
    });
  });
}
