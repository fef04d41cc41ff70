import { Refusal } from '#libs/errors';
import { Asn1 } from '../asn1/index.js';
import { hex } from '../bytes.js';
import { readExtensions } from '../certificate/extensions.js';
import { readGeneralNames } from '../names/general-name.js';
import type { Name } from '../names/name.js';
import { OID } from '../oids.js';

/** CRLReason (RFC 5280 §5.3.1). */
export const CRL_REASONS = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
  'certificateHold',
  undefined,
  'removeFromCRL',
  'privilegeWithdrawn',
  'aACompromise',
] as const;
export type CrlReason = Exclude<(typeof CRL_REASONS)[number], undefined>;

export interface CrlEntry {
  revokedAt: number;
  reason: CrlReason;
  /** Since when the key is known or thought to be unusable, where the authority says so. */
  invalidAt: number | undefined;
}

export function readReason(value: number): CrlReason {
  const reason = CRL_REASONS[value];
  if (reason === undefined) throw new Refusal('ASN1_VALUE_INVALID', { hint: 'CRLReason' });
  return reason;
}

/** Key of an entry: the issuer of the certificate and its serial number. */
export function entryKey(issuer: Name, serial: bigint): string {
  return `${serial.toString(16)} ${issuer.key}`;
}

/**
 * Reads revokedCertificates. In an indirect list an entry is of the issuer that the last certificateIssuer before it
 * names (RFC 5280 §5.3.3).
 */
export function readEntries(revoked: Asn1 | undefined, issuer: Name) {
  const entries = new Map<string, CrlEntry>();
  let unknownCritical: string | undefined;
  let owner = issuer;
  for (const item of revoked?.children ?? []) {
    const fields = item.sequence();
    const serial = fields.next().integer();
    const revokedAt = fields.next().time();
    const extensions = fields.optional(() => true);
    fields.end();
    const entry: CrlEntry = { revokedAt, reason: 'unspecified', invalidAt: undefined };
    for (const { oid, critical, value } of extensions ? readExtensions(extensions) : []) {
      if (oid === OID.reasonCode) entry.reason = readReason(Asn1.parse(value).enumerated());
      else if (oid === OID.invalidityDate) entry.invalidAt = Asn1.parse(value).time();
      else if (oid === OID.certificateIssuer) owner = readOwner(Asn1.parse(value));
      else if (critical) unknownCritical ??= oid;
    }
    const key = entryKey(owner, serial);
    const earlier = entries.get(key);
    // One certificate twice on a list: the earlier revocation holds.
    if (!earlier || entry.revokedAt < earlier.revokedAt) entries.set(key, entry);
  }
  return { entries, unknownCritical };
}

function readOwner(value: Asn1): Name {
  for (const name of readGeneralNames(value.sequenceOf())) if (name.kind === 'directory') return name.value;
  throw new Refusal('CRL_MALFORMED', {
    hint: `certificateIssuer without a directory name ${hex(value.raw)}`,
  });
}
