import type { Appearance } from '../report/index.js';
import type { PdfSignature } from './signature-fields.js';
import { isArray, PdfRef } from './values.js';
import type { PdfView } from './view.js';
import { pageTree } from './zones.js';

/** Where a signature is drawn: number of the page from 1, and left, bottom, right, top in points. Invisible: nowhere. */
export function appearancesOf({ widgets }: PdfSignature, view: PdfView): Appearance[] {
  return widgets.flatMap((widget) => {
    const rect = view.resolve(widget.get('Rect'));
    if (!isArray(rect)) return [];
    const [left = 0, bottom = 0, right = 0, top = 0] = rect.map((item) => {
      const number = view.resolve(item);
      return typeof number === 'number' ? number : 0;
    });
    if (left === right || bottom === top) return [];
    const page = widget.get('P');
    const number = page instanceof PdfRef ? pageNumber(view, page.number) : undefined;
    return [{ page: String(number ?? '?'), boundary: `${left} ${bottom} ${right} ${top}` }];
  });
}

function pageNumber(view: PdfView, object: number): number | undefined {
  const pages = [...pageTree(view)].filter(([, dict]) => dict.get('Kids') === undefined);
  const index = pages.findIndex(([number]) => number === object);
  return index < 0 ? undefined : index + 1;
}
