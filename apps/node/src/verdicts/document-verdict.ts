import type { AuditDocument } from '#libs/audit-log';
import type { DocumentFormat, Indication, IssuerOutcome } from '#libs/seals';

/** The indications of EN 319 102-1 §5.1.3, and `NOT_CHECKED` where nobody can say: it is never to be read as passed. */
export type VerdictIndication = Indication | 'NOT_CHECKED';

export interface VerdictCheck {
  /** A check of libs/seals, or one of the comparison with the issuer. */
  name: string;
  outcome: 'passed' | 'failed' | 'not-checked';
}

export interface VerdictSeal {
  /** esID: the seal's number. */
  id: string;
  name: string;
  /** ISO 8601 in UTC. */
  validFrom: string;
  validUntil: string;
}

/** What a node found of a licence's document, by the trust that it had when it looked. */
export interface DocumentVerdict {
  /** SHA-256 of the document, base64url. */
  sha256: string;
  format?: DocumentFormat;
  indication: VerdictIndication;
  subIndication?: string;
  /** Why the document could not be read or was not checked; a code of the error list. */
  code?: string;
  /** The signer's certificate and seal against the licence's issuer; a comparison, proven only by `TOTAL_PASSED`. */
  issuer: IssuerOutcome;
  /** Subject of the signer's certificate (RFC 4514), of the signature that decides about the issuer. */
  signer?: string;
  seal?: VerdictSeal;
  /** Edition of the trust that the verdict rests on. */
  trustEdition: string;
  /** ISO 8601 in UTC. */
  checkedAt: string;
  /** Each name once, with the worst outcome of all signatures. */
  checks: readonly VerdictCheck[];
}

/** What of a verdict stands in the audit log: neither signer nor seal, which may name a person. */
export function auditDocument(verdict: DocumentVerdict, by: AuditDocument['by']): AuditDocument {
  const { sha256, indication, subIndication, issuer } = verdict;
  return { sha256, indication, ...(subIndication === undefined ? {} : { subIndication }), issuer, by };
}
