import type { Changes } from './changes.js';
import { sameValue } from './equal.js';
import { stopsOf } from './field-changes.js';
import type { Findings } from './findings.js';
import { pause } from './pause.js';
import { Reach } from './reach.js';
import { formFields, type FormField } from './signature-fields.js';
import { isArray, PdfDict, PdfRef, type PdfValue } from './values.js';
import type { PdfView } from './view.js';
import { pageTree } from './zones.js';

/** Share of a page that the picture of a later signature may take before it counts as drawing over the page. */
const MAX_SHARE = 0.25;
const HIDDEN = 2 | 32; // Hidden, NoView (ISO 32000-2 §12.5.3)

/** Judges what happened to the annotations of each page; widgets of fields are judged with their fields. */
export async function compareAnnotations(
  signed: PdfView,
  now: PdfView,
  changes: Changes,
  findings: Findings,
): Promise<void> {
  const delta = (number: number) => changes.changed.has(number) || changes.added.has(number);
  const fieldsBefore = numbered(formFields(signed));
  const fieldsAfter = numbered(formFields(now));
  const reachBefore = new Reach(signed, delta, stopsOf(signed, fieldsBefore));
  const reachAfter = new Reach(now, delta, stopsOf(now, fieldsAfter));
  const pagesAfter = pageTree(now);
  for (const [number, page] of pageTree(signed)) {
    const later = pagesAfter.get(number);
    if (!later || (page.get('Annots') === undefined && later.get('Annots') === undefined)) continue;
    await pause();
    const before = annotations(signed, page);
    const after = annotations(now, later);
    for (const item of before) {
      if (!after.some((other) => sameItem(item, other))) {
        if (isField(item, fieldsBefore)) findings.other('a field was taken off its page');
        else findings.annotation('an annotation was removed');
      } else if (!isField(item, fieldsBefore) && (reachBefore.touches(item) || reachAfter.touches(item))) {
        findings.annotation('an annotation was changed');
      }
    }
    for (const item of after) {
      if (before.some((other) => sameItem(item, other))) continue;
      const field = item instanceof PdfRef ? fieldsAfter.get(`#${item.number}`) : undefined;
      if (!field) findings.annotation('an annotation was added');
      else if (shareOf(field, later, now) > MAX_SHARE)
        findings.other(`the field ${field.name} covers the page`);
    }
  }
}

function numbered(fields: readonly FormField[]): Map<string, FormField> {
  return new Map(fields.map((field) => [`#${field.number ?? ''}`, field]));
}

function isField(item: PdfValue, fields: ReadonlyMap<string, FormField>): boolean {
  return item instanceof PdfRef && fields.has(`#${item.number}`);
}

function annotations(view: PdfView, page: PdfDict): readonly PdfValue[] {
  const list = view.resolve(page.get('Annots'));
  return isArray(list) ? list : [];
}

/** References by number; annotations that stand in the array itself by content. */
function sameItem(a: PdfValue, b: PdfValue): boolean {
  if (a instanceof PdfRef || b instanceof PdfRef) {
    return a instanceof PdfRef && b instanceof PdfRef && a.number === b.number;
  }
  return sameValue(a, b);
}

function shareOf(field: FormField, page: PdfDict, view: PdfView): number {
  const flags = view.integer(field.dict.get('F')) ?? 0;
  if ((flags & HIDDEN) !== 0) return 0;
  const whole = area(view, mediaBox(view, page)) || 612 * 792;
  return area(view, field.dict.get('Rect')) / whole;
}

function mediaBox(view: PdfView, page: PdfDict): PdfValue | undefined {
  let node: PdfDict | undefined = page;
  for (let hops = 0; node && hops < 32; hops++) {
    const box = node.get('MediaBox');
    if (box !== undefined) return box;
    node = view.dict(node.get('Parent'));
  }
  return undefined;
}

function area(view: PdfView, value: PdfValue | undefined): number {
  const box = view.resolve(value);
  if (!isArray(box)) return 0;
  const [left = 0, bottom = 0, right = 0, top = 0] = box.map((item) => {
    const number = view.resolve(item);
    return typeof number === 'number' ? number : 0;
  });
  return Math.abs((right - left) * (top - bottom));
}
