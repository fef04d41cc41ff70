import { createHash } from 'node:crypto';
import { Asn1, der, parseCertificate } from '#libs/pki';
import type { CertifyingKey } from './certifying-key.js';
import { writeName, type SubjectName } from './names.js';

export interface Validity {
  /** Milliseconds since 1970, whole seconds. */
  notBefore: number;
  notAfter: number;
}

export interface CertificateRequest extends Validity {
  serial: bigint;
  subject: SubjectName;
  /** SubjectPublicKeyInfo in DER. */
  key: Uint8Array;
  /** An authority below this one. */
  authority?: boolean;
  /** Object identifiers of the only purposes, as a timestamp authority has one (RFC 3161 §2.3). */
  purposes?: readonly string[];
}

export interface CrlRequest {
  /** When the list is made, and when the next one is due. */
  thisUpdate: number;
  nextUpdate: number;
  number: bigint;
  revoked: readonly { serial: bigint; at: number }[];
}

const OID = {
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  authorityKeyId: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
};

/** digitalSignature and nonRepudiation; keyCertSign and cRLSign. */
const SIGNS = der.bits(Uint8Array.of(0xc0), 6);
const CERTIFIES = der.bits(Uint8Array.of(0x06), 1);

/**
 * A certificate authority (RFC 5280; with an SM2 key GM/T 0015) that is small enough to read: for samples and tests. It
 * keeps no records, and gives out whatever it is asked for.
 */
export class CertificateAuthority {
  private constructor(
    private readonly name: Uint8Array,
    private readonly key: CertifyingKey,
    /** In DER. */
    readonly certificate: Uint8Array,
  ) {}

  /** A root: certified by itself. */
  static root(subject: SubjectName, key: CertifyingKey, validity: Validity): CertificateAuthority {
    const name = writeName(subject);
    const unsigned = new CertificateAuthority(name, key, new Uint8Array());
    const certificate = unsigned.issue({ ...validity, serial: 1n, subject, key: key.spki, authority: true });
    return new CertificateAuthority(name, key, certificate);
  }

  /** An authority whose certificate was made earlier. */
  static of(certificate: Uint8Array, key: CertifyingKey): CertificateAuthority {
    return new CertificateAuthority(parseCertificate(certificate).subject.raw, key, certificate);
  }

  /** An authority that this one certifies. */
  subordinate(
    request: Omit<CertificateRequest, 'key' | 'authority'>,
    key: CertifyingKey,
  ): CertificateAuthority {
    const certificate = this.issue({ ...request, key: key.spki, authority: true });
    return new CertificateAuthority(writeName(request.subject), key, certificate);
  }

  /** @returns the certificate in DER */
  issue({
    serial,
    subject,
    key,
    authority = false,
    purposes = [],
    notBefore,
    notAfter,
  }: CertificateRequest): Uint8Array {
    return this.signed(
      der.explicit(0, der.integer(2)),
      der.integer(serial),
      this.key.algorithm,
      this.name,
      der.sequence(der.time(notBefore), der.time(notAfter)),
      writeName(subject),
      key,
      der.explicit(
        3,
        der.sequence(
          extension(OID.basicConstraints, der.sequence(...(authority ? [der.boolean(true)] : [])), true),
          extension(OID.keyUsage, authority ? CERTIFIES : SIGNS, true),
          ...(purposes.length > 0
            ? [extension(OID.extKeyUsage, der.sequence(...purposes.map((oid) => der.oid(oid))), true)]
            : []),
          extension(OID.subjectKeyId, der.octets(keyId(key))),
          this.authorityKeyId(),
        ),
      ),
    );
  }

  /** @returns a full revocation list in DER */
  issueCrl({ thisUpdate, nextUpdate, number, revoked }: CrlRequest): Uint8Array {
    const entries = revoked.map(({ serial, at }) => der.sequence(der.integer(serial), der.time(at)));
    return this.signed(
      der.integer(1),
      this.key.algorithm,
      this.name,
      der.time(thisUpdate),
      der.time(nextUpdate),
      ...(entries.length > 0 ? [der.sequence(...entries)] : []),
      der.explicit(0, der.sequence(this.authorityKeyId(), extension(OID.crlNumber, der.integer(number)))),
    );
  }

  private authorityKeyId(): Uint8Array {
    const id = der.implicit(0, der.octets(keyId(this.key.spki)));
    return extension(OID.authorityKeyId, der.sequence(id));
  }

  private signed(...fields: readonly Uint8Array[]): Uint8Array {
    const tbs = der.sequence(...fields);
    return der.sequence(tbs, this.key.algorithm, der.bits(this.key.sign(tbs)));
  }
}

function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

/** Method 1 of RFC 5280 §4.2.1.2. */
function keyId(spki: Uint8Array): Uint8Array {
  const fields = Asn1.parse(spki).sequence();
  fields.next();
  return createHash('sha1').update(fields.next().bitOctets()).digest();
}
