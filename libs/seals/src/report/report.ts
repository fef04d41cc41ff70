import type { Check } from '#libs/pki';
import type { CopyReport } from '../copy/copy-note.js';
import type { Conclusion, Indication, SubIndication } from './indication.js';

/** What `recognise` tells apart. */
export type DocumentFormat = 'ofd' | 'ses-seal' | 'ses-signature' | 'pdf' | 'cms' | 'jws';

/** Names of the checks of a signature: stable, part of the interface. */
export type CheckName =
  /** The structure of the signature is what its standard says. */
  | 'format'
  /** The signature value is the signer's over what it signs. */
  | 'signature'
  /** What was signed is what stands here: digests of the document or its parts. */
  | 'integrity'
  /** Nothing that a reader is shown lies outside of what is signed. */
  | 'coverage'
  /** What was added or changed after signing, and whether that was allowed. */
  | 'later-modifications'
  | 'signer-certificate'
  | 'path'
  | 'revocation'
  /** The signing time, and what proves it. */
  | 'time'
  | 'seal-structure'
  | 'seal-maker-signature'
  | 'seal-maker-certificate'
  | 'seal-signer-listed'
  | 'seal-validity'
  /** The seal that stands in the package is the one that was signed with. */
  | 'seal-same'
  /** The seal's number is the common name of the signer's certificate. */
  | 'seal-holder'
  | 'cryptographic-constraints';

export interface SignatureCheck extends Omit<Check, 'name'> {
  name: CheckName;
  /** False where the check only tells something: it then has no part in the indication. */
  decides: boolean;
  /** What follows where it did not pass. */
  conclusion?: Conclusion;
}

/** A certificate as reports show it. Times are milliseconds since 1970. */
export interface CertificateSummary {
  /** RFC 4514. */
  subject: string;
  issuer: string;
  commonName?: string;
  /** Values of O, in order: government certificates carry the unified social credit code and the name. */
  organisations: readonly string[];
  /** Hexadecimal. */
  serial: string;
  notBefore: number;
  notAfter: number;
  /** SHA-256 of the certificate in hexadecimal. */
  fingerprint: string;
}

export interface SealPicture {
  /** `image/png`, `image/gif`, `image/jpeg`, `image/bmp`, `image/svg+xml`, `application/ofd`, or octet-stream. */
  mediaType: string;
  bytes: Uint8Array;
  widthMm: number;
  heightMm: number;
}

export interface SealSummary {
  version: 'V1' | 'V4' | 'V5';
  /** esID: the seal's number. */
  id: string;
  name: string;
  /** Seal type: 1 an organisation's, 2 a person's. */
  type: number;
  makerId: string;
  maker?: CertificateSummary;
  createdAt: number;
  validFrom: number;
  validUntil: number;
  picture: SealPicture;
}

/** Where a seal is drawn, in the words of the format: page id and boundary in millimetres, or page number and points. */
export interface Appearance {
  page: string;
  boundary: string;
}

export interface SignatureTimes {
  /** What the signer claims. */
  claimed?: number;
  /** The earliest time at which the signature is proven to have existed. */
  proven?: number;
  /** What proves it, for example `RFC 3161 timestamp of CN=…`. */
  provenBy?: string;
  /** The instant for which the certificates were judged. */
  judged: number;
}

export interface Coverage {
  /** True where nothing is left out but what belongs to the signatures themselves. */
  whole: boolean;
  /** Package files, or byte ranges such as `0-840`. */
  covered: readonly string[];
  uncovered: readonly string[];
}

/** One signature or seal of a document. */
export interface SignatureReport {
  /** Its name in the document: signature id, field name, index. */
  id: string;
  /** For people: `SES V4 seal`, `OFD digital signature`, `PAdES`, … */
  kind: string;
  indication: Indication;
  subIndication?: SubIndication | undefined;
  checks: readonly SignatureCheck[];
  /** Every rule of the path of the signer's certificate, as libs/pki reports it. */
  pathChecks: readonly Check[];
  signer?: CertificateSummary;
  /** The trust anchor under which the signer was found, else the issuer that the certificate names. */
  authority?: { name: string; trusted: boolean; fingerprint?: string };
  algorithm?: string;
  times: SignatureTimes;
  seal?: SealSummary;
  appearances: readonly Appearance[];
  coverage?: Coverage;
}

export interface ValidationReport {
  format: DocumentFormat;
  /** The worst of all signatures; without a signature `INDETERMINATE`. */
  indication: Indication;
  subIndication?: SubIndication | undefined;
  signatures: readonly SignatureReport[];
  /** What was found about the document as a whole and belongs to no signature. */
  notes: readonly string[];
  /** Files that no signature covers, for packages. */
  uncovered: readonly string[];
  /** Of an annotated copy (加注件): its note, whether its period has ended, and what is wrong with it. */
  copy?: CopyReport;
}
