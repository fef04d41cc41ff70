import { CliFailure, ExitCode } from '../exit.js';
import { verifyTextsOf } from '../i18n/verify.js';
import type { Io } from '../io.js';
import type { Language } from '../language.js';
import { styleFor } from '../story/style.js';
import { findDocuments, WALK_LIMITS } from './find-documents.js';
import { MAX_DOCUMENT_BYTES, readDocument } from './read-document.js';
import { renderDocument, type Words } from './render-report.js';
import { renderSummary } from './render-summary.js';
import { verificationJson } from './report-json.js';
import { timeText } from './text.js';
import { loadTrust } from './trust-folder.js';
import { verifier } from './verifier.js';
import { exitCodeFor, verifyFiles, type Verification } from './verify-files.js';

export interface VerifyCommandOptions {
  trust?: string;
  /** Milliseconds since 1970. */
  at?: number;
  crl?: string[];
  /** File that a detached signature (CMS, JWS) is about. */
  content?: string;
}

/** Verifies what the arguments name, reports, and sets the exit code. Reads files and nothing else. */
export async function runVerify(
  paths: readonly string[],
  options: VerifyCommandOptions,
  io: Io,
  clock: () => number = Date.now,
): Promise<void> {
  const texts = verifyTextsOf(io.language);
  const at = options.at ?? clock();
  const trust = await loadTrust(options.trust, options.crl ?? [], clock(), io.language);
  for (const { path, reason } of trust.skipped) io.warn(texts.skipped(path, reason));
  const detached = options.content === undefined ? undefined : await contentOf(options.content, io.language);
  const finding = await findDocuments(paths, WALK_LIMITS, options.trust);
  const progress = finding.files.length > 1 ? io.progress(texts.progress, finding.files.length) : undefined;
  const verification = await verifyFiles(finding, {
    verify: verifier(trust, at, detached),
    maxBytes: MAX_DOCUMENT_BYTES,
    ...(progress ? { progress: (done: number) => progress.update(done) } : {}),
  });
  progress?.end();
  const exitCode = exitCodeFor(verification);
  const { anchors, crls } = trust;
  io.out(io.json ? verificationJson(verification, { at, anchors, crls, exitCode }) : undefined, () =>
    render(
      verification,
      { texts, style: styleFor(process.stdout.isTTY, process.env), language: io.language },
      [texts.at(timeText(at)), anchors === 0 ? texts.noTrust : texts.trusted(anchors, crls)],
    ),
  );
  process.exitCode = exitCode;
}

/** @throws CliFailure usage where the file cannot be read: nothing is verified then */
async function contentOf(path: string, language: Language): Promise<Uint8Array> {
  const read = await readDocument(path, { follow: true, limit: MAX_DOCUMENT_BYTES });
  if ('bytes' in read) return read.bytes;
  const { message, messageZh } = read.problem;
  const words = language === 'zh' ? messageZh : message;
  throw new CliFailure(ExitCode.usage, `--content ${path}: ${words}`, { path });
}

/** Files that were named in full, those of folders as rows of the table; the circumstances last. */
function render(verification: Verification, words: Words, circumstances: readonly string[]): string {
  const { documents } = verification;
  const named = documents.filter(({ named }) => named);
  const full = named.map((document) => `${renderDocument(document, words)}\n`);
  const table = documents.length !== 1 || named.length === 0;
  return [
    ...full,
    ...(table ? [`${renderSummary(verification, words)}\n`] : []),
    words.style.faint(circumstances.join('  ')),
  ].join('\n');
}
