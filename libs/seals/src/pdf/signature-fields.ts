import { Refusal } from '#libs/errors';
import { isArray, PdfDict, PdfRef, PdfString, textOf, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

/** One node of the field tree that has a type: a field with all that it inherits. */
export interface FormField {
  /** Fully qualified name (ISO 32000-2 §12.7.4.2). */
  name: string;
  /** Undefined where the dictionary stands directly in the array of its parent. */
  number: number | undefined;
  dict: PdfDict;
  /** `Sig`, `Tx`, `Btn`, `Ch`, or undefined. */
  type: string | undefined;
  /** Its value, own or inherited. */
  value: PdfValue;
}

const MAX_FIELDS = 20_000;
const MAX_DEPTH = 32;

/** Every node of the field tree, parents before kids. Kids that are mere widgets are nodes as well. */
export function formFields(view: PdfView): readonly FormField[] {
  return view.once(readFields);
}

function readFields(view: PdfView): FormField[] {
  const form = view.dict(view.catalog.get('AcroForm'));
  const fields: FormField[] = [];
  const seen = new Set<number>();
  const visit = (item: PdfValue, parent: FormField | undefined, depth: number): void => {
    if (depth > MAX_DEPTH || fields.length > MAX_FIELDS) {
      throw new Refusal('PDF_TOO_COMPLEX', { hint: 'form fields' });
    }
    const number = item instanceof PdfRef ? item.number : undefined;
    if (number !== undefined) {
      if (seen.has(number)) return;
      seen.add(number);
    }
    const dict = view.resolve(item);
    if (!(dict instanceof PdfDict)) return;
    const own = textOf(view.resolve(dict.get('T')));
    const name = [parent?.name, own].filter((part) => part !== undefined && part !== '').join('.');
    const type = view.name(dict.get('FT')) ?? parent?.type;
    const value = dict.get('V') ?? parent?.value ?? null;
    const field = { name, number, dict, type, value };
    fields.push(field);
    const kids = view.resolve(dict.get('Kids'));
    if (isArray(kids)) for (const kid of kids) visit(kid, field, depth + 1);
  };
  const roots = view.resolve(form?.get('Fields'));
  if (isArray(roots)) for (const root of roots) visit(root, undefined, 0);
  return fields;
}

/** A signature dictionary with the fields whose value it is. */
export interface PdfSignature {
  /** Names of its fields; more than one is unusual and said. */
  fields: string[];
  dict: PdfDict;
  contents: PdfString;
  /** Dictionaries of its fields that have a place on a page. */
  widgets: PdfDict[];
  /** True where it hangs in the document as it is now, false where a later revision took it out. */
  present: boolean;
}

/** Signature dictionaries of a view by the position of their `/Contents`, which nothing can share. */
export function signaturesOf(view: PdfView): Map<number, PdfSignature> {
  const found = new Map<number, PdfSignature>();
  for (const { name, type, value, dict: field } of formFields(view)) {
    if (type !== 'Sig') continue;
    const dict = view.resolve(value);
    if (!(dict instanceof PdfDict)) continue;
    const contents = view.resolve(dict.get('Contents'));
    if (!(contents instanceof PdfString)) continue;
    const widgets = field.get('Rect') === undefined ? [] : [field];
    const known = found.get(contents.start);
    if (known) {
      if (!known.fields.includes(name)) known.fields.push(name);
      known.widgets.push(...widgets);
    } else found.set(contents.start, { fields: [name], dict, contents, widgets, present: true });
  }
  return found;
}
