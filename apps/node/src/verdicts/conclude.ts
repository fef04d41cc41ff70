import { asRefusal, catalogue, type ErrorCode } from '#libs/errors';
import {
  checkIssuer,
  concludes,
  type IssuerOutcome,
  type IssuerReport,
  type LicenceIssuer,
  type SealSummary,
  type ValidationReport,
} from '#libs/seals';
import type { DocumentVerdict, VerdictCheck, VerdictSeal } from './document-verdict.js';

/** The issuer of a licence, and what its e-licence identifier says of it where whoever asks does not hold the licence. */
export interface ExpectedIssuer extends LicenceIssuer {
  /** Issuer component of the identifier that was asked for (GB/T 36904). */
  inIdentifier?: string;
}

export type VerdictFrame = Pick<DocumentVerdict, 'sha256' | 'trustEdition' | 'checkedAt'>;

/** Longest text of a certificate or seal that is handed on; a subject may be as long as its maker likes. */
const LONGEST = 512;

/**
 * A report in the words of a verdict, with the comparison of signer and issuer.
 * @param expected undefined where nobody told who should have sealed it: then nothing is compared
 */
export function concludeVerdict(
  report: ValidationReport,
  expected: ExpectedIssuer | undefined,
  frame: VerdictFrame,
): DocumentVerdict {
  const compared = expected ? checkIssuer(report, expected) : NOT_COMPARED;
  const decisive = expected
    ? report.signatures.find(({ id }) => id === compared.decisive?.signature)
    : report.signatures[0];
  const told = expected && toldIssuer(expected);
  const issuer = told?.outcome === 'failed' ? 'mismatch' : compared.outcome;
  const checks = [
    ...report.signatures.flatMap((signature) => signature.checks.filter(({ decides }) => decides)),
    ...(compared.decisive?.checks ?? []).map(({ name, outcome }) => ({ name, outcome: OUTCOMES[outcome] })),
    ...(told ? [told] : []),
    ...copyChecks(report),
  ];
  return {
    ...frame,
    format: report.format,
    indication: report.indication,
    ...(report.subIndication === undefined ? {} : { subIndication: report.subIndication }),
    issuer,
    ...(decisive?.signer ? { signer: clean(decisive.signer.subject) } : {}),
    ...(decisive?.seal ? { seal: sealOf(decisive.seal) } : {}),
    checks: worstByName(checks),
  };
}

/** Nobody can say, and `code` says why. */
export function notChecked(code: string, frame: VerdictFrame): DocumentVerdict {
  return { ...frame, indication: 'NOT_CHECKED', code, issuer: 'not-compared', checks: [] };
}

/**
 * What follows from a refusal to read a document. A package or file that breaks the rules of its own format holds no
 * signature that could be good; one that is merely locked, too large or late was not checked.
 */
export function concludeRefusal(error: unknown, frame: VerdictFrame): DocumentVerdict {
  const { code, status } = asRefusal(error);
  if (code === 'DOCUMENT_FORMAT_UNKNOWN') return unsigned(code, 'NO_SIGNATURE_FOUND', frame);
  if (status === 422 && OF_FORMATS.test(code) && !LOCKED.test(code))
    return unsigned(code, 'FORMAT_FAILURE', frame);
  return notChecked(code, frame);
}

/**
 * True where the same bytes would give the same verdict again. A document that is refused for what it is, or for what
 * it would cost, is not tried anew each time somebody asks for it.
 */
export function isFinal({ indication, code }: DocumentVerdict): boolean {
  if (indication !== 'NOT_CHECKED') return true;
  const entry = Object.hasOwn(catalogue, code ?? '') ? catalogue[code as ErrorCode] : undefined;
  return entry !== undefined && entry.status < 500 && entry.status !== 404 && entry.status !== 429;
}

const OF_FORMATS = /^(ASN1|CMS|JOSE|JWS|JSON|PACKAGE|PDF|SEAL|SES|OFD|XML)_/;
const LOCKED = /_(ENCRYPTED|UNSUPPORTED)$/;

function unsigned(
  code: string,
  because: 'NO_SIGNATURE_FOUND' | 'FORMAT_FAILURE',
  frame: VerdictFrame,
): DocumentVerdict {
  const { indication } = concludes(because);
  return { ...frame, indication, subIndication: because, code, issuer: 'not-compared', checks: [] };
}

/** Of an annotated copy: the note is an allowed later revision over the original that it names; its period goes on. */
function copyChecks({ copy }: ValidationReport): VerdictCheck[] {
  if (!copy) return [];
  return [
    { name: 'copy-note', outcome: copy.problem ? 'failed' : 'passed' },
    { name: 'copy-period', outcome: copy.expired ? 'failed' : 'passed' },
  ];
}

const NOT_COMPARED: Pick<IssuerReport, 'outcome' | 'decisive'> = { outcome: 'not-compared' };

const OUTCOMES: Record<IssuerOutcome, VerdictCheck['outcome']> = {
  match: 'passed',
  mismatch: 'failed',
  'not-compared': 'not-checked',
};
const RANK: Record<VerdictCheck['outcome'], number> = { passed: 0, 'not-checked': 1, failed: 2 };

function worstByName(checks: readonly VerdictCheck[]): VerdictCheck[] {
  const worst = new Map<string, VerdictCheck['outcome']>();
  for (const { name, outcome } of checks) {
    const known = worst.get(name);
    if (known === undefined || RANK[outcome] > RANK[known]) worst.set(name, outcome);
  }
  return [...worst].map(([name, outcome]) => ({ name, outcome }));
}

/** Whoever tells the issuer may be wrong about it; the identifier was known before. An area code there says too little. */
function toldIssuer({ code, inIdentifier }: ExpectedIssuer): VerdictCheck | undefined {
  if (inIdentifier === undefined || !/^[0-9A-Z]{18}$/.test(inIdentifier)) return undefined;
  return { name: 'issuer-identifier', outcome: inIdentifier === code ? 'passed' : 'failed' };
}

function sealOf({ id, name, validFrom, validUntil }: SealSummary): VerdictSeal {
  return { id: clean(id), name: clean(name), validFrom: instant(validFrom), validUntil: instant(validUntil) };
}

const instant = (at: number): string => new Date(at).toISOString();

/** What strangers wrote into a certificate or seal: printable and of bounded length. */
const clean = (text: string): string =>
  [...text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/gu, '\ufffd')].slice(0, LONGEST).join('');
