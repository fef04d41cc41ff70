import { createHash, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { der, OID } from '#libs/pki';

/** A small authority that writes whatever it is told to, right or wrong: certificates, lists, answers, timestamps. */

export const NOW = Date.UTC(2026, 5, 1);
const YEAR = 365 * 24 * 3600 * 1000;

export type Kind = 'ed25519' | 'p256' | 'rsa';

export interface Key {
  privateKey: KeyObject;
  spki: Uint8Array;
  /** AlgorithmIdentifier of its signatures. */
  algorithm: Uint8Array;
  hash: string | null;
}

const ALGORITHMS: Record<Kind, { oid: string; hash: string | null; params: Uint8Array[] }> = {
  ed25519: { oid: '1.3.101.112', hash: null, params: [] },
  p256: { oid: '1.2.840.10045.4.3.2', hash: 'sha256', params: [] },
  rsa: { oid: '1.2.840.113549.1.1.11', hash: 'sha256', params: [der.null()] },
};

export function newKey(kind: Kind = 'ed25519', bits = 2048): Key {
  const pair =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : kind === 'p256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: bits });
  const { oid, hash, params } = ALGORITHMS[kind];
  return {
    privateKey: pair.privateKey,
    spki: new Uint8Array(createPublicKey(pair.privateKey).export({ type: 'spki', format: 'der' })),
    algorithm: der.sequence(der.oid(oid), ...params),
    hash,
  };
}

/** A name of one common name; with more parts, an attribute type and its text each. */
export function dn(commonName: string, ...parts: [string, string][]): Uint8Array {
  const rdn = ([type, text]: [string, string]) => der.setOf(der.sequence(der.oid(type), der.utf8(text)));
  return der.sequence(...parts.map(rdn), ...(commonName === '' ? [] : [rdn([OID.commonName, commonName])]));
}

export function signed(tbs: Uint8Array, key: Key): Uint8Array {
  return der.sequence(tbs, key.algorithm, der.bits(new Uint8Array(sign(key.hash, tbs, key.privateKey))));
}

export interface CertificateSpec {
  subject: Uint8Array;
  issuer?: Uint8Array;
  key: Key;
  signer?: Key;
  serial?: number | bigint;
  notBefore?: number;
  notAfter?: number;
  extensions?: Uint8Array[];
}

let serials = 1000;

export function certificate(spec: CertificateSpec): Uint8Array {
  const signer = spec.signer ?? spec.key;
  const { extensions = [] } = spec;
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(spec.serial ?? ++serials),
    signer.algorithm,
    spec.issuer ?? spec.subject,
    der.sequence(der.time(spec.notBefore ?? NOW - YEAR), der.time(spec.notAfter ?? NOW + YEAR)),
    spec.subject,
    spec.key.spki,
    ...(extensions.length > 0 ? [der.explicit(3, der.sequence(...extensions))] : []),
  );
  return signed(tbs, signer);
}

export function extension(oid: string, value: Uint8Array, critical = false): Uint8Array {
  return der.sequence(der.oid(oid), ...(critical ? [der.boolean(true)] : []), der.octets(value));
}

const general = {
  email: (text: string) => der.implicit(1, der.ia5(text)),
  dns: (text: string) => der.implicit(2, der.ia5(text)),
  directory: (name: Uint8Array) => der.explicit(4, name),
  uri: (text: string) => der.implicit(6, der.ia5(text)),
  ip: (...octets: number[]) => der.implicit(7, der.octets(Uint8Array.from(octets))),
  other: (oid: string) => der.implicit(0, der.sequence(der.oid(oid), der.explicit(0, der.utf8('x')))),
};
const subtrees = (tag: number, names: Uint8Array[]) =>
  names.length === 0 ? [] : [der.implicit(tag, der.sequence(...names.map((name) => der.sequence(name))))];
const number = (tag: number, value: number | undefined) =>
  value === undefined ? [] : [der.implicit(tag, der.integer(value))];
const bits = (...set: number[]) => {
  const octets = new Uint8Array(2);
  for (const bit of set) octets[bit >> 3]! |= 0x80 >> (bit & 7);
  return der.bits(octets);
};

