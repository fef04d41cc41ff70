import type { VerifyOptions } from '../report/ports.js';
import { concludes, worst } from '../report/indication.js';
import type { ValidationReport } from '../report/report.js';
import { documentReport } from '../report/summarise.js';
import type { CopyFinding, CopyReport } from './copy-note.js';
import { readOfdCopy } from './ofd-copy.js';
import { readPdfCopy } from './pdf-copy.js';

type Verify = (bytes: Uint8Array, options: VerifyOptions) => Promise<ValidationReport>;

/**
 * Adds to a report what is found of an annotated copy. Of an OFD the original inside is verified as well, since the
 * issuer's seal is there; a copy that does not show what its original is passes in no case.
 * @throws Refusal of the format
 */
export async function withCopy(
  bytes: Uint8Array,
  report: ValidationReport,
  options: VerifyOptions,
  verifyOriginal: Verify,
): Promise<ValidationReport> {
  if (report.format === 'pdf') {
    const finding = await readPdfCopy(bytes);
    return finding ? told(report, finding, options) : report;
  }
  if (report.format !== 'ofd') return report;
  const found = await readOfdCopy(bytes);
  if (!found) return report;
  const { original, ...finding } = found;
  if (!original) return told(report, finding, options);
  const inside = await verifyOriginal(original, options);
  const signatures = [
    ...inside.signatures.map((signature) => ({ ...signature, id: `original/${signature.id}` })),
    ...report.signatures,
  ];
  const unsigned = inside.signatures.length === 0 ? ['the original bears no signature'] : [];
  const notes = [...report.notes, ...inside.notes, ...unsigned];
  const uncovered = [...report.uncovered, ...inside.uncovered.map((file) => `original/${file}`)];
  const together = documentReport('ofd', signatures, { notes, uncovered });
  const sealed = report.signatures.length > 0 && inside.signatures.length > 0;
  return told(sealed ? together : { ...together, ...concludes('NO_SIGNATURE_FOUND') }, finding, options);
}

function told(report: ValidationReport, finding: CopyFinding, { now }: VerifyOptions): ValidationReport {
  const { note, problem } = finding;
  const expired = note !== undefined && Date.parse(note.validUntil) < now;
  const copy: CopyReport = { ...finding, expired };
  const line = note
    ? `annotated copy: for ${note.matter.name} (${note.matter.code}), to ${note.organisation.name}, case ${note.caseNumber}, until ${note.validUntil}${expired ? ', which has passed' : ''}, by ${note.releasedBy.name}`
    : 'annotated copy without a note that can be read';
  const notes = [...report.notes, line, ...(problem ? [`annotated copy: ${problem}`] : [])];
  if (!problem) return { ...report, notes, copy };
  const own = { indication: report.indication, subIndication: report.subIndication } as Parameters<
    typeof worst
  >[0][number];
  return { ...report, ...worst([own, concludes('SIG_CONSTRAINTS_FAILURE')]), notes, copy };
}
