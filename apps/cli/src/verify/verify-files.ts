import { extname } from 'node:path';
import { Refusal } from '#libs/errors';
import type { ValidationReport } from '#libs/seals';
import { ExitCode } from '../exit.js';
import type { Finding, Found } from './find-documents.js';
import { readDocument, type Problem } from './read-document.js';

/** What became of one file: a report, or why there is none. */
export interface Verified {
  file: string;
  bytes?: number;
  named: boolean;
  report?: ValidationReport;
  problem?: Problem;
}

export interface Verification {
  documents: Verified[];
  /** Files that a walk met and that are no documents by name and content. */
  others: number;
  links: number;
}

export interface FileVerifier {
  verify(bytes: Uint8Array): Promise<ValidationReport>;
  maxBytes?: number;
  /** Told after each file. */
  progress?(done: number, total: number): void;
}

/** A file of such a name claims to be a document: where it cannot be read as one, that is a finding. */
const DOCUMENT_NAMES: ReadonlySet<string> = new Set([
  '.ofd',
  '.pdf',
  '.esl',
  '.p7m',
  '.p7s',
  '.cms',
  '.jws',
  '.jose',
]);

/** Verifies files one after the other, so that no more than one is held in memory. */
export async function verifyFiles(finding: Finding, verifier: FileVerifier): Promise<Verification> {
  const documents: Verified[] = finding.problems.map(({ path, named, problem }) => ({
    file: path,
    named,
    problem,
  }));
  let others = 0;
  for (const [index, found] of finding.files.entries()) {
    const verified = await verifyFile(found, verifier);
    if (isOther(verified)) others += 1;
    else documents.push(verified);
    verifier.progress?.(index + 1, finding.files.length);
  }
  return { documents, others, links: finding.links };
}

async function verifyFile({ path: file, named }: Found, verifier: FileVerifier): Promise<Verified> {
  const { maxBytes: limit } = verifier;
  const read = await readDocument(file, { follow: named, ...(limit === undefined ? {} : { limit }) });
  if ('problem' in read) return { file, named, problem: read.problem };
  const base = { file, named, bytes: read.bytes.length };
  try {
    return { ...base, report: await verifier.verify(read.bytes) };
  } catch (thrown) {
    if (thrown instanceof Refusal) {
      const { code, message, messageZh } = thrown.toPublic();
      return { ...base, problem: { code, message, messageZh } };
    }
    // One file must not keep the others from being verified; the exit code says that this is a defect.
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    const problem = {
      code: 'INTERNAL',
      message: `This program has a defect: ${what}`,
      messageZh: `程序缺陷：${what}`,
    };
    return { ...base, problem };
  }
}

function isOther({ file, named, problem }: Verified): boolean {
  return (
    !named && problem?.code === 'DOCUMENT_FORMAT_UNKNOWN' && !DOCUMENT_NAMES.has(extname(file).toLowerCase())
  );
}

/**
 * The most serious outcome decides: a document that failed, a defect, a file that could not be read, a document about
 * which nothing could be determined. Nothing at all to verify is no success either.
 */
export function exitCodeFor({ documents }: Pick<Verification, 'documents'>): ExitCode {
  if (documents.some(({ report }) => report?.indication === 'TOTAL_FAILED')) return ExitCode.refused;
  if (documents.some(({ problem }) => problem?.code === 'INTERNAL')) return ExitCode.defect;
  if (documents.length === 0 || documents.some(({ problem }) => problem)) return ExitCode.environment;
  const good = documents.every(({ report }) => report?.indication === 'TOTAL_PASSED');
  return good ? ExitCode.ok : ExitCode.indeterminate;
}
