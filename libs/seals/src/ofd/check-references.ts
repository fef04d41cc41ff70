import { Refusal } from '#libs/errors';
import { sm3, type SubjectPublicKeyInfo } from '#libs/pki';
import type { SignatureChecks } from '../report/checks.js';
import type { Coverage } from '../report/report.js';
import type { Package } from '../package/index.js';
import { checkMethodOf, type Digests } from './digests.js';
import { ENTRY_POINT, readXml } from './read-ofd.js';
import type { Reference, SignatureFile } from './signature-file.js';

const CLAUSE = 'GB/T 33190-2016 §18.2.2';

export interface Surroundings {
  files: Package;
  digests: Digests;
  /** Signatures.xml of the document. */
  signaturesPath: string;
  /** Document.xml. */
  root: string;
  /** Files that belong to the signatures themselves: no signature can cover its own. */
  ofSignatures: ReadonlySet<string>;
  /** True where another signature was made after this one. */
  hasLater: boolean;
}

/**
 * Makes the checks `integrity` (of the files), `later-modifications` and `coverage`. A later signature adds its line to
 * Signatures.xml, so an earlier one cannot be expected to find that file as it was; nothing else may change.
 */
export async function checkReferences(
  checks: SignatureChecks,
  { references, checkMethod, sealPath }: SignatureFile,
  signer: SubjectPublicKeyInfo | undefined,
  around: Surroundings,
): Promise<Coverage> {
  const method = checkMethodOf(checkMethod);
  if (method.kind === 'refused') {
    checks.fail('cryptographic-constraints', CLAUSE, method.detail);
    checks.skip('integrity', CLAUSE, method.detail, 'CRYPTO_CONSTRAINTS_FAILURE');
  } else if (method.kind === 'sm3-za' && signer?.kind !== 'sm2') {
    checks.skip(
      'integrity',
      CLAUSE,
      'files are digested with a key that is not here',
      'NO_SIGNING_CERTIFICATE_FOUND',
    );
  } else {
    const wrong: string[] = [];
    let changedList = false;
    for (const reference of references) {
      const digest = await around.digests.of(reference.file, method, signer);
      const problem = problemOf(reference, digest);
      if (problem === undefined) continue;
      if (reference.file === around.signaturesPath && around.hasLater) changedList = true;
      else wrong.push(problem);
    }
    report(checks, references.length, wrong, changedList);
  }
  return reportCoverage(checks, references, sealPath, around);
}

function problemOf({ file, checkValue }: Reference, digest: Uint8Array | undefined): string | undefined {
  if (!digest) return `${file} is missing`;
  return Buffer.compare(digest, checkValue) === 0 ? undefined : `${file} was changed`;
}

const MOST_NAMED = 20;

function list(items: readonly string[]): string {
  const more = items.length > MOST_NAMED ? ` and ${items.length - MOST_NAMED} more` : '';
  return items.slice(0, MOST_NAMED).join(', ') + more;
}

function report(
  checks: SignatureChecks,
  count: number,
  wrong: readonly string[],
  changedList: boolean,
): void {
  if (wrong.length === 0) {
    checks.pass('integrity', CLAUSE, `${count} files are as they were signed`);
    const detail = changedList ? 'a later signature was added to the list of signatures' : 'none';
    checks.pass('later-modifications', CLAUSE, detail);
    return;
  }
  checks.fail('integrity', CLAUSE, `${wrong.length} of ${count} files: ${list(wrong)}`);
  checks.fail('later-modifications', CLAUSE, 'signed files were changed or removed');
}

/**
 * OFD.xml names the list of signatures, so the first seal changes it, and sealers in use leave it out. It then may say
 * anything in its metadata, which is told; but the document that it points to must be one that is covered.
 */
async function reportCoverage(
  checks: SignatureChecks,
  references: readonly Reference[],
  sealPath: string | undefined,
  { files, signaturesPath, root, ofSignatures }: Surroundings,
): Promise<Coverage> {
  const covered = new Set(references.map(({ file }) => file));
  const own = (file: string) => file === signaturesPath || file === sealPath || ofSignatures.has(file);
  const uncovered = files.names.filter((file) => !covered.has(file) && !own(file));
  const whole = uncovered.length === 0;
  if (whole) checks.pass('coverage', CLAUSE, 'every file but those of the signatures themselves');
  else if (
    uncovered.length === 1 &&
    uncovered[0] === ENTRY_POINT &&
    covered.has(root) &&
    (await isDocument(files, root))
  ) {
    checks.pass('coverage', CLAUSE, `every page; ${ENTRY_POINT} with its metadata is not covered`);
  } else checks.fail('coverage', CLAUSE, `not covered: ${list(uncovered)}`);
  return { whole, covered: [...covered], uncovered };
}

/** True where the file is what OFD.xml may point to, and not some other file that is covered. */
async function isDocument(files: Package, path: string): Promise<boolean> {
  try {
    await readXml(files, path, 'Document');
    return true;
  } catch (thrown) {
    if (thrown instanceof Refusal) return false;
    throw thrown;
  }
}

/** The seal beside the signature must be the one inside of it, or two readers would show two seals. */
export async function checkSameSeal(
  checks: SignatureChecks,
  sealPath: string,
  seal: Uint8Array,
  files: Package,
): Promise<void> {
  const clause = 'GB/T 33190-2016 §18.2.4';
  const beside = await files.read(sealPath);
  if (!beside) checks.fail('seal-same', clause, `${sealPath} is missing`);
  else if (sm3(beside).equals(sm3(seal))) checks.pass('seal-same', clause);
  else checks.fail('seal-same', clause, `${sealPath} is another seal than the one that signed`);
}
