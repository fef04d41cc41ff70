import { attributesOf, formatName, type Certificate } from '#libs/pki';
import { concludes, worst } from './indication.js';
import type { CertificateSummary, DocumentFormat, SignatureReport, ValidationReport } from './report.js';

const COMMON_NAME = '2.5.4.3';
const ORGANISATION = '2.5.4.10';

export function summarise(certificate: Certificate): CertificateSummary {
  const { subject, issuer, serial, notBefore, notAfter, fingerprint } = certificate;
  const commonName = attributesOf(subject, COMMON_NAME).at(-1);
  return {
    subject: formatName(subject),
    issuer: formatName(issuer),
    ...(commonName === undefined ? {} : { commonName }),
    organisations: attributesOf(subject, ORGANISATION),
    serial: serial.toString(16),
    notBefore,
    notAfter,
    fingerprint,
  };
}

/** The report of a document: the worst of its signatures, since a reader sees one document and not the one good part. */
export function documentReport(
  format: DocumentFormat,
  signatures: readonly SignatureReport[],
  { notes = [], uncovered = [] }: { notes?: readonly string[]; uncovered?: readonly string[] } = {},
): ValidationReport {
  const conclusion =
    signatures.length === 0
      ? concludes('NO_SIGNATURE_FOUND')
      : worst(signatures.map(({ indication, subIndication }) => conclusionOf(indication, subIndication)));
  return { format, ...conclusion, signatures, notes, uncovered };
}

function conclusionOf(
  indication: SignatureReport['indication'],
  subIndication: SignatureReport['subIndication'],
): ReturnType<typeof concludes> {
  if (indication === 'TOTAL_PASSED') return { indication };
  if (subIndication === undefined) return concludes('SIG_CONSTRAINTS_FAILURE');
  return indication === 'TOTAL_FAILED' ? { indication, subIndication } : concludes(subIndication);
}
