import { Refusal } from '#libs/errors';
import { compareAnnotations } from './annotation-changes.js';
import { changesBetween } from './changes.js';
import { differingKeys, sameContent, sameValue } from './equal.js';
import { compareFields } from './field-changes.js';
import { Findings, type Modifications } from './findings.js';
import { isArray, PdfDict, PdfRef } from './values.js';
import type { PdfView } from './view.js';
import { pause } from './pause.js';
import { pageTree, zonesOf, type Zone } from './zones.js';

/**
 * Says what was done to a document after one of its signatures, by comparing the document as it was signed with the
 * document as it is. What is not known to be harmless is `other`: the rules list what may change and everything else
 * may not, so a new trick is found suspicious and not overlooked. (Mainka, Mladenov, Rohlmann: "Shadow Attacks",
 * NDSS 2021, and "Breaking the Specification: PDF Certification", IEEE S&P 2021.)
 */
export async function modificationsAfter(signed: PdfView, now: PdfView): Promise<Modifications> {
  const findings = new Findings();
  if (now.end === signed.end) return findings.result();
  if (now.trailing) findings.other('bytes follow that no cross-reference leads to');
  try {
    await compare(signed, now, findings);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    findings.other(`the revisions cannot be compared: ${thrown.message}`);
  }
  return findings.result();
}

async function compare(signed: PdfView, now: PdfView, findings: Findings): Promise<void> {
  if (!sameValue(signed.trailer.get('Encrypt') ?? null, now.trailer.get('Encrypt') ?? null)) {
    findings.other('the encryption was changed');
  }
  const changes = await changesBetween(signed, now);
  for (const problem of changes.unreadable) findings.other(problem);
  compareCatalogs(signed, now, findings);
  comparePages(signed, now, findings);
  if (changes.changed.size + changes.added.size === 0) return;
  compareForms(signed, now, findings);
  await pause();
  compareFields(signed, now, changes, findings);
  await pause();
  await compareAnnotations(signed, now, changes, findings);
  const wanted = new Set([...changes.changed, ...changes.added]);
  const before = await zonesOf(signed, wanted);
  const after = await zonesOf(now, wanted);
  for (const number of wanted) {
    const zones = new Set([...(before.get(number) ?? []), ...(after.get(number) ?? [])]);
    // What was referred to and missing is changed by being put there: a page may have waited for it.
    const changed = changes.changed.has(number) || before.has(number);
    judgeObject(number, zones, changed, { signed, now, findings });
  }
}

/** Zones whose contents may change, by what that change is; the others are judged key by key. */
function judgeObject(
  number: number,
  zones: ReadonlySet<Zone>,
  changed: boolean,
  { signed, now, findings }: { signed: PdfView; now: PdfView; findings: Findings },
): void {
  const within = (...allowed: readonly Zone[]) => [...zones].every((zone) => allowed.includes(zone));
  if (zones.size === 0) return; // nothing leads to it
  if (within('dss')) findings.extension('validation data');
  else if (within('metadata')) findings.extension('metadata');
  else if (within('dss', 'metadata') && !changed) findings.extension('validation data');
  else if (within('catalog'))
    return; // compared key by key
  else if (within('signature', 'fields', 'annotations') && zones.has('signature')) {
    if (changed) findings.other(`a signature was changed (object ${number})`);
  } else if (within('fields', 'annotations'))
    return; // compared field by field, annotation by annotation
  else if (within('form-resources', 'fields', 'annotations', 'form')) {
    if (zones.has('form-resources') && changed && !isResourceDictionary(number, signed, now)) {
      findings.other(`a resource of the form was changed (object ${number})`);
    } else if (zones.has('form') && changed && !isFormDictionary(number, signed, now)) {
      findings.other(`the form was changed (object ${number})`);
    }
  } else if (zones.has('pages')) {
    if (changed && isPageWithOtherAnnotations(number, signed, now)) return;
    // What is new and hangs in a page hangs there by something that was changed, which is reported.
    if (changed) findings.other(`the content of a page was changed (object ${number})`);
    else if (!within('pages', 'fields', 'annotations', 'form-resources'))
      findings.other(`object ${number} was added`);
  } else
    findings.other(`object ${number} was ${changed ? 'changed' : 'added'} (${[...zones].sort().join(', ')})`);
}