export { general };
export const ext = {
  ca: (pathLength?: number) =>
    extension(
      OID.basicConstraints,
      der.sequence(der.boolean(true), ...(pathLength === undefined ? [] : [der.integer(pathLength)])),
      true,
    ),
  /** Bits of KeyUsage: 0 digitalSignature, 5 keyCertSign, 6 cRLSign. */
  usage: (...set: number[]) => extension(OID.keyUsage, bits(...set), true),
  purposes: (oids: string[], critical = false) =>
    extension(OID.extKeyUsage, der.sequence(...oids.map((oid) => der.oid(oid))), critical),
  names: (permitted: Uint8Array[], excluded: Uint8Array[] = []) =>
    extension(OID.nameConstraints, der.sequence(...subtrees(0, permitted), ...subtrees(1, excluded)), true),
  altNames: (...names: Uint8Array[]) => extension(OID.subjectAltName, der.sequence(...names)),
  policies: (...oids: string[]) =>
    extension(OID.certificatePolicies, der.sequence(...oids.map((oid) => der.sequence(der.oid(oid))))),
  mappings: (...pairs: [string, string][]) =>
    extension(
      OID.policyMappings,
      der.sequence(...pairs.map(([from, to]) => der.sequence(der.oid(from), der.oid(to)))),
      true,
    ),
  policyConstraints: (explicit?: number, mapping?: number) =>
    extension(OID.policyConstraints, der.sequence(...number(0, explicit), ...number(1, mapping)), true),
  inhibitAnyPolicy: (skip: number) => extension(OID.inhibitAnyPolicy, der.integer(skip), true),
  noCheck: () => extension(OID.ocspNoCheck, der.null()),
  access: (...pairs: [string, string][]) =>
    extension(
      OID.authorityInfoAccess,
      der.sequence(...pairs.map(([method, url]) => der.sequence(der.oid(method), general.uri(url)))),
    ),
  crlPoint: (url: string) =>
    extension(
      OID.cRLDistributionPoints,
      der.sequence(der.sequence(der.explicit(0, der.implicit(0, der.sequence(general.uri(url)))))),
    ),
};

export interface CrlSpec {
  issuer: Uint8Array;
  signer: Key;
  thisUpdate?: number;
  nextUpdate?: number | null;
  revoked?: { serial: number | bigint; at?: number; reason?: number }[];
  extensions?: Uint8Array[];
}

export function crl(spec: CrlSpec): Uint8Array {
  const { revoked = [], extensions = [], nextUpdate = NOW + YEAR / 12 } = spec;
  const entries = revoked.map(({ serial, at = NOW - 1000, reason }) =>
    der.sequence(
      der.integer(serial),
      der.time(at),
      ...(reason === undefined ? [] : [der.sequence(extension(OID.reasonCode, der.enumerated(reason)))]),
    ),
  );
  const tbs = der.sequence(
    der.integer(1),
    spec.signer.algorithm,
    spec.issuer,
    der.time(spec.thisUpdate ?? NOW - 1000),
    ...(nextUpdate === null ? [] : [der.time(nextUpdate)]),
    ...(entries.length > 0 ? [der.sequence(...entries)] : []),
    ...(extensions.length > 0 ? [der.explicit(0, der.sequence(...extensions))] : []),
  );
  return signed(tbs, spec.signer);
}

export interface OcspSpec {
  signer: Key;
  /** Name of the responder; by key where absent. */
  responder?: Uint8Array;
  issuerName: Uint8Array;
  issuerKey: Key;
  serial: number | bigint;
  status?: 'good' | 'revoked' | 'unknown';
  revokedAt?: number;
  producedAt?: number;
  thisUpdate?: number;
  nextUpdate?: number | null;
  hash?: 'sha1' | 'sha256';
  certificates?: Uint8Array[];
  nonce?: Uint8Array;
}

/** Content of the key's BIT STRING. */
const keyOctets = (key: Key) => {
  const jwk = createPublicKey(key.privateKey).export({ format: 'jwk' });
  if (jwk.crv === 'Ed25519') return Buffer.from(jwk.x ?? '', 'base64url');
  if (jwk.crv) {
    return Buffer.concat([
      Uint8Array.of(4),
      Buffer.from(jwk.x ?? '', 'base64url'),
      Buffer.from(jwk.y ?? '', 'base64url'),
    ]);
  }
  return createPublicKey(key.privateKey).export({ type: 'pkcs1', format: 'der' });
};

