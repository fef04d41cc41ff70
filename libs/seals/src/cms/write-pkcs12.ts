import { createHmac, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { der, OID } from '#libs/pki';

export interface Pkcs12Content {
  /** Of any kind that `node:crypto` exports. */
  key: KeyObject;
  /** In DER, the key's own first. */
  certificates: readonly Uint8Array[];
  passphrase: string;
  randomBytes: (length: number) => Uint8Array;
}

const SHROUDED_KEY = '1.2.840.113549.1.12.10.1.2';
const CERTIFICATE = '1.2.840.113549.1.12.10.1.3';
const X509 = '1.2.840.113549.1.9.22.1';
const SHA256 = '2.16.840.1.101.3.4.2.1';
const ROUNDS = 2048;
/** What derived octets are for (RFC 7292 appendix B.3). */
const FOR_MAC = 3;

/**
 * Writes a PKCS #12 file (RFC 7292) with one key, encrypted by AES-256 (PBES2), and its certificates, under a MAC by
 * HMAC-SHA-256. node-forge writes RSA keys only, and changes certificates of ECDSA authorities. A passphrase of ASCII:
 * the two that a file needs would otherwise be encoded in two ways.
 */
export function writePkcs12({ key, certificates, passphrase, randomBytes }: Pkcs12Content): Uint8Array {
  const shrouded = key.export({ format: 'der', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase });
  const bags = der.sequence(
    bag(SHROUDED_KEY, new Uint8Array(shrouded)),
    ...certificates.map((certificate) =>
      bag(CERTIFICATE, der.sequence(der.oid(X509), der.explicit(0, der.octets(certificate)))),
    ),
  );
  const safe = der.sequence(data(bags));
  const salt = randomBytes(8);
  const mac = createHmac('sha256', macKey(passphrase, salt)).update(safe).digest();
  const digest = der.sequence(der.sequence(der.oid(SHA256), der.null()), der.octets(mac));
  return der.sequence(
    der.integer(3),
    data(safe),
    der.sequence(digest, der.octets(salt), der.integer(ROUNDS)),
  );
}

function bag(oid: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(oid), der.explicit(0, value));
}

function data(content: Uint8Array): Uint8Array {
  return der.sequence(der.oid(OID.data), der.explicit(0, der.octets(content)));
}

function macKey(passphrase: string, salt: Uint8Array): Buffer {
  const octets = forge.util.createBuffer(Buffer.from(salt).toString('binary'));
  const key = forge.pkcs12.generateKey(passphrase, octets, FOR_MAC, ROUNDS, 32, forge.md.sha256.create());
  return Buffer.from(key.getBytes(), 'binary');
}