function isPageWithOtherAnnotations(number: number, signed: PdfView, now: PdfView): boolean {
  const before = signed.locate(number).value;
  const after = now.locate(number).value;
  if (!(before instanceof PdfDict) || !(after instanceof PdfDict) || !pageTree(signed).has(number))
    return false;
  return differingKeys(before, after).every(
    (key) => PAGE_KEYS.has(key) || sameContent(signed, before.get(key) ?? null, now, after.get(key) ?? null),
  );
}

/** `/Tabs` says in which order the keyboard visits annotations. */
const PAGE_KEYS: ReadonlySet<string> = new Set(['Annots', 'Tabs']);

/**
 * `/DR` and the dictionaries in it may gain entries, and lose or change none. `/XObject` in it may: default appearances
 * use fonts only (ISO 32000-2 §12.7.4.3), and signing software writes its pictures there anew.
 */
function isResourceDictionary(number: number, signed: PdfView, now: PdfView): boolean {
  const before = signed.locate(number).value;
  const after = now.locate(number).value;
  return before instanceof PdfDict && after instanceof PdfDict && onlyGains(before, after);
}

function onlyGains(before: PdfDict, after: PdfDict): boolean {
  return differingKeys(before, after).every((key) => {
    const was = before.get(key);
    const is = after.get(key);
    return (
      was === undefined ||
      key === 'XObject' ||
      (was instanceof PdfDict && is instanceof PdfDict && onlyGains(was, is))
    );
  });
}

function isFormDictionary(number: number, signed: PdfView, now: PdfView): boolean {
  const form = [signed, now].some((view) => {
    const ref = view.catalog.get('AcroForm');
    return ref instanceof PdfRef && ref.number === number;
  });
  return (
    form ||
    [signed, now].some((view) => isRefTo(view.dict(view.catalog.get('AcroForm'))?.get('Fields'), number))
  );
}

function isRefTo(value: unknown, number: number): boolean {
  return value instanceof PdfRef && value.number === number;
}

/** Keys of the catalog that may be written anew; what they lead to is compared on its own. */
const CATALOG_KEYS: Readonly<Record<string, 'dss' | 'form' | 'metadata'>> = {
  DSS: 'dss',
  Extensions: 'dss',
  Version: 'dss',
  AcroForm: 'form',
  Metadata: 'metadata',
};

function compareCatalogs(signed: PdfView, now: PdfView, findings: Findings): void {
  for (const key of differingKeys(signed.catalog, now.catalog)) {
    switch (CATALOG_KEYS[key]) {
      case 'dss':
        findings.extension('validation data');
        break;
      case 'metadata':
        findings.extension('metadata');
        break;
      case 'form':
        break; // compareForms
      default:
        findings.other(`/${key} of the catalog was changed`);
    }
  }
}

function comparePages(signed: PdfView, now: PdfView, findings: Findings): void {
  const before = [...pageTree(signed).keys()];
  const after = [...pageTree(now).keys()];
  if (after.length > before.length) findings.other('a page was added');
  else if (after.length < before.length) findings.other('a page was removed');
  else if (!before.every((number, index) => after[index] === number)) findings.other('pages were exchanged');
}

/** Keys of the form dictionary that signing and filling in touch. */
const FORM_KEYS: ReadonlySet<string> = new Set(['Fields', 'SigFlags', 'DR', 'DA', 'NeedAppearances']);

function compareForms(signed: PdfView, now: PdfView, findings: Findings): void {
  const before = signed.dict(signed.catalog.get('AcroForm')) ?? new PdfDict();
  const after = now.dict(now.catalog.get('AcroForm')) ?? new PdfDict();
  for (const key of differingKeys(before, after)) {
    if (!FORM_KEYS.has(key)) findings.other(`/${key} of the form was changed`);
    if (key === 'DR') {
      const was = signed.dict(before.get('DR'));
      const is = now.dict(after.get('DR'));
      if (was && (!is || !onlyGains(was, is))) findings.other('a resource of the form was changed');
    }
    if (key === 'NeedAppearances' && now.resolve(after.get('NeedAppearances')) === true) {
      findings.other('readers are told to draw the fields anew');
    }
    if (key === 'DA' && before.get('DA') !== undefined) findings.formFill('the default appearance');
    if (key === 'Fields' && !isArray(now.resolve(after.get('Fields'))))
      findings.other('the fields were removed');
  }
}