export function ocsp(spec: OcspSpec): Uint8Array {
  const { hash = 'sha1', status = 'good', nextUpdate = NOW + YEAR / 365 } = spec;
  const digest = (bytes: Uint8Array) => createHash(hash).update(bytes).digest();
  const oid = hash === 'sha1' ? '1.3.14.3.2.26' : '2.16.840.1.101.3.4.2.1';
  const certId = der.sequence(
    der.sequence(der.oid(oid), der.null()),
    der.octets(digest(spec.issuerName)),
    der.octets(digest(keyOctets(spec.issuerKey))),
    der.integer(spec.serial),
  );
  const certStatus = {
    good: der.implicit(0, der.null()),
    revoked: der.implicit(1, der.sequence(der.generalizedTime(spec.revokedAt ?? NOW - 1000))),
    unknown: der.implicit(2, der.null()),
  }[status];
  const single = der.sequence(
    certId,
    certStatus,
    der.generalizedTime(spec.thisUpdate ?? NOW - 1000),
    ...(nextUpdate === null ? [] : [der.explicit(0, der.generalizedTime(nextUpdate))]),
  );
  const responder = spec.responder
    ? der.explicit(1, spec.responder)
    : der.explicit(2, der.octets(createHash('sha1').update(keyOctets(spec.signer)).digest()));
  const nonce = spec.nonce
    ? [der.explicit(1, der.sequence(extension(OID.ocspNonce, der.octets(spec.nonce))))]
    : [];
  const tbs = der.sequence(
    responder,
    der.generalizedTime(spec.producedAt ?? NOW - 1000),
    der.sequence(single),
    ...nonce,
  );
  const certificates = spec.certificates ? [der.explicit(0, der.sequence(...spec.certificates))] : [];
  const basic = der.sequence(
    tbs,
    spec.signer.algorithm,
    der.bits(new Uint8Array(sign(spec.signer.hash, tbs, spec.signer.privateKey))),
    ...certificates,
  );
  return der.sequence(
    der.enumerated(0),
    der.explicit(0, der.sequence(der.oid(OID.ocspBasic), der.octets(basic))),
  );
}

const SHA256 = der.sequence(der.oid('2.16.840.1.101.3.4.2.1'), der.null());
const attribute = (oid: string, value: Uint8Array) => der.sequence(der.oid(oid), der.setOf(value));

export interface SignedSpec {
  content: Uint8Array;
  contentType?: string;
  detached?: boolean;
  certificate: Uint8Array;
  issuer: Uint8Array;
  serial: number | bigint;
  signer: Key;
  /** Digest stated in the signed attributes, where it is to be a wrong one. */
  digest?: Uint8Array;
  /** Names another certificate in signing-certificate-v2. */
  reference?: Uint8Array | null;
}

/** CMS SignedData with signed attributes and one signer (keys with SHA-256 only). */
export function signedData(spec: SignedSpec): Uint8Array {
  const { content, contentType = OID.data, reference = spec.certificate } = spec;
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
  const attributes = [
    attribute(OID.contentType, der.oid(contentType)),
    attribute(OID.messageDigest, der.octets(spec.digest ?? sha256(content))),
    ...(reference
      ? [
          attribute(
            OID.signingCertificateV2,
            der.sequence(der.sequence(der.sequence(der.octets(sha256(reference))))),
          ),
        ]
      : []),
  ];
  const set = der.setOf(...attributes);
  const signature = new Uint8Array(sign('sha256', set, spec.signer.privateKey));
  const info = der.sequence(
    der.integer(1),
    der.sequence(spec.issuer, der.integer(spec.serial)),
    SHA256,
    der.implicit(0, set),
    spec.signer.algorithm,
    der.octets(signature),
  );
  const inner = der.sequence(
    der.integer(3),
    der.setOf(SHA256),
    der.sequence(der.oid(contentType), ...(spec.detached ? [] : [der.explicit(0, der.octets(content))])),
    der.implicit(0, der.setOf(spec.certificate)),
    der.setOf(info),
  );
  return der.sequence(der.oid(OID.signedData), der.explicit(0, inner));
}

/** TSTInfo over a message. */
export function tstInfo(message: Uint8Array, at = NOW - 5000, nonce?: number): Uint8Array {
  return der.sequence(
    der.integer(1),
    der.oid('1.2.3.4'),
    der.sequence(SHA256, der.octets(createHash('sha256').update(message).digest())),
    der.integer(77),
    der.generalizedTime(at),
    der.sequence(der.integer(1), der.implicit(0, der.integer(500))),
    ...(nonce === undefined ? [] : [der.integer(nonce)]),
  );
}
