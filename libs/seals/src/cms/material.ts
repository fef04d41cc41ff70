import { Refusal } from '#libs/errors';
import {
  Asn1,
  parseCertificate,
  singleAttribute,
  type Certificate,
  type SignedData,
  type SignerInfo,
} from '#libs/pki';

/** What a document brings along to judge its signers by. Nothing in it is trusted. */
export interface Material {
  certificates: readonly Certificate[];
  /** In DER. */
  crls: readonly Uint8Array[];
  ocsp: readonly Uint8Array[];
}

const MAX_CERTIFICATES = 1000;
const MAX_REVOCATION = 500;

export const ATTRIBUTE = {
  countersignature: '1.2.840.113549.1.9.6',
  signatureTimestamp: '1.2.840.113549.1.9.16.2.14',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  escTimestamp: '1.2.840.113549.1.9.16.2.25',
  archiveTimestamp: '1.2.840.113549.1.9.16.2.48',
  archiveTimestampV3: '0.4.0.1733.2.4',
  adobeRevocation: '1.2.840.113583.1.1.8',
} as const;

/** Certificates, lists and answers of a SignedData, with those that CAdES and Adobe put into attributes. */
export function materialOf(signedData: SignedData, more: Partial<EncodedMaterial> = {}): Material {
  const found = signedData.signers.map(fromAttributes);
  const certificates = [
    ...signedData.certificates,
    ...found.flatMap((each) => each.certificates),
    ...(more.certificates ?? []),
  ];
  const crls = [...signedData.crls, ...found.flatMap((each) => each.crls), ...(more.crls ?? [])];
  const ocsp = [...signedData.ocspResponses, ...found.flatMap((each) => each.ocsp), ...(more.ocsp ?? [])];
  return {
    certificates: readCertificates(certificates),
    crls: crls.slice(0, MAX_REVOCATION),
    ocsp: ocsp.slice(0, MAX_REVOCATION),
  };
}

export interface EncodedMaterial {
  certificates: readonly Uint8Array[];
  crls: readonly Uint8Array[];
  ocsp: readonly Uint8Array[];
}

/** The certificates that can be read; one that is spoiled hides no other. */
export function readCertificates(encoded: readonly Uint8Array[]): Certificate[] {
  const known = new Map<string, Certificate>();
  for (const der of encoded.slice(0, MAX_CERTIFICATES)) {
    const certificate = attempt(() => parseCertificate(der));
    if (certificate) known.set(certificate.fingerprint, certificate);
  }
  return [...known.values()];
}

function fromAttributes(signer: SignerInfo): EncodedMaterial {
  const certificates = attempt(() => singleAttribute(signer.unsignedAttributes, ATTRIBUTE.certificateValues));
  const values = attempt(() => singleAttribute(signer.unsignedAttributes, ATTRIBUTE.revocationValues));
  const adobe = attempt(() => singleAttribute(signer.signedAttributes, ATTRIBUTE.adobeRevocation));
  const lists = [values, adobe].flatMap((value) =>
    value ? (attempt(() => readRevocation(value)) ?? []) : [],
  );
  return {
    certificates: (certificates && attempt(() => certificates.sequenceOf().map(({ raw }) => raw))) ?? [],
    crls: lists.flatMap(({ crls }) => crls),
    ocsp: lists.flatMap(({ ocsp }) => ocsp),
  };
}

/** RevocationValues (ETSI EN 319 122-1 §A.1.2.3) and Adobe's RevocationInfoArchival have one shape: [0] CRLs, [1] OCSP. */
function readRevocation(value: Asn1): { crls: Uint8Array[]; ocsp: Uint8Array[] } {
  const fields = value.sequence();
  const read = (number: number) =>
    fields
      .optionalContext(number)
      ?.explicit()
      .sequenceOf()
      .map(({ raw }) => raw) ?? [];
  return { crls: read(0), ocsp: read(1) };
}

export function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined;
    throw thrown;
  }
}
