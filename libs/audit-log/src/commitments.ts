import { toBase64url } from './base64url.js';
import { portableHmac, type HmacSha256 } from './hashing.js';

export const SALT_BYTES = 32;

/** What a commitment hides: kept in a side table, never in the log; deleting it erases the person, not the proof. */
export interface PersonalValue {
  /** Where the commitment stands in the entry, for example `caller.person` or `lookups.0.subject`. */
  label: string;
  /** 32 random bytes, of this value alone. */
  salt: Uint8Array;
  value: string;
}

const encoder = new TextEncoder();

/**
 * `base64url(HMAC-SHA256(salt, UTF-8(label) || 0x00 || UTF-8(value)))`: says nothing about the value without the salt,
 * and can be opened to one value only. The label ties it to its place, so that equal persons do not look equal.
 */
export function commit({ salt, label, value }: PersonalValue, hmac: HmacSha256 = portableHmac): string {
  if (salt.length !== SALT_BYTES) throw new RangeError(`A salt has ${SALT_BYTES} bytes.`);
  if (!/^[\w.]+$/.test(label)) throw new RangeError('A label names a member of the entry.');
  return toBase64url(hmac(salt, encoder.encode(`${label}\0${value}`)));
}

/** Collects the personal values of one entry while it is being built. */
export class Commitments {
  readonly values: PersonalValue[] = [];

  constructor(
    private readonly randomBytes: (length: number) => Uint8Array,
    private readonly hmac: HmacSha256 = portableHmac,
  ) {}

  /** The commitment to write at `label`; the value goes to {@link values}. */
  add(label: string, value: string): string {
    const personal = { label, salt: this.randomBytes(SALT_BYTES), value };
    this.values.push(personal);
    return commit(personal, this.hmac);
  }
}
