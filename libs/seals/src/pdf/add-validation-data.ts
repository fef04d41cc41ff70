import { deflateSync } from 'node:zlib';
import { Refusal } from '#libs/errors';
import { Increment } from './increment.js';
import { PdfDict, PdfName, PdfRef, PdfStream, isArray, type PdfValue } from './values.js';
import { openView } from './view.js';
import { dict } from './write.js';

/** In DER. */
export interface ValidationData {
  certificates?: readonly Uint8Array[];
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
}

/**
 * Adds what a verifier will need when authorities no longer answer (DSS, ISO 32000-2 §12.8.4.3), as a revision of its
 * own: a signature with a timestamp then has level PAdES B-LT (ETSI EN 319 142-1 §5.4.2). What is there already stays.
 * @throws Refusal PDF_NOT_SIGNABLE, PDF_MALFORMED, PDF_TOO_COMPLEX
 */
export async function addValidationData(bytes: Uint8Array, data: ValidationData): Promise<Uint8Array> {
  const view = await openView(bytes);
  const root = view.trailer.get('Root');
  if (view.encrypted || !(root instanceof PdfRef)) throw new Refusal('PDF_NOT_SIGNABLE');
  const increment = new Increment(view);
  const old = view.dict(view.catalog.get('DSS'));
  const entries = new Map<string, PdfValue>(old?.entries).set('Type', new PdfName('DSS'));
  for (const [key, streams = []] of [
    ['Certs', data.certificates],
    ['CRLs', data.crls],
    ['OCSPs', data.ocsp],
  ] as const) {
    if (streams.length === 0) continue;
    const present = view.resolve(old?.get(key));
    const added = streams.map((der) => increment.add(packed(der)));
    entries.set(key, [...(isArray(present) ? present : []), ...added]);
  }
  const catalog = new Map(view.catalog.entries).set('DSS', increment.add(new PdfDict(entries)));
  increment.replace(root.number, new PdfDict(catalog));
  return increment.write().bytes;
}

function packed(der: Uint8Array): PdfStream {
  return new PdfStream(dict({ Filter: new PdfName('FlateDecode') }), deflateSync(der));
}
