import { Refusal } from '#libs/errors';
import { verifyCms } from './cms/index.js';
import { withCopy } from './copy/index.js';
import { verifyJws } from './jws/index.js';
import { verifyOfd } from './ofd/index.js';
import { verifyPdf } from './pdf/index.js';
import type { VerifyOptions } from './report/ports.js';
import { recognise } from './report/recognise.js';
import type { DocumentFormat, ValidationReport } from './report/report.js';
import { verifySeal, verifySealSignature } from './ses/index.js';

/** Verifies a document of one format. Throws a Refusal only where nothing of it can be read. */
export type DocumentVerifier = (bytes: Uint8Array, options: VerifyOptions) => Promise<ValidationReport>;

const VERIFIERS: Readonly<Record<DocumentFormat, DocumentVerifier>> = {
  ofd: verifyOfd,
  'ses-seal': verifySeal,
  'ses-signature': verifySealSignature,
  pdf: verifyPdf,
  cms: verifyCms,
  jws: verifyJws,
};

const MAX_BYTES = 64 << 20;

/**
 * Recognises the format of a document and verifies every signature and seal in it. The report says what was checked
 * and what was not; what could not be checked is never passed.
 * @throws Refusal DOCUMENT_* for what is no document, PACKAGE_* and XML_* for a package that is refused as hostile
 */
export async function verifyDocument(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const { maxBytes = MAX_BYTES } = options;
  if (bytes.length > maxBytes) throw new Refusal('DOCUMENT_TOO_LARGE', { hint: `at most ${maxBytes} bytes` });
  const format = recognise(bytes);
  const report = await VERIFIERS[format](bytes, options);
  return withCopy(bytes, report, options, verifyOfd);
}
