import type { ReportSection } from '../model/report.js';
import { outcomeWords, regionWords, timeWords } from '../words.js';
import type { Flow } from './flow.js';
import type { DrawOptions } from './letter.js';
import { GREY, LEFT, SIZE, WIDTH } from './paper.js';
import { columnWidths, drawTable, type Cell } from './table.js';

/** More columns than this, or columns that are cramped, are no table: each record is set by itself. */
const MOST_COLUMNS = 8;
const NONE = '—';

/** One source's answer: heading, where it comes from, what it said, and by what it can be checked. */
export function drawSection(flow: Flow, section: ReportSection, number: string, options: DrawOptions): void {
  const { title, source, outcome, asOf, joined } = section;
  flow.skip(2);
  flow.need(34);
  flow.paragraph(`${number}${title.zh}${options.english ? `\u3000${title.en}` : ''}`, {
    size: SIZE.body,
    bold: true,
  });
  const parts = [
    `数据来源：${source.department}（${regionWords[source.region].zh}）`,
    `结果：${outcomeWords[outcome].zh}${options.english ? ` ${outcomeWords[outcome].en}` : ''}`,
    ...(asOf === undefined ? [] : [`数据截至：${timeWords(asOf)}`]),
    ...(joined === undefined ? [] : [`第 ${String(joined)} 版补入`]),
  ];
  flow.paragraph(parts.join('　'), { size: 3.1, colour: GREY, after: 1.2 });
  if (outcome === 'answered') drawRecords(flow, section, options);
  else drawNoRecords(flow, section, options);
  drawProvenance(flow, section);
}

function drawRecords(
  flow: Flow,
  { columns, records, truncated, withheld }: ReportSection,
  options: DrawOptions,
): void {
  const shown = records.map((record) =>
    record.map((value) => (value === null || value === '' ? NONE : value)),
  );
  if (columns.length > 0) {
    const texts = columns.map(({ label }, index) => [
      ...(options.english ? [label.zh, ''] : [label.zh]),
      ...shown.map((record) => record[index] ?? NONE),
    ]);
    const { widths, cramped } = columnWidths(flow, texts, WIDTH);
    if (records.length > 1 && columns.length <= MOST_COLUMNS && !cramped) {
      drawTable(flow, {
        widths,
        head: columns.map(({ label }) => labelCell(label, options)),
        rows: shown.map((record) =>
          record.map((text, index): Cell => ({
            text,
            ...(columns[index]?.kind === 'number' ? { alignRight: true } : {}),
          })),
        ),
      });
    } else {
      shown.forEach((record, index) => {
        if (records.length > 1) {
          flow.need(24);
          flow.paragraph(`第 ${String(index + 1)} 条`, { size: SIZE.table, bold: true });
        }
        drawRecord(flow, columns, record, options);
        flow.skip(1.5);
      });
    }
  }
  const remarks = [
    ...(truncated ? ['该部门还有更多记录，本报告只列其提供的部分。'] : []),
    ...(withheld.length > 0 ? [`未予提供的数据项：${withheld.map(({ zh }) => zh).join('、')}。`] : []),
  ];
  if (remarks.length > 0) {
    flow.skip(1);
    flow.paragraph(remarks.join(''), { size: 3.1 });
  }
}

const labelCell = ({ zh, en }: { zh: string; en: string }, { english }: DrawOptions): Cell => ({
  text: zh,
  label: true,
  bold: true,
  ...(english ? { below: en } : {}),
});

/** Label and value, two pairs in a row. */
function drawRecord(
  flow: Flow,
  columns: ReportSection['columns'],
  record: readonly string[],
  { english }: DrawOptions,
): void {
  const pairs = columns.map(({ label }, index): [Cell, Cell] => [
    { text: label.zh, label: true, ...(english ? { below: label.en } : {}) },
    { text: record[index] ?? NONE },
  ]);
  const [label, value] = [33, WIDTH / 2 - 33];
  const rows: Cell[][] = [];
  for (let at = 0; at < pairs.length; at += 2)
    rows.push([...(pairs[at] ?? []), ...(pairs[at + 1] ?? [{ text: '', label: true }, { text: '' }])]);
  drawTable(flow, { x: LEFT, widths: [label, value, label, value], rows });
}

function drawNoRecords(flow: Flow, section: ReportSection, { english }: DrawOptions): void {
  const { outcome, reason, until } = section;
  // A department ends its reason with a full stop, or it does not.
  const why = reason?.zh.trim().replace(/[。.]+$/u, '');
  const said =
    outcome === 'nothing-found'
      ? '经查询，该部门未发现相关记录。'
      : outcome === 'refused'
        ? `该部门不予提供。理由：${why ?? ''}。`
        : `该部门暂不能答复${why ? `：${why}` : ''}。${until === undefined ? '恢复时间未告知。' : `预计 ${timeWords(until)} 以后可以答复。`}`;
  drawTable(flow, {
    widths: [WIDTH],
    rows: [[{ text: said, ...(english && reason ? { below: reason.en } : {}) }]],
  });
}

function drawProvenance(flow: Flow, { provenance, source, answeredAt }: ReportSection): void {
  const { receipt, request, rule } = provenance;
  const parts = [
    ...(answeredAt === undefined ? [] : [`答复时间 ${timeWords(answeredAt)}`]),
    ...(source.code === undefined ? [] : [`部门代码 ${source.code}`]),
    ...(receipt === undefined ? [] : [`回执 ${receipt}`]),
    ...(request === undefined ? [] : [`请求摘要 ${request}`]),
    ...(rule === undefined ? [] : [`依据 ${rule}`]),
  ];
  if (parts.length > 0)
    flow.paragraph(parts.join('　'), { size: 2.5, colour: GREY, leading: 1.4, after: 1.5 });
  else flow.skip(1.5);
}
