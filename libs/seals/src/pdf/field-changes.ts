import type { Changes } from './changes.js';
import { differingKeys } from './equal.js';
import type { Findings } from './findings.js';
import { Reach } from './reach.js';
import { formFields, signaturesOf, type FormField, type PdfSignature } from './signature-fields.js';
import { nameOf, PdfDict, PdfRef, PdfString, type PdfValue } from './values.js';
import type { PdfView } from './view.js';
import { pageTree } from './zones.js';

/** Keys that signing an empty field writes. */
const SIGNED_KEYS: ReadonlySet<string> = new Set(['V', 'AP', 'F', 'M', 'MK', 'DA', 'AS', 'P']);
/** Keys that filling in a field writes; hiding it (`/F`) or moving it (`/Rect`) is something else. */
const FILLED_KEYS: ReadonlySet<string> = new Set(['V', 'AP', 'AS', 'I', 'RV', 'M']);
/** Judges what happened to each field of the form. */
export function compareFields(signed: PdfView, now: PdfView, changes: Changes, findings: Findings): void {
  const before = byIdentity(formFields(signed));
  const after = byIdentity(formFields(now));
  const delta = (number: number) => changes.changed.has(number) || changes.added.has(number);
  const reachBefore = new Reach(signed, delta, stopsOf(signed, before));
  const reachAfter = new Reach(now, delta, stopsOf(now, after));
  for (const [identity, field] of before) {
    const same = after.get(identity);
    if (!same) {
      findings.other(`the field ${field.name} was removed`);
      continue;
    }
    const keys = new Set(differingKeys(field.dict, same.dict));
    for (const [key, value] of field.dict.entries) {
      if (key !== 'Kids' && reachBefore.touches(value)) keys.add(key);
    }
    for (const [key, value] of same.dict.entries) {
      if (key !== 'Kids' && reachAfter.touches(value)) keys.add(key);
    }
    keys.delete('Kids'); // each is a field of its own
    if (keys.size > 0) judgeChange(field, same, keys, { signed, now, findings });
  }
  const earlier = signaturesOf(signed);
  for (const [identity, field] of after) {
    if (!before.has(identity)) judgeNew(field, earlier, { now, findings });
  }
}

function byIdentity(fields: readonly FormField[]): Map<string, FormField> {
  return new Map(
    fields.map((field) => [field.number === undefined ? field.name : `#${field.number}`, field]),
  );
}

/** What a field's own subtree ends at. */
export function stopsOf(view: PdfView, fields: ReadonlyMap<string, FormField>): (number: number) => boolean {
  const pages = pageTree(view);
  const root = view.trailer.get('Root');
  const catalog = root instanceof PdfRef ? root.number : -1;
  return (number) => number === catalog || pages.has(number) || fields.has(`#${number}`);
}

function judgeChange(
  before: FormField,
  after: FormField,
  keys: ReadonlySet<string>,
  { signed, now, findings }: { signed: PdfView; now: PdfView; findings: Findings },
): void {
  const beyond = (allowed: ReadonlySet<string>) => [...keys].filter((key) => !allowed.has(key));
  if (before.type === 'Sig') {
    const wasSigned = signed.resolve(before.value) !== null;
    if (wasSigned)
      return findings.other(`the signed field ${before.name} was changed (${[...keys].join(', ')})`);
    const surplus = beyond(SIGNED_KEYS);
    if (surplus.length > 0)
      return findings.other(`the field ${before.name} was changed (${surplus.join(', ')})`);
    return judgeSignature(after, now, findings);
  }
  const surplus = beyond(FILLED_KEYS);
  if (surplus.length > 0) findings.other(`the field ${before.name} was changed (${surplus.join(', ')})`);
  else findings.formFill(before.name);
}

function judgeNew(
  field: FormField,
  earlier: ReadonlyMap<number, PdfSignature>,
  { now, findings }: { now: PdfView; findings: Findings },
): void {
  if (field.type !== 'Sig') return findings.other(`the field ${field.name} was added`);
  const value = now.resolve(field.value);
  const contents = value instanceof PdfDict ? now.resolve(value.get('Contents')) : null;
  if (contents instanceof PdfString && earlier.has(contents.start)) {
    return findings.other(`an earlier signature was given the field ${field.name} as well`);
  }
  return judgeSignature(field, now, findings);
}

function judgeSignature(field: FormField, now: PdfView, findings: Findings): void {
  const value: PdfValue = now.resolve(field.value);
  if (value === null) {
    // Prepared for a signature to come; a picture without one is drawn by nobody.
    if (field.dict.get('AP') === undefined) return findings.formFill(field.name);
    return findings.other(`the field ${field.name} shows a picture without a signature`);
  }
  const contents = value instanceof PdfDict ? now.resolve(value.get('Contents')) : null;
  if (!(value instanceof PdfDict) || !(contents instanceof PdfString)) {
    return findings.other(`the field ${field.name} holds no signature`);
  }
  const timestamp = nameOf(value.get('SubFilter')) === 'ETSI.RFC3161';
  if (timestamp) findings.timestamp(`document timestamp ${field.name}`, contents.start);
  else findings.signature(`signature ${field.name}`, contents.start);
}
