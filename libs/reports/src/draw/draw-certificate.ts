import { at, centred, drawQr, frame, widthOf, wrap } from '#libs/typesetting';
import type { CertificateModel } from '../model/certificate.js';
import { both } from '../words.js';
import { Drawable } from './drawable.js';
import { Flow } from './flow.js';
import {
  drawSignature,
  finish,
  written,
  type DrawnDocument,
  type DrawOptions,
  type LaidOut,
} from './letter.js';
import { GREY, LEFT, MIDDLE, PAPER, RED, RIGHT, SIZE, WIDTH } from './paper.js';
import { drawTable, type Cell } from './table.js';

const QR = 25;
const LABEL = 44;
/** Edges of the frame from those of the page. */
const FRAME = [7, 9] as const;

/** Draws a licence as PDF, with room for the seal. The same model gives the same bytes. */
export function drawCertificate(model: CertificateModel, options: DrawOptions): DrawnDocument {
  return written(layoutCertificate(model, options));
}

export function layoutCertificate(model: CertificateModel, options: DrawOptions): LaidOut {
  const { font, english } = options;
  const flow = new Flow(font, new Drawable(font));
  const { drawable } = flow;
  flow.draw(drawQr(model.verification.url, { x: RIGHT - QR + 2, y: 16, size: QR }));
  flow.draw(centred(font, RIGHT - QR / 2 + 2, 16 + QR + 1.2, '扫码核验', { size: SIZE.small, colour: GREY }));
  flow.y = 40;
  const title = drawable.line(model.title.zh);
  const size = [13, 11, 9, 7.4].find((one) => widthOf(font, title, one) <= WIDTH - 2 * QR) ?? 6.4;
  flow.y += size;
  for (const row of wrap(font, title, size, WIDTH - 8)) {
    flow.draw(centred(font, MIDDLE, flow.y, row, { size, bold: true, colour: RED, spacing: size * 0.1 }));
    flow.y += size * 1.4;
  }
  if (english)
    flow.draw(centred(font, MIDDLE, flow.y, drawable.line(model.title.en), { size: 3.6, colour: GREY }));
  flow.y += 8;
  const cells = [
    ...model.facts,
    { label: both('有效期', 'Valid'), value: model.validity },
    { label: both('证照标识', 'E-licence identifier'), value: model.identifier },
  ];
  drawTable(flow, {
    widths: [LABEL, WIDTH - LABEL],
    rows: cells.map(({ label, value }): Cell[] => [
      { text: label.zh, label: true, ...(english ? { below: label.en } : {}) },
      { text: value === '' ? '—' : value },
    ]),
  });
  flow.skip(6);
  const closing = drawable.codesUsed
    ? [
        both(
          '〔U+…〕为字库没有的字符的统一码编号。',
          'Characters that the font lacks are written by their code points.',
        ),
      ]
    : [];
  const seal = drawSignature(flow, model, closing, options);
  const laid = finish(flow, model, seal, options);
  const edges = FRAME.map((edge, index) =>
    frame(edge, edge, PAPER.width - 2 * edge, PAPER.height - 2 * edge, index === 0 ? 1.1 : 0.3, RED),
  );
  const head = at(LEFT, 22, `编号：${drawable.line(model.number)}`, { size: SIZE.table });
  const pages = laid.document.pages.map((page, index) => ({
    ...page,
    marks: [...edges, ...page.marks, ...(index === 0 ? [head] : [])],
  }));
  return { ...laid, document: { ...laid.document, pages } };
}
