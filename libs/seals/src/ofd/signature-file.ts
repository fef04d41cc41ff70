import type { Package } from '../package/index.js';
import type { Appearance } from '../report/report.js';
import type { XmlElement } from '../xml/index.js';
import { locate } from './locations.js';
import { malformed, rootOf } from './read-ofd.js';

export interface Reference {
  /** Path in the package. */
  file: string;
  checkValue: Uint8Array;
}

/** A Signature.xml (GB/T 33190-2016 §18.2). */
export interface SignatureFile {
  provider: string | undefined;
  /** Object identifier that the file states; what counts is the one in the signed value. */
  method: string | undefined;
  /** As written; often without a zone. */
  dateTime: string | undefined;
  /** CheckMethod; undefined means MD5. */
  checkMethod: string | undefined;
  references: readonly Reference[];
  appearances: readonly Appearance[];
  /** Path of the seal beside the signature, where one is named. */
  sealPath: string | undefined;
  signedValuePath: string;
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** @throws Refusal OFD_MALFORMED, XML_*, PACKAGE_PATH_ESCAPE */
export function readSignatureFile(content: Uint8Array, path: string, files: Package): SignatureFile {
  const root = rootOf(content, path, 'Signature');
  const info = root.one('SignedInfo');
  const references = info.one('References');
  const at = (location: string) => locate(files, location, path);
  const seal = info.optional('Seal')?.optional('BaseLoc')?.value;
  return {
    provider: providerOf(info.optional('Provider')),
    method: info.optional('SignatureMethod')?.value,
    dateTime: info.optional('SignatureDateTime')?.value,
    checkMethod: references.attribute('CheckMethod'),
    references: readReferences(references, at),
    appearances: info.all('StampAnnot').map((stamp) => ({
      page: stamp.attribute('PageRef') ?? '',
      boundary: stamp.attribute('Boundary') ?? '',
    })),
    sealPath: seal ? at(seal) : undefined,
    signedValuePath: at(root.one('SignedValue').value),
  };
}

function providerOf(element: XmlElement | undefined): string | undefined {
  return element?.attribute('ProviderName') ?? element?.optional('ProviderName')?.value;
}

function readReferences(element: XmlElement, at: (location: string) => string): Reference[] {
  const seen = new Set<string>();
  const references = element.all('Reference').map((reference) => {
    const location = reference.attribute('FileRef');
    if (!location) throw malformed('a Reference without FileRef');
    const file = at(location);
    if (seen.has(file)) throw malformed(`${file} is referenced twice`);
    seen.add(file);
    const text = reference.one('CheckValue').value.replace(/\s+/g, '');
    if (!BASE64.test(text)) throw malformed('a CheckValue that is not base64');
    return { file, checkValue: new Uint8Array(Buffer.from(text, 'base64')) };
  });
  if (references.length === 0) throw malformed('no Reference');
  return references;
}
