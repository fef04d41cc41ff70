import { Refusal } from '#libs/errors';
import { createCms, digestNameOf, roomFor, type Timestamper } from '../cms/create-cms.js';
import type { DocumentSigningKey } from '../cms/signing-key.js';
import { drawPicture, type SealAppearance } from './appearance.js';
import { digestPieces } from './digest.js';
import { Increment } from './increment.js';
import { docMdpOf } from './permissions.js';
import { formFields } from './signature-fields.js';
import { isArray, PdfDict, PdfName, PdfRef, type PdfValue } from './values.js';
import { openView, type PdfView } from './view.js';
import { dict, latin1, pdfDate, textString, writeValue } from './write.js';

export interface SignPdfRequest {
  key: DocumentSigningKey;
  /** Milliseconds since 1970; stands as the claimed time of signing. */
  at: number;
  /** Name of the field; `Signature<n>`, the first that is free, unless told. */
  field?: string;
  reason?: string;
  location?: string;
  name?: string;
  /** Proves the time: the signature then has level B-T. */
  stamp?: Timestamper;
  /** Where and what a reader shows; invisible unless told. */
  appearance?: SealAppearance;
  /** What the picture says, for those who cannot see it and for search. */
  words?: string;
  /** What the copy is released for, in JSON; it stands in the signature, so nobody else can change it. */
  copyNote?: string;
}

/** A key of our own (ISO 32000-2 Annex E, second class). */
export const COPY_NOTE_KEY = 'TBAN_CopyNote';

const refuse = (hint: string) => new Refusal('PDF_NOT_SIGNABLE', { hint });

/** Room in which the four numbers of `/ByteRange` are written once they are known. */
const RANGE_WIDTH = 60;

/**
 * Signs a PDF at level PAdES B-B, with a timestamp B-T (ETSI EN 319 142-1 §6): a field, a detached CMS over everything
 * but itself, appended as a revision of its own, so that earlier signatures hold. `addValidationData` makes it B-LT.
 *
 * An SM2 signature uses the object identifiers of GM/T 0010, which readers outside of China refuse.
 * @throws Refusal PDF_NOT_SIGNABLE, PDF_MALFORMED, PDF_TOO_COMPLEX
 */
export async function signPdf(bytes: Uint8Array, request: SignPdfRequest): Promise<Uint8Array> {
  const view = await openView(bytes);
  checkSignable(view);
  const increment = new Increment(view);
  const room = roomFor(request.key, request.stamp !== undefined);
  const signature = increment.add(signatureObject(request, room));
  addField(view, increment, signature, request);
  const { bytes: prepared, offsets } = increment.write();
  return fillIn(prepared, offsets.get(signature.number) ?? 0, room, request);
}

function checkSignable(view: PdfView): void {
  if (view.encrypted) throw refuse('encrypted');
  if (view.trailing || view.base !== 0) throw refuse('bytes outside of its revisions');
  const values = formFields(view).filter(({ type }) => type === 'Sig');
  for (const { value } of values) {
    const signature = view.resolve(value);
    if (signature instanceof PdfDict && docMdpOf(view, signature) === 1)
      throw refuse('certified against changes');
  }
}

/** Written by hand, since the places of `/ByteRange` and `/Contents` must be known and their widths fixed. */
function signatureObject(
  { key, at, reason, location, name, copyNote }: SignPdfRequest,
  room: number,
): Buffer {
  const gm = key.algorithm === 'sm2-sm3';
  const entries: Record<string, PdfValue> = {
    Type: new PdfName('Sig'),
    Filter: new PdfName('Adobe.PPKLite'),
    SubFilter: new PdfName(gm ? 'adbe.pkcs7.detached' : 'ETSI.CAdES.detached'),
    M: pdfDate(at),
  };
  if (reason !== undefined) entries['Reason'] = textString(reason);
  if (location !== undefined) entries['Location'] = textString(location);
  if (name !== undefined) entries['Name'] = textString(name);
  if (copyNote !== undefined) entries[COPY_NOTE_KEY] = textString(copyNote);
  const head = writeValue(dict(entries)).subarray(0, -2);
  return Buffer.concat([
    head,
    latin1(`/ByteRange ${' '.repeat(RANGE_WIDTH)} /Contents <${'0'.repeat(2 * room)}> >>`),
  ]);
}

