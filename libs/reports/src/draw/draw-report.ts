import type { Colour } from '#libs/typesetting';
import type { ReportModel, ReportSection } from '../model/report.js';
import { both, countWords, outcomeWords, partWords, regionWords, timeWords, type Both } from '../words.js';
import { Drawable } from './drawable.js';
import { Flow } from './flow.js';
import {
  drawLetterHead,
  drawSignature,
  finish,
  type DrawnDocument,
  type DrawOptions,
  type LaidOut,
  written,
} from './letter.js';
import { GREY, LEFT, SIZE, WIDTH } from './paper.js';
import { drawSection } from './section.js';
import { columnWidths, drawTable, type Cell } from './table.js';

const OUTCOME_COLOURS: Partial<Record<ReportSection['outcome'], Colour>> = {
  refused: [176, 40, 30],
  'not-available': [160, 95, 0],
};

/**
 * Draws a report as PDF, with room for the seal over the last lines. The same model gives the same bytes. Everything that
 * the model holds is drawn: nothing is cut, however long.
 */
export function drawReport(model: ReportModel, options: DrawOptions): DrawnDocument {
  return written(layoutReport(model, options));
}

export function layoutReport(model: ReportModel, options: DrawOptions): LaidOut {
  const flow = new Flow(options.font, new Drawable(options.font));
  const { number, replaces } = model.edition;
  const edition = `第 ${String(number)} 版${replaces ? `，替代第 ${String(replaces.number)} 版` : ''}`;
  drawLetterHead(flow, model, edition, options);
  if (replaces) drawEdition(flow, model, options);
  drawFacts(flow, model, options);
  const part = counter();
  drawOverview(flow, model, part(), options);
  heading(flow, part(), both('各部门答复', 'Answers of the departments'), options);
  if (model.sections.length === 0) flow.paragraph('没有向任何部门查询。', { size: SIZE.body, indent: 2 });
  model.sections.forEach((section, index) => drawSection(flow, section, partWords(index + 1), options));
  const notes = [...model.notes, ...ownNotes(flow, model)];
  heading(flow, part(), both('说明', 'Notes'), options);
  notes.forEach(({ zh, en }, index) => {
    flow.paragraph(`${String(index + 1)}. ${zh}`, { size: SIZE.table, after: options.english ? 0 : 1 });
    if (options.english)
      flow.paragraph(en, { size: SIZE.small, colour: GREY, x: LEFT + 4, width: WIDTH - 4, after: 1 });
  });
  flow.skip(3);
  const seal = drawSignature(flow, model, [CLOSING], options);
  return finish(flow, model, seal, options);
}

const CLOSING = both(
  '以上为截至本版签发之时各部门答复的全部内容。',
  'This is all that the departments had answered when this edition was issued.',
);

function counter(): () => string {
  let count = 0;
  return () => countWords(++count);
}

export function heading(flow: Flow, number: string, { zh, en }: Both, { english }: DrawOptions): void {
  flow.skip(4);
  flow.need(30);
  flow.paragraph(`${number}、${zh}${english ? `\u3000${en}` : ''}`, {
    size: SIZE.heading,
    bold: true,
    after: 1,
  });
}

function drawEdition(flow: Flow, { edition }: ReportModel, { english }: DrawOptions): void {
  const { number, replaces } = edition;
  if (!replaces) return;
  flow.paragraph(
    `本版为第 ${String(number)} 版，自签发之时起替代第 ${String(replaces.number)} 版；第 ${String(replaces.number)} 版文件摘要（SHA-256）${replaces.digest}。`,
    { size: SIZE.table, after: 1 },
  );
  if (english)
    flow.paragraph(`Edition ${String(number)}, in place of edition ${String(replaces.number)}.`, {
      size: SIZE.small,
      colour: GREY,
      after: 1,
    });
}

