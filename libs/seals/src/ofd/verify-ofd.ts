import { Refusal } from '#libs/errors';
import type { SubjectPublicKeyInfo } from '#libs/pki';
import { Package } from '../package/index.js';
import { SignatureChecks } from '../report/checks.js';
import type { VerifyOptions } from '../report/ports.js';
import type { SignatureReport, ValidationReport } from '../report/report.js';
import { documentReport } from '../report/summarise.js';
import { keyOf, tryCertificate } from '../ses/certificates.js';
import { SEAL_CHECKS } from '../ses/check-seal.js';
import { checkSealSignature } from '../ses/check-seal-signature.js';
import { parseSealSignature } from '../ses/parse-signature.js';
import { checkReferences, checkSameSeal, type Surroundings } from './check-references.js';
import { checkDigitalSignature } from './digital-signature.js';
import { Digests } from './digests.js';
import { ENTRY_POINT, malformed, readOfd, type OfdDocument, type SignatureEntry } from './read-ofd.js';
import { readSignatureFile, type SignatureFile } from './signature-file.js';

/** A signature with what could be read of it, or why it could not. */
interface Loaded {
  entry: SignatureEntry;
  content: Uint8Array;
  file: SignatureFile;
}
interface Unreadable {
  entry: SignatureEntry;
  problem: string;
}

/**
 * Verifies every seal and signature of an OFD package (GB/T 33190-2016 §18). A package that is hostile, or has no
 * readable OFD.xml and Signatures.xml, is refused; a signature that cannot be read has failed.
 *
 * Not checked: whether the pages say what their XML schema allows, and how they are rendered.
 * @throws Refusal PACKAGE_*, XML_*, OFD_MALFORMED
 */
export async function verifyOfd(bytes: Uint8Array, options: VerifyOptions): Promise<ValidationReport> {
  const files = Package.open(bytes);
  const documents = await readOfd(files);
  const digests = new Digests(files);
  refuseTooMuch(files, documents);
  const loaded: (Loaded | Unreadable)[][] = [];
  for (const { signatures } of documents) loaded.push(await loadAll(files, signatures));
  const ofSignatures = new Set(loaded.flatMap((of) => of.flatMap(filesOf)));
  const reports: SignatureReport[] = [];
  for (const [index, document] of documents.entries()) {
    const { root, signaturesPath = '' } = document;
    const signatures = loaded[index] ?? [];
    for (const [place, signature] of signatures.entries()) {
      const hasLater = place < signatures.length - 1;
      const around = { files, digests, root, signaturesPath, ofSignatures, hasLater };
      reports.push(await verifyOne(signature, around, options));
    }
  }
  const covered = new Set(reports.flatMap(({ coverage }) => coverage?.covered ?? []));
  const lists = documents.map(({ signaturesPath }) => signaturesPath);
  const uncovered = files.names.filter(
    (name) => !covered.has(name) && !ofSignatures.has(name) && !lists.includes(name),
  );
  return documentReport('ofd', reports, { uncovered, notes: notesOn(documents) });
}

/** Bytes of all Signature.xml together: what a package of ten thousand files with ten seals needs. */
const MOST_SIGNATURE_BYTES = 16 << 20;

function refuseTooMuch(files: Package, documents: readonly OfdDocument[]): void {
  const paths = documents.flatMap(({ signatures }) => signatures.map(({ path }) => path));
  const total = paths.reduce((sum, path) => sum + files.sizeOf(path), 0);
  if (total > MOST_SIGNATURE_BYTES) throw malformed('too much in the signatures');
}

function notesOn(documents: readonly OfdDocument[]): string[] {
  const unsigned = documents.filter(({ signatures }) => signatures.length === 0);
  return unsigned.map(({ root }) => `${root} is a document without a signature`);
}