function addField(view: PdfView, increment: Increment, signature: PdfRef, request: SignPdfRequest): void {
  const { appearance } = request;
  const [page, pageRef] = pageAt(view, appearance?.page ?? 0);
  const rect = appearance ? [...appearance.rect] : [0, 0, 0, 0];
  const picture = appearance ? { AP: dict({ N: drawPicture(increment, appearance) }) } : {};
  const widget = increment.add(
    dict({
      Type: new PdfName('Annot'),
      Subtype: new PdfName('Widget'),
      FT: new PdfName('Sig'),
      T: textString(request.field ?? freeName(view)),
      V: signature,
      F: 132, // Print, Locked
      Rect: rect,
      P: pageRef,
      ...picture,
      ...(request.words === undefined
        ? {}
        : { Contents: textString(request.words), TU: textString(request.words) }),
    }),
  );
  appendTo(view, increment, {
    owner: page,
    key: 'Annots',
    item: widget,
    save: (changed) => increment.replace(pageRef.number, changed),
  });
  addToForm(view, increment, widget);
}

function freeName(view: PdfView): string {
  const taken = new Set(formFields(view).map(({ name }) => name));
  for (let index = 1; ; index++) if (!taken.has(`Signature${index}`)) return `Signature${index}`;
}

function addToForm(view: PdfView, increment: Increment, widget: PdfRef): void {
  const root = view.trailer.get('Root');
  if (!(root instanceof PdfRef)) throw refuse('no catalog');
  const { catalog } = view;
  const old = catalog.get('AcroForm');
  const form = view.dict(old) ?? new PdfDict();
  const saveForm = (changed: PdfDict) => {
    const flags = (view.integer(changed.get('SigFlags')) ?? 0) | 3; // SignaturesExist, AppendOnly
    const entries = new Map(changed.entries).set('SigFlags', flags);
    if (old instanceof PdfRef) increment.replace(old.number, new PdfDict(entries));
    else
      increment.replace(
        root.number,
        new PdfDict(new Map(catalog.entries).set('AcroForm', new PdfDict(entries))),
      );
  };
  appendTo(view, increment, { owner: form, key: 'Fields', item: widget, save: saveForm, always: true });
}

/** Appends to an array that stands in a dictionary or is an object of its own, touching as little as may be. */
function appendTo(
  view: PdfView,
  increment: Increment,
  {
    owner,
    key,
    item,
    save,
    always = false,
  }: { owner: PdfDict; key: string; item: PdfRef; save: (changed: PdfDict) => void; always?: boolean },
): void {
  const old = owner.get(key);
  const resolved = view.resolve(old);
  const list = [...(isArray(resolved) ? resolved : []), item];
  if (old instanceof PdfRef && isArray(resolved)) {
    increment.replace(old.number, list);
    if (always) save(owner);
  } else save(new PdfDict(new Map(owner.entries).set(key, list)));
}

/** The page at an index, counted from 0, with its reference. */
export function pageAt(view: PdfView, index: number): [PdfDict, PdfRef] {
  let left = index;
  const seen = new Set<number>();
  const stack: PdfValue[] = [view.catalog.get('Pages') ?? null];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const value = view.resolve(node);
    if (!(node instanceof PdfRef) || !(value instanceof PdfDict) || seen.has(node.number)) continue;
    seen.add(node.number);
    const kids = view.resolve(value.get('Kids'));
    if (isArray(kids)) stack.push(...[...kids].reverse());
    else if (left-- === 0) return [value, node];
  }
  throw refuse(`no page ${index}`);
}

async function fillIn(
  prepared: Buffer,
  at: number,
  room: number,
  { key, stamp }: SignPdfRequest,
): Promise<Uint8Array> {
  const gapStart = prepared.indexOf(`<${'0'.repeat(64)}`, prepared.indexOf('/Contents ', at));
  const gapEnd = gapStart + 2 * room + 2;
  const range = `[0 ${gapStart} ${gapEnd} ${prepared.length - gapEnd}]`.padEnd(RANGE_WIDTH);
  prepared.write(range, prepared.indexOf('/ByteRange ', at) + '/ByteRange '.length, 'latin1');
  const pieces = [prepared.subarray(0, gapStart), prepared.subarray(gapEnd)];
  const digest = await digestPieces(digestNameOf(key.algorithm), pieces);
  const cms = await createCms({ key, digest, ...(stamp ? { stamp } : {}) });
  if (cms.length > room) throw refuse('the signature takes more room than was kept for it');
  prepared.write(Buffer.from(cms).toString('hex'), gapStart + 1, 'latin1');
  return prepared;
}