/** What was asked, about whom: label and value, two in a row where both are short. */
function drawFacts(flow: Flow, { facts, caseId, issuedAt }: ReportModel, { english }: DrawOptions): void {
  const all = [
    ...facts,
    ...(caseId === undefined ? [] : [{ label: both('办件编号', 'Case'), value: caseId }]),
    { label: both('签发时间', 'Issued at'), value: timeWords(issuedAt) },
  ];
  const label = 34;
  drawTable(flow, {
    widths: [label, WIDTH - label],
    rows: all.map(({ label: { zh, en }, value }): Cell[] => [
      { text: zh, label: true, ...(english ? { below: en } : {}) },
      { text: value === '' ? '—' : value },
    ]),
  });
}

function drawOverview(flow: Flow, { sections }: ReportModel, number: string, options: DrawOptions): void {
  heading(flow, number, both('核查结果一览', 'Overview'), options);
  const counts = (['answered', 'nothing-found', 'refused', 'not-available'] as const)
    .map((outcome) => [outcome, sections.filter((section) => section.outcome === outcome).length] as const)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${outcomeWords[outcome].zh} ${String(count)} 项`);
  flow.paragraph(
    `共查询 ${String(sections.length)} 项${counts.length === 0 ? '' : `：${counts.join('，')}`}。`,
    { size: SIZE.body, indent: 2, after: 1.5 },
  );
  if (sections.length === 0) return;
  const head = [
    both('序号', 'No.'),
    both('查询事项', 'Asked'),
    both('部门', 'Department'),
    both('地区', 'Region'),
    both('结果', 'Outcome'),
    both('数据截至', 'As of'),
  ].map(({ zh, en }): Cell => ({
    text: zh,
    bold: true,
    label: true,
    ...(options.english ? { below: en } : {}),
  }));
  const rows = sections.map(({ title, source, outcome, asOf, records, joined }, index): Cell[] => {
    const colour = OUTCOME_COLOURS[outcome];
    const found = outcome === 'answered' ? `（${String(records.length)} 条）` : '';
    return [
      { text: String(index + 1) },
      { text: title.zh, ...(options.english ? { below: title.en } : {}) },
      { text: source.department },
      { text: regionWords[source.region].zh },
      {
        text: `${outcomeWords[outcome].zh}${found}${joined === undefined ? '' : `\n第 ${String(joined)} 版补入`}`,
        ...(colour ? { colour } : {}),
        ...(options.english ? { below: outcomeWords[outcome].en } : {}),
      },
      { text: asOf === undefined ? '—' : timeWords(asOf) },
    ];
  });
  const { widths } = columnWidths(
    flow,
    head.map((cell, index) => [cell.text, ...rows.map((row) => row[index]?.text ?? '')]),
    WIDTH,
  );
  drawTable(flow, { widths, head, rows });
}

/** What a reader must know of any report. */
function ownNotes(flow: Flow, { sections, sample }: ReportModel): Both[] {
  return [
    both(
      '“未发现记录”指该部门在其数据截至时间没有相应记录，不等于不存在相应事实。',
      '"Nothing found" means that the department has no such record as of that time; it does not say that there is no such fact.',
    ),
    ...(sections.some(({ outcome }) => outcome === 'not-available')
      ? [
          both(
            '暂不可用的部门答复后，将出具新版报告；是否为最新版可凭验证码核验。',
            'When departments that are not available answer, a new edition follows; the verification code tells which is the newest.',
          ),
        ]
      : []),
    both(
      '每项答复所附回执、请求摘要和依据，可据以向提供数据的地区核对。',
      'Receipt, request digest and rule of each answer allow it to be checked with the region that gave the data.',
    ),
    ...(flow.drawable.codesUsed
      ? [
          both(
            '〔U+…〕为本文件字库没有或不可见的字符，方括号内是其统一码（GB/T 13000）编号。',
            'Characters that the font of this document lacks, or that cannot be seen, are written by their code points.',
          ),
        ]
      : []),
    ...(sample
      ? [
          both(
            '本报告为样例，内容均为虚构，不具有法律效力。',
            'A sample: everything in it is invented, and it has no legal force.',
          ),
        ]
      : []),
  ];
}