async function loadAll(files: Package, entries: readonly SignatureEntry[]): Promise<(Loaded | Unreadable)[]> {
  const all: (Loaded | Unreadable)[] = [];
  for (const entry of entries) {
    try {
      const content = await files.read(entry.path);
      if (!content) throw malformed(`${entry.path} is missing`);
      all.push({ entry, content, file: readSignatureFile(content, entry.path, files) });
    } catch (thrown) {
      all.push({ entry, problem: refusalOf(thrown).message });
    }
  }
  return all;
}

/** The package as a whole being hostile is no matter of one signature. */
function refusalOf(thrown: unknown): Refusal {
  if (!(thrown instanceof Refusal) || thrown.code.startsWith('PACKAGE_')) throw thrown;
  return thrown;
}

/** Files that a signature itself consists of. Documents and lists are never among them, whatever a signature says. */
function filesOf(signature: Loaded | Unreadable): string[] {
  if ('problem' in signature) return [signature.entry.path];
  const { entry, file } = signature;
  const named = [entry.path, file.signedValuePath, ...(file.sealPath === undefined ? [] : [file.sealPath])];
  return named.filter((name) => name !== ENTRY_POINT);
}

async function verifyOne(
  signature: Loaded | Unreadable,
  around: Surroundings,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const { id, type } = signature.entry;
  if ('problem' in signature) return unreadable(id, type, signature.problem, options);
  const { file, content } = signature;
  const value = await around.files.read(file.signedValuePath);
  if (!value) return unreadable(id, type, `${file.signedValuePath} is missing`, options);
  try {
    if (type === 'Seal') return await verifySealed(id, { file, content, value }, around, options);
    if (type === 'Sign') return await verifySigned(id, { file, content, value }, around, options);
    return unreadable(id, type, 'neither Seal nor Sign', options);
  } catch (thrown) {
    return unreadable(id, type, refusalOf(thrown).message, options);
  }
}

interface Parts {
  file: SignatureFile;
  content: Uint8Array;
  value: Uint8Array;
}

async function verifySealed(
  id: string,
  { file, content, value }: Parts,
  around: Surroundings,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const signature = parseSealSignature(value);
  const checks = new SignatureChecks(SEAL_CHECKS);
  const findings = await checkSealSignature(checks, signature, content, options);
  if (file.sealPath !== undefined)
    await checkSameSeal(checks, file.sealPath, signature.seal.raw, around.files);
  const signerKey = keyOf(signature.certificate, tryCertificate(signature.certificate));
  return finish(
    checks,
    { id, kind: `OFD seal (SES ${signature.version})`, file, signerKey, findings },
    around,
  );
}

async function verifySigned(
  id: string,
  { file, content, value }: Parts,
  around: Surroundings,
  options: VerifyOptions,
): Promise<SignatureReport> {
  const checks = new SignatureChecks();
  const { kind, signerKey, ...findings } = await checkDigitalSignature(checks, value, content, options);
  return finish(checks, { id, kind: `OFD digital signature (${kind})`, file, signerKey, findings }, around);
}

async function finish(
  checks: SignatureChecks,
  {
    id,
    kind,
    file,
    signerKey,
    findings,
  }: {
    id: string;
    kind: string;
    file: SignatureFile;
    signerKey: SubjectPublicKeyInfo | undefined;
    findings: Pick<SignatureReport, 'pathChecks' | 'times'>;
  },
  around: Surroundings,
): Promise<SignatureReport> {
  const coverage = await checkReferences(checks, file, signerKey, around);
  const { checks: made, conclusion } = checks.finish();
  return { id, kind, ...findings, ...conclusion, checks: made, appearances: file.appearances, coverage };
}

function unreadable(id: string, type: string, problem: string, { now }: VerifyOptions): SignatureReport {
  const checks = new SignatureChecks();
  checks.fail('format', 'GB/T 33190-2016 §18.2', problem);
  const { checks: made, conclusion } = checks.finish();
  const kind = `OFD ${type === 'Sign' ? 'digital signature' : 'seal'}`;
  return { id, kind, ...conclusion, checks: made, pathChecks: [], times: { judged: now }, appearances: [] };
}
