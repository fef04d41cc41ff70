import { Refusal } from '#libs/errors';
import { Asn1, TAG } from '../asn1/index.js';
import { readExtensions } from '../certificate/extensions.js';
import { parseSignedData, type SignedData } from '../cms/signed-data.js';
import { OID } from '../oids.js';
import { readGeneralName, type GeneralName } from '../names/general-name.js';
import { readAlgorithm } from '../signature/algorithm-identifier.js';
import { HASH_OCTETS, hashOf, type HashName } from '../signature/scheme.js';

/** TSTInfo (RFC 3161 §2.4.2). */
export interface TstInfo {
  policy: string;
  /** Undefined for a hash that is not known here. */
  hash: HashName | undefined;
  imprint: Uint8Array;
  serial: bigint;
  /** Milliseconds since 1970. */
  time: number;
  /** Largest deviation either way in milliseconds, rounded up; undefined where the authority states none. */
  accuracy: number | undefined;
  ordering: boolean;
  nonce: bigint | undefined;
  authority: GeneralName | undefined;
  unknownCritical: string | undefined;
}

export interface TimestampToken {
  signedData: SignedData;
  info: TstInfo;
}

const malformed = (hint: string) => new Refusal('TIMESTAMP_MALFORMED', { hint });

/**
 * Reads a TimeStampToken, the CMS inside a TimeStampResp and inside signatures.
 * @param padded the bytes may be followed by zeros, as in a PDF's `/Contents`
 * @throws Refusal ASN1_*, CMS_MALFORMED, TIMESTAMP_MALFORMED
 */
export function parseTimestampToken(bytes: Uint8Array, { padded = false } = {}): TimestampToken {
  const signedData = parseSignedData(bytes, { padded });
  if (signedData.contentType !== OID.tstInfo || !signedData.content) throw malformed('no TSTInfo');
  if (signedData.signers.length !== 1) throw malformed('one signer is due');
  return { signedData, info: readTstInfo(Asn1.parse(signedData.content)) };
}

function readTstInfo(element: Asn1): TstInfo {
  const fields = element.sequence();
  if (fields.next().smallInteger() !== 1) throw malformed('version');
  const policy = fields.next().oid();
  const imprintFields = fields.next().sequence();
  const hash = hashOf(readAlgorithm(imprintFields.next()));
  const imprint = imprintFields.next().octets();
  imprintFields.end();
  if (hash && imprint.length !== HASH_OCTETS[hash]) throw malformed('messageImprint');
  const serial = fields.next().integer();
  const time = fields.next().time({ fraction: true });
  const accuracy = fields.optionalTag(TAG.SEQUENCE);
  const ordering = fields.optionalTag(TAG.BOOLEAN)?.boolean() ?? false;
  const nonce = fields.optionalTag(TAG.INTEGER)?.integer();
  const authority = fields.optionalContext(0);
  const extensions = fields.optionalContext(1);
  fields.end();
  const list = extensions ? readExtensions(extensions.implicit(TAG.SEQUENCE)) : [];
  return {
    policy,
    hash,
    imprint,
    serial,
    time,
    accuracy: accuracy && readAccuracy(accuracy),
    ordering,
    nonce,
    authority: authority && readGeneralName(authority.explicit()),
    unknownCritical: list.find(({ critical }) => critical)?.oid,
  };
}

function readAccuracy(element: Asn1): number {
  const fields = element.sequence();
  const seconds = fields.optionalTag(TAG.INTEGER)?.smallInteger() ?? 0;
  const millis = fields.optionalContext(0)?.implicit(TAG.INTEGER).smallInteger() ?? 0;
  const micros = fields.optionalContext(1)?.implicit(TAG.INTEGER).smallInteger() ?? 0;
  fields.end();
  if (millis > 999 || micros > 999) throw malformed('accuracy');
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}
