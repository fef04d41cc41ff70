import type { Modifications } from './findings.js';
import { integerOf, isArray, nameOf, PdfDict, textOf, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

/** What a certifying author permits (ISO 32000-2 table 257): 1 nothing, 2 filling in and signing, 3 annotations too. */
export type DocMdp = 1 | 2 | 3;

/** The permission of the document as it was signed; undefined where no author certified it. */
export function docMdpOf(signed: PdfView, signature: PdfDict): DocMdp | undefined {
  const perms = signed.dict(signed.catalog.get('Perms'));
  const certifying = perms && signed.dict(perms.get('DocMDP'));
  return permission(signed, certifying) ?? permission(signed, signature);
}

function permission(view: PdfView, signature: PdfDict | undefined): DocMdp | undefined {
  for (const reference of references(view, signature)) {
    if (view.name(reference.get('TransformMethod')) !== 'DocMDP') continue;
    const level = integerOf(view.resolve(view.dict(reference.get('TransformParams'))?.get('P'))) ?? 2;
    return level === 1 || level === 3 ? level : 2;
  }
  return undefined;
}

function references(view: PdfView, signature: PdfDict | undefined): PdfDict[] {
  const list = view.resolve(signature?.get('Reference'));
  if (!isArray(list)) return [];
  return list.slice(0, 64).flatMap((item) => view.dict(item) ?? []);
}

/** True where the signature locks a field (FieldMDP, ISO 32000-2 §12.8.2.4). */
export function locks(view: PdfView, signature: PdfDict, field: string): boolean {
  return references(view, signature).some((reference) => {
    if (view.name(reference.get('TransformMethod')) !== 'FieldMDP') return false;
    const parameters = view.dict(reference.get('TransformParams'));
    const named = namesOf(view, view.resolve(parameters?.get('Fields')));
    const listed = named.some((name) => field === name || field.startsWith(`${name}.`));
    switch (nameOf(view.resolve(parameters?.get('Action')))) {
      case 'Include':
        return listed;
      case 'Exclude':
        return !listed;
      default:
        return true; // All, and what is not understood
    }
  });
}

function namesOf(view: PdfView, list: PdfValue): string[] {
  return isArray(list) ? list.flatMap((item) => textOf(view.resolve(item)) ?? []) : [];
}

/**
 * Whether later modifications leave the signature's word intact, and if not why. Validation data and timestamps always
 * do. Further signatures do unless an author certified "no changes". Filling in and annotating do only where an author
 * certified the document for it: without that nobody consented to them, and what a reader sees is not what was signed.
 */
export function objection(
  { level, filled }: Modifications,
  docMdp: DocMdp | undefined,
  locked: (field: string) => boolean,
): string | undefined {
  const lockedField = filled.find(locked);
  if (lockedField !== undefined) return `the field ${lockedField} is locked by the signature`;
  switch (level) {
    case 'none':
    case 'extension':
      return undefined;
    case 'signature':
      return docMdp === 1 ? 'signatures were added to a document certified against changes' : undefined;
    case 'form-fill':
      if (docMdp === 2 || docMdp === 3) return undefined;
      return docMdp === 1 ? 'filled in although certified against changes' : 'filled in after signing';
    case 'annotation':
      if (docMdp === 3) return undefined;
      return docMdp === undefined ? 'annotated after signing' : 'annotated although certified against it';
    case 'other':
      return 'changed after signing';
  }
}
