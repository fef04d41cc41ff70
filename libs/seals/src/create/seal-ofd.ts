import { sm3 } from '#libs/pki';
import { readOfd } from '../ofd/read-ofd.js';
import { Package, writePackage } from '../package/index.js';
import { listSignature, nameList, signatureXml, type Stamp } from './ofd-files.js';
import type { SealKey } from './seal-key.js';
import { signSesV4Seal } from './sign-ses-v4-seal.js';
import { Refusal } from '#libs/errors';

export interface SealOfdInput {
  /** SESeal in DER. */
  seal: Uint8Array;
  signer: SealKey;
  /** Signing time, milliseconds since 1970. */
  at: number;
  /** Where the seal is drawn. */
  stamps: readonly Stamp[];
  /** Name of the software that seals. */
  provider: string;
}

/**
 * Seals an OFD package of one document. The seal covers every file that is there, those of earlier seals and the list of
 * signatures included, so that whatever is added or changed later shows.
 * @returns the sealed package
 * @throws Refusal PACKAGE_*, XML_*, OFD_MALFORMED
 */
export async function sealOfd(bytes: Uint8Array, input: SealOfdInput): Promise<Uint8Array> {
  const opened = Package.open(bytes);
  const [document, ...others] = await readOfd(opened);
  if (!document || others.length > 0) throw new Refusal('OFD_MALFORMED', { hint: 'one document is due' });
  const files = new Map<string, Uint8Array>();
  for (const name of opened.names) files.set(name, (await opened.read(name)) ?? new Uint8Array());

  const home = document.root.split('/').slice(0, -1).join('/');
  const listPath = document.signaturesPath ?? `${home}/Signs/Signatures.xml`;
  const folder = unusedFolder(files, listPath.split('/').slice(0, -1).join('/'));
  if (document.signaturesPath === undefined) nameList(files, listPath);
  listSignature(files, listPath, document.signatures.length, `${folder}/Signature.xml`);
  files.set(`${folder}/Seal.esl`, input.seal);

  const references = [...files].map(([file, content]) => ({ file, checkValue: sm3(content) }));
  const xml = signatureXml({ ...input, folder, references });
  const signature = await signSesV4Seal(
    { ...input, dataHash: sm3(xml), propertyInfo: `/${folder}/Signature.xml` },
    input.signer,
  );
  files.set(`${folder}/Signature.xml`, xml);
  files.set(`${folder}/SignedValue.dat`, signature);
  return writePackage(files);
}

function unusedFolder(files: ReadonlyMap<string, unknown>, home: string): string {
  const names = [...files.keys()];
  for (let index = 0; ; index++) {
    const folder = `${home}/Sign_${index}`;
    if (!names.some((name) => name.startsWith(`${folder}/`))) return folder;
  }
}
