import { Refusal } from '#libs/errors';
import { pageAt } from '../pdf/sign-pdf.js';
import { isArray, PdfDict, type PdfValue } from '../pdf/values.js';
import { openView, type PdfView } from '../pdf/view.js';

type Rect = [left: number, bottom: number, right: number, top: number];

export interface NotePlace {
  /** In points, as the page is, whatever way it is shown. */
  rect: Rect;
  turned?: 90 | 180 | 270;
}

const MAX_HOPS = 32;
/** Kept free at the edge of the sheet, in points. */
const EDGE = 2;
/** Share of a page that the picture of a signature may take, see annotation-changes.ts. */
const MAX_SHARE = 0.25;

/**
 * Where a strip of a height fits on the first page, as it is shown: at its lower edge, or at its upper one where
 * annotations (seals among them) stand below. Content is not looked at: pages of licences keep their margins free.
 * @param height as shown, in points; the width is that of the page without its edges
 * @throws Refusal COPY_NOT_POSSIBLE, PDF_*
 */
export async function placeOnFirstPage(bytes: Uint8Array, height: number): Promise<NotePlace> {
  const view = await openView(bytes);
  if (view.encrypted) throw new Refusal('COPY_NOT_POSSIBLE', { hint: 'encrypted' });
  const [page] = pageAt(view, 0);
  const box = boxOf(view, inherited(view, page, 'CropBox')) ?? boxOf(view, inherited(view, page, 'MediaBox'));
  const turn = (((view.integer(inherited(view, page, 'Rotate')) ?? 0) % 360) + 360) % 360;
  if (!box || box[2] - box[0] < 150 || box[3] - box[1] < 150)
    throw new Refusal('COPY_NOT_POSSIBLE', { hint: 'a page that is too small' });
  const taken = annotationsOf(view, page);
  const candidates = [strip(box, turn, height, 'below'), strip(box, turn, height, 'above')];
  const rect = candidates.find((each) => !taken.some((other) => overlap(each, other))) ?? candidates[0];
  if (!rect || area(rect) > MAX_SHARE * area(box))
    throw new Refusal('COPY_NOT_POSSIBLE', { hint: 'a page that is too small' });
  return { rect, ...(turn === 90 || turn === 180 || turn === 270 ? { turned: turn } : {}) };
}

/** A strip along the edge that is the lower or upper one once the page is turned clockwise for showing. */
function strip(
  [left, bottom, right, top]: Rect,
  turn: number,
  height: number,
  where: 'below' | 'above',
): Rect {
  const edges = ['bottom', 'right', 'top', 'left'] as const;
  const edge = edges[(turn / 90 + (where === 'below' ? 0 : 2)) % 4] ?? 'bottom';
  const inner: Rect = [left + EDGE, bottom + EDGE, right - EDGE, top - EDGE];
  if (edge === 'bottom') inner[3] = inner[1] + height;
  else if (edge === 'top') inner[1] = inner[3] - height;
  else if (edge === 'right') inner[0] = inner[2] - height;
  else inner[2] = inner[0] + height;
  return inner;
}

function inherited(view: PdfView, page: PdfDict, key: string): PdfValue | undefined {
  let node: PdfDict | undefined = page;
  for (let hops = 0; node && hops < MAX_HOPS; hops++) {
    const value = node.get(key);
    if (value !== undefined) return value;
    node = view.dict(node.get('Parent'));
  }
  return undefined;
}

function boxOf(view: PdfView, value: PdfValue | undefined): Rect | undefined {
  const list = view.resolve(value);
  if (!isArray(list) || list.length !== 4) return undefined;
  const numbers = list.map((item) => view.resolve(item));
  if (!numbers.every((number): number is number => typeof number === 'number' && Math.abs(number) < 1e6))
    return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

function annotationsOf(view: PdfView, page: PdfDict): Rect[] {
  const list = view.resolve(page.get('Annots'));
  if (!isArray(list)) return [];
  return list.slice(0, 10_000).flatMap((item) => {
    const rect = boxOf(view, view.dict(item)?.get('Rect'));
    return rect && rect[2] > rect[0] && rect[3] > rect[1] ? [rect] : [];
  });
}

const area = ([left, bottom, right, top]: Rect): number => (right - left) * (top - bottom);

const overlap = (a: Rect, b: Rect): boolean => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
