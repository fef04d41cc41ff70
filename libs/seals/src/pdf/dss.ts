import { Refusal } from '#libs/errors';
import { isArray, PdfStream, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

/** Validation data of the document (ISO 32000-2 §12.8.4.3). Nothing in it is trusted. */
export interface SecurityStore {
  present: boolean;
  /** True where data is grouped by signature. */
  vri: boolean;
  certificates: readonly Uint8Array[];
  crls: readonly Uint8Array[];
  /** OCSPResponse, as the standard has it, in DER. */
  ocsp: readonly Uint8Array[];
  /** Streams that were left out for their number or because they cannot be read. */
  leftOut: number;
}

const MAX_STREAMS = 500;

export function securityStore(view: PdfView): SecurityStore {
  const dss = view.dict(view.catalog.get('DSS'));
  let leftOut = 0;
  let count = 0;
  const streams = (list: PdfValue): Uint8Array[] => {
    if (!isArray(list)) return [];
    return list.flatMap((item) => {
      if (++count > MAX_STREAMS) {
        leftOut++;
        return [];
      }
      try {
        const stream = view.resolve(item);
        if (stream instanceof PdfStream) return [view.stream(stream)];
      } catch (thrown) {
        if (!(thrown instanceof Refusal)) throw thrown;
      }
      leftOut++;
      return [];
    });
  };
  const read = (key: string) => streams(view.resolve(dss?.get(key)));
  const [certificates, crls, ocsp] = [read('Certs'), read('CRLs'), read('OCSPs')];
  const vri = view.dict(dss?.get('VRI')) !== undefined;
  return { present: dss !== undefined, vri, certificates, crls, ocsp, leftOut };
}
