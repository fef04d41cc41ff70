import type { Asn1 } from '#libs/pki';

/** V1 is GM/T 0031-2014, V4 is GB/T 38540-2020, V5 adds a timestamp to the seal. */
export type SesVersion = 'V1' | 'V4' | 'V5';

/** SES_CertList: the certificates that may sign with a seal, or digests of them. */
export type CertificateList =
  | { kind: 'certificates'; certificates: readonly Uint8Array[] }
  | { kind: 'digests'; digests: readonly { type: string; value: Uint8Array }[] }
  /** Neither form: some vendors write what the standard does not know. Nobody is listed in it. */
  | { kind: 'unreadable' };

/** SESeal, an electronic seal, as its maker issued it. Times are milliseconds since 1970. */
export interface Seal {
  version: SesVersion;
  /** The whole element. */
  raw: Uint8Array;
  makerId: string;
  id: string;
  type: number;
  name: string;
  signers: CertificateList;
  createdAt: number;
  validFrom: number;
  validUntil: number;
  picture: { type: string; data: Uint8Array; widthMm: number; heightMm: number };
  /** Object identifiers of extensions that say that they are critical. No verifier in use knows any. */
  critical: readonly string[];
  /** What the maker signed: V4 and V5 the DER of eSealInfo, V1 a SEQUENCE of it, certificate and algorithm. */
  signedBytes: Uint8Array;
  makerCertificate: Uint8Array;
  algorithm: string;
  signature: Uint8Array;
  /** V5: a timestamp over the maker's signature value. */
  timestamp: Uint8Array | undefined;
}

/** SES_Signature: a document sealed. */
export interface SealSignature {
  version: SesVersion;
  seal: Seal;
  /** What was signed, as it stands: never written anew. */
  signedBytes: Uint8Array;
  /** The time that the signer states; undefined for a form that is not known here. */
  time: number | undefined;
  /** V1 may hold a timestamp token here instead of a time. */
  timeInfo: Asn1;
  dataHash: Uint8Array;
  /** Where the signed file stands, for example `/Doc_0/Signs/Sign_0/Signature.xml`. */
  propertyInfo: string;
  certificate: Uint8Array;
  algorithm: string;
  signature: Uint8Array;
  /** A timestamp over the signature value. */
  timestamp: Uint8Array | undefined;
}
