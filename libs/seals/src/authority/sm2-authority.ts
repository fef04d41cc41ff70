import { createHash } from 'node:crypto';
import {
  der,
  encodeSm2Signature,
  signSm2,
  type NonceSource,
  type Sm2PrivateKey,
  type Sm2PublicKey,
} from '#libs/pki';
import { SM2_WITH_SM3 } from '../create/make-seal.js';
import { writeName, type SubjectName } from './names.js';

export interface Validity {
  /** Milliseconds since 1970, whole seconds. */
  notBefore: number;
  notAfter: number;
}

export interface CertificateRequest extends Validity {
  serial: bigint;
  subject: SubjectName;
  key: Sm2PublicKey;
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

const ALGORITHM = der.sequence(der.oid(SM2_WITH_SM3));
/** digitalSignature and nonRepudiation; keyCertSign and cRLSign. */
const SIGNS = der.bits(Uint8Array.of(0xc0), 6);
const CERTIFIES = der.bits(Uint8Array.of(0x06), 1);

/**
 * A certificate authority for SM2 (GM/T 0015) that is small enough to read: for samples and tests. It keeps no records,
 * and gives out whatever it is asked for.
 */
export class Sm2Authority {
  private constructor(
    private readonly name: Uint8Array,
    private readonly key: Sm2PrivateKey,
    private readonly nonce: NonceSource,
    /** In DER. */
    readonly certificate: Uint8Array,
  ) {}

  /** A root: certified by itself. */
  static root(
    subject: SubjectName,
    key: Sm2PrivateKey,
    validity: Validity,
    nonce: NonceSource,
  ): Sm2Authority {
    const unsigned = new Sm2Authority(writeName(subject), key, nonce, new Uint8Array());
    const certificate = unsigned.issue({
      ...validity,
      serial: 1n,
      subject,
      key: key.publicKey,
      authority: true,
    });
    return new Sm2Authority(writeName(subject), key, nonce, certificate);
  }

  /** An authority that this one certifies. */
  subordinate(request: Omit<CertificateRequest, 'key' | 'authority'>, key: Sm2PrivateKey): Sm2Authority {
    const certificate = this.issue({ ...request, key: key.publicKey, authority: true });
    return new Sm2Authority(writeName(request.subject), key, this.nonce, certificate);
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
      ALGORITHM,
      this.name,
      der.sequence(der.time(notBefore), der.time(notAfter)),
      writeName(subject),
      key.toSpki(),
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
      ALGORITHM,
      this.name,
      der.time(thisUpdate),
      der.time(nextUpdate),
      ...(entries.length > 0 ? [der.sequence(...entries)] : []),
      der.explicit(0, der.sequence(this.authorityKeyId(), extension(OID.crlNumber, der.integer(number)))),
    );
  }

  private authorityKeyId(): Uint8Array {
    const id = der.implicit(0, der.octets(keyId(this.key.publicKey)));
    return extension(OID.authorityKeyId, der.sequence(id));
  }

  private signed(...fields: readonly Uint8Array[]): Uint8Array {
    const tbs = der.sequence(...fields);
    const signature = signSm2(this.key, tbs, { nonce: this.nonce });
    return der.sequence(tbs, ALGORITHM, der.bits(encodeSm2Signature(signature, 'der')));
  }
}

function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

/** Method 1 of RFC 5280 §4.2.1.2. */
function keyId(key: Sm2PublicKey): Uint8Array {
  return createHash('sha1').update(key.toPoint()).digest();
}
