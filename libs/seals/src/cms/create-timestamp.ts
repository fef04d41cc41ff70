import { createHash } from 'node:crypto';
import { der, OID } from '#libs/pki';
import { createCms, digestNameOf } from './create-cms.js';
import type { DocumentSigningKey } from './signing-key.js';

export interface TimestampSettings {
  /** Of a certificate that is good for nothing but timestamps (RFC 3161 §2.3). */
  key: DocumentSigningKey;
  /** Milliseconds since 1970. */
  at: number;
  /** Unique with this authority. */
  serial: bigint;
  /** Object identifier of the policy under which it is made. */
  policy: string;
}

const HASHES = {
  sha256: der.sequence(der.oid('2.16.840.1.101.3.4.2.1'), der.null()),
  sm3: der.sequence(der.oid('1.2.156.10197.1.401')),
};

/** Makes a TimeStampToken (RFC 3161 §2.4.2) over a message, exact to a second: for samples and tests. */
export function createTimestamp(message: Uint8Array, settings: TimestampSettings): Promise<Uint8Array> {
  const { key, at, serial, policy } = settings;
  const hash = key.algorithm === 'sm2-sm3' ? 'sm3' : 'sha256';
  const content = der.sequence(
    der.integer(1),
    der.oid(policy),
    der.sequence(HASHES[hash], der.octets(createHash(hash).update(message).digest())),
    der.integer(serial),
    der.generalizedTime(at),
    der.sequence(der.integer(1)),
  );
  const digest = createHash(digestNameOf(key.algorithm)).update(content).digest();
  return createCms({ key, digest, content, contentType: OID.tstInfo });
}
