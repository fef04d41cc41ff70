import { Refusal } from '#libs/errors';
import {
  CertificatePool,
  formatName,
  parseCrl,
  parseOcspResponse,
  validateCertificate,
  validateTimestamp,
  type AlgorithmPolicy,
  type Certificate,
  type Crl,
  type OcspResponse,
  type TrustAnchor,
  type TrustPurpose,
  type ValidationPorts,
  type ValidationSettings,
} from '#libs/pki';
import type { PathValidator } from './ports.js';

export interface TrustSettings {
  /** Who is trusted for what and when; a `TrustStore` is one. */
  trust: { anchors(query: { purpose: TrustPurpose; at: number }): readonly TrustAnchor[] };
  /** The operator's own intermediates, lists and answers, beside those of the document. */
  certificates?: readonly Certificate[];
  crls?: readonly Crl[];
  ocsp?: readonly OcspResponse[];
  algorithms?: AlgorithmPolicy;
}

interface Brought {
  intermediates: readonly Certificate[];
  crls?: readonly Uint8Array[];
  ocsp?: readonly Uint8Array[];
  at: number;
  now: number;
}

/** Lists and answers that are taken from one document; more than these serve only to keep a verifier busy. */
const MOST_BROUGHT = 64;

/** {@link PathValidator} by libs/pki. Revocation is always asked: where nothing is known, nothing passes. */
export function validateBy(settings: TrustSettings, ports: ValidationPorts): PathValidator {
  return {
    async validate(request) {
      const { certificate, role, at } = request;
      const anchors = settings.trust.anchors({ purpose: role, at });
      const result = await validateCertificate(
        certificate,
        { ...common(settings, request), anchors, keyUsage: ['digitalSignature', 'nonRepudiation'] },
        ports,
      );
      const { anchor, outcome, checks, path } = result;
      return {
        outcome,
        checks,
        path,
        anchor: anchor && {
          name: formatName(anchor.name),
          ...(anchor.certificate ? { fingerprint: anchor.certificate.fingerprint } : {}),
        },
        revocation: result.revocation,
      };
    },
    async timestamp(request) {
      const { token, message, at } = request;
      const anchors = settings.trust.anchors({ purpose: 'timestamp', at });
      const result = await validateTimestamp(
        { token, message },
        { ...common(settings, request), anchors },
        ports,
      );
      const { outcome, checks, time, accuracy, signer } = result;
      return { outcome, checks, time, accuracy, signer: signer && formatName(signer.subject) };
    },
  };
}

function common(
  { certificates = [], crls = [], ocsp = [], algorithms }: TrustSettings,
  { intermediates, at, now, ...brought }: Brought,
): Omit<ValidationSettings, 'anchors'> {
  return {
    at,
    now,
    pool: new CertificatePool([...certificates, ...intermediates]),
    crls: [...crls, ...readable(brought.crls, parseCrl)],
    ocsp: [...ocsp, ...readable(brought.ocsp, parseOcspResponse)],
    ...(algorithms ? { algorithms } : {}),
  };
}

/** What cannot be read is missing, and whoever needs it will say so. */
function readable<T>(encoded: readonly Uint8Array[] = [], read: (der: Uint8Array) => T): T[] {
  return encoded.slice(0, MOST_BROUGHT).flatMap((der) => {
    try {
      return [read(der)];
    } catch (thrown) {
      if (thrown instanceof Refusal) return [];
      throw thrown;
    }
  });
}
