import type { Check } from '#libs/pki';
import {
  CHECK_WORDS,
  INDICATION_WORDS,
  REASON_WORDS,
  type CertificateSummary,
  type SealSummary,
  type SignatureCheck,
  type SignatureReport,
  type SubIndication,
  type ValidationReport,
} from '#libs/seals';
import type {
  DocumentCertificateType,
  DocumentCheckType,
  DocumentReportType,
  DocumentSealType,
  DocumentSignatureType,
  WordsType,
} from './types/document.type.js';
import type { CheckOutcome, DocumentIndication } from './types/enums.js';

/** A report in the words of the schema. */
export function toDocumentReport(report: ValidationReport, trustEdition: string): DocumentReportType {
  const { format, indication, subIndication, signatures, notes, uncovered } = report;
  return {
    format,
    indication: indication as DocumentIndication,
    subIndication: subIndication ?? null,
    words: INDICATION_WORDS[indication],
    reason: reasonOf(subIndication),
    trustEdition,
    signatures: signatures.map(signatureOf),
    notes: [...notes],
    uncovered: [...uncovered],
  };
}

function signatureOf(signature: SignatureReport): DocumentSignatureType {
  const { id, kind, indication, subIndication, signer, authority, algorithm, times, seal, coverage } =
    signature;
  return {
    id,
    kind,
    indication: indication as DocumentIndication,
    subIndication: subIndication ?? null,
    reason: reasonOf(subIndication),
    signer: signer ? certificateOf(signer) : null,
    authority: authority?.name ?? null,
    authorityTrusted: authority?.trusted ?? false,
    algorithm: algorithm ?? null,
    claimedAt: timeOf(times.claimed),
    provenAt: timeOf(times.proven),
    provenBy: times.provenBy ?? null,
    judgedAt: timeOf(times.judged),
    seal: seal ? sealOf(seal) : null,
    places: signature.appearances.map(({ page, boundary }) => ({ page, boundary })),
    coverage: coverage
      ? { whole: coverage.whole, covered: [...coverage.covered], uncovered: [...coverage.uncovered] }
      : null,
    checks: signature.checks.map((check) => ({ ...checkOf(check), words: CHECK_WORDS[check.name] })),
    pathChecks: signature.pathChecks.map((check) => checkOf({ ...check, decides: true })),
  };
}

function checkOf({
  name,
  outcome,
  clause,
  detail,
  decides,
}: Check & Pick<SignatureCheck, 'decides'>): DocumentCheckType {
  return { name, words: null, outcome: outcome as CheckOutcome, clause, detail: detail ?? null, decides };
}

function certificateOf({
  commonName,
  notBefore,
  notAfter,
  organisations,
  ...rest
}: CertificateSummary): DocumentCertificateType {
  return {
    ...rest,
    organisations: [...organisations],
    commonName: commonName ?? null,
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
  };
}

function sealOf({
  picture,
  createdAt,
  validFrom,
  validUntil,
  maker: _maker,
  ...rest
}: SealSummary): DocumentSealType {
  const { mediaType, widthMm, heightMm, bytes } = picture;
  return {
    ...rest,
    createdAt: timeOf(createdAt),
    validFrom: timeOf(validFrom),
    validUntil: timeOf(validUntil),
    picture: { mediaType, widthMm, heightMm, data: Buffer.from(bytes).toString('base64') },
  };
}

const reasonOf = (sub: SubIndication | undefined): WordsType | null =>
  sub === undefined ? null : REASON_WORDS[sub];

/** Documents may claim instants that no calendar has. */
function timeOf(milliseconds: number | undefined): string | null {
  const usable = milliseconds !== undefined && Math.abs(milliseconds) <= 8.64e15;
  return usable ? new Date(milliseconds).toISOString() : null;
}
