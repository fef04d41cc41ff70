import { Refusal } from '#libs/errors';
import { Asn1, CLASS, TAG } from '../asn1/index.js';
import { readHeader, type Header } from '../asn1/header.js';
import { readTime } from '../asn1/time.js';
import { readInteger } from '../asn1/values.js';
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

/** A value that the standard does not have, as some lists do, says no reason; revoked it still is. */
export function readReason(value: number): CrlReason {
  return CRL_REASONS[value] ?? 'unspecified';
}

interface EntryExtensions {
  reason: CrlReason;
  invalidAt: number | undefined;
  owner: Name | undefined;
  unknownCritical: string | undefined;
}

const NONE: EntryExtensions = {
  reason: 'unspecified',
  invalidAt: undefined,
  owner: undefined,
  unknownCritical: undefined,
};

/** Entries of one list whose extensions are alike share what was read; most lists have three or four kinds. */
const MAX_KINDS = 256;

/**
 * The revokedCertificates of a list. Lists of authorities in use have hundreds of thousands of entries, so each is
 * checked once in a pass that keeps no object for it, and looked for by its bytes.
 */
export class CrlEntries {
  size = 0;
  unknownCritical: string | undefined;
  private readonly kinds = new Map<string, EntryExtensions>();
  private readonly content: Uint8Array;

  /** @throws Refusal ASN1_*, CRL_MALFORMED */
  constructor(
    revoked: Asn1 | undefined,
    private readonly issuer: Name,
  ) {
    this.content = revoked?.content ?? new Uint8Array();
    for (const { extensions } of this.walk()) {
      this.size++;
      this.unknownCritical ??= extensions.unknownCritical;
    }
  }

  /** The entry of a certificate; where one stands twice, that with the earlier revocation. */
  find(issuer: Name, serial: bigint): CrlEntry | undefined {
    let found: CrlEntry | undefined;
    for (const { serial: at, time, extensions, owner } of this.walk(serial)) {
      if (owner.key !== issuer.key || this.integer(at) !== serial) continue;
      const revokedAt = readTime(time.tag, this.slice(time), {});
      if (found && found.revokedAt <= revokedAt) continue;
      found = { revokedAt, reason: extensions.reason, invalidAt: extensions.invalidAt };
    }
    return found;
  }

  /**
   * Every entry, or with `wanted` those whose serial number has the same last octet. In an indirect list an entry is
   * of the issuer that the last certificateIssuer up to it names (RFC 5280 §5.3.3).
   */
  private *walk(wanted?: bigint) {
    const { content } = this;
    const last = wanted === undefined ? undefined : Number(BigInt.asUintN(8, wanted));
    let owner = this.issuer;
    let at = 0;
    while (at < content.length) {
      const entry = this.expect(at, content.length, TAG.SEQUENCE);
      const end = endOf(entry);
      const serial = this.expect(entry.start, end, TAG.INTEGER);
      const time = readHeader(content, endOf(serial), end, false);
      const after = endOf(time);
      const extensions = after === end ? NONE : this.extensions(after, end);
      owner = extensions.owner ?? owner;
      if (last === undefined) {
        this.integer(serial);
        if (time.tagClass !== CLASS.UNIVERSAL || time.constructed) throw unexpected();
        readTime(time.tag, this.slice(time), {});
        yield { serial, time, extensions, owner };
      } else if (content[endOf(serial) - 1] === last) {
        yield { serial, time, extensions, owner };
      }
      at = end;
    }
  }

  private extensions(start: number, end: number): EntryExtensions {
    const bytes = this.content.subarray(start, end);
    const kind = bytes.length <= 64 ? Buffer.from(bytes).toString('latin1') : undefined;
    const known = kind === undefined ? undefined : this.kinds.get(kind);
    if (known) return known;
    const read = readEntryExtensions(Asn1.parse(bytes));
    if (kind !== undefined && this.kinds.size < MAX_KINDS) this.kinds.set(kind, read);
    return read;
  }

  private expect(at: number, end: number, tag: number): Header {
    const header = readHeader(this.content, at, end, false);
    const structure = tag === TAG.SEQUENCE;
    if (header.tagClass !== CLASS.UNIVERSAL || header.tag !== tag || header.constructed !== structure) {
      throw unexpected();
    }
    return header;
  }

  private integer(header: Header): bigint {
    return readInteger(this.slice(header));
  }

  private slice(header: Header): Uint8Array {
    return this.content.subarray(header.start, endOf(header));
  }
}

function endOf({ start, length = 0 }: Header): number {
  return start + length;
}

function unexpected(): Refusal {
  return new Refusal('ASN1_UNEXPECTED', { hint: 'an entry of a revocation list' });
}

function readEntryExtensions(element: Asn1): EntryExtensions {
  const read = { ...NONE };
  for (const { oid, critical, value } of readExtensions(element)) {
    if (oid === OID.reasonCode) read.reason = readReason(Asn1.parse(value).enumerated());
    else if (oid === OID.invalidityDate) read.invalidAt = Asn1.parse(value).time();
    else if (oid === OID.certificateIssuer) read.owner = readOwner(Asn1.parse(value));
    else if (critical) read.unknownCritical ??= oid;
  }
  return read;
}

function readOwner(value: Asn1): Name {
  for (const name of readGeneralNames(value.sequenceOf())) if (name.kind === 'directory') return name.value;
  throw new Refusal('CRL_MALFORMED', { hint: 'certificateIssuer without a directory name' });
}
