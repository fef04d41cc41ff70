import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { decodeBase64url, encodeBase64url, parseCompact, signCompact, verifyByKey } from '#libs/jws';
import type { SigningKey, VerificationKey } from '#libs/jws';

/** Status types of Token Status List, section 7; the rest of the values belong to applications. */
export const STATUS = { valid: 0, invalid: 1, suspended: 2 } as const;

export type StatusBits = 1 | 2 | 4 | 8;

const TYP = 'statuslist+jwt';
/** 2^24 credentials of 8 bits: more than a region issues of one type before it opens another list. */
const MAX_BYTES = 1 << 24;
const TOKEN_LIMITS = { maxBytes: 24 << 20, maxDepth: 4 };

/**
 * States of many credentials, a few bits each, lowest bits of a byte first (draft-ietf-oauth-status-list, section 4.1).
 */
export class StatusList {
  private constructor(
    readonly bits: StatusBits,
    private readonly bytes: Uint8Array,
  ) {}

  /** @param size number of credentials; rounded up to whole bytes */
  static create(bits: StatusBits, size: number): StatusList {
    const bytes = Math.ceil((size * bits) / 8);
    if (!Number.isInteger(size) || size < 1 || bytes > MAX_BYTES) throw new RangeError('size');
    return new StatusList(bits, new Uint8Array(bytes));
  }

  /**
   * @param lst base64url of the list in ZLIB format (RFC 1950)
   * @throws Refusal STATUS_LIST_MALFORMED, also for a list that would grow beyond 16 MiB
   */
  static decode(bits: StatusBits, lst: string): StatusList {
    try {
      const bytes = inflateSync(decodeBase64url(lst), { maxOutputLength: MAX_BYTES });
      return new StatusList(bits, new Uint8Array(bytes));
    } catch (cause) {
      throw new Refusal('STATUS_LIST_MALFORMED', { cause });
    }
  }

  get size(): number {
    return Math.floor((this.bytes.length * 8) / this.bits);
  }

  /** @throws Refusal STATUS_INDEX_OUT_OF_RANGE */
  get(index: number): number {
    const { at, shift } = this.place(index);
    return ((this.bytes[at] ?? 0) >> shift) & this.mask();
  }

  /** @throws Refusal STATUS_INDEX_OUT_OF_RANGE */
  set(index: number, status: number): void {
    if (!Number.isInteger(status) || status < 0 || status > this.mask()) throw new RangeError('status');
    const { at, shift } = this.place(index);
    this.bytes[at] = ((this.bytes[at] ?? 0) & ~(this.mask() << shift)) | (status << shift);
  }

  encode(): string {
    return encodeBase64url(deflateSync(this.bytes, { level: 9 }));
  }

  private mask(): number {
    return (1 << this.bits) - 1;
  }

  private place(index: number): { at: number; shift: number } {
    if (!Number.isInteger(index) || index < 0 || index >= this.size)
      throw new Refusal('STATUS_INDEX_OUT_OF_RANGE');
    const bit = index * this.bits;
    return { at: bit >> 3, shift: bit & 7 };
  }
}

const claimsSchema = z.looseObject({
  sub: z.string().max(2048),
  iat: z.int(),
  exp: z.int().optional(),
  ttl: z.int().min(1).optional(),
  status_list: z.looseObject({
    bits: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(8)]),
    lst: z.string(),
  }),
});

export interface StatusListClaims {
  /** URI under which the list is served. */
  uri: string;
  /** Milliseconds since 1970. */
  issuedAt: number;
  expiresAt?: number;
  /** For how many seconds a reader may keep it. */
  ttl?: number;
}

/** Signs a list as a Status List Token (section 5.1). */
export function signStatusList(list: StatusList, claims: StatusListClaims, key: SigningKey): Promise<string> {
  const { uri, issuedAt, expiresAt, ttl } = claims;
  return signCompact({
    header: { typ: TYP },
    payload: {
      sub: uri,
      iat: Math.floor(issuedAt / 1000),
      ...(expiresAt === undefined ? {} : { exp: Math.floor(expiresAt / 1000) }),
      ...(ttl === undefined ? {} : { ttl }),
      status_list: { bits: list.bits, lst: list.encode() },
    },
    key,
  });
}

export interface ReadStatusList {
  list: StatusList;
  /** Seconds for which it may be kept; absent where the issuer leaves that to the reader. */
  ttl?: number;
  /** Milliseconds since 1970. */
  expiresAt?: number;
}

/**
 * Verifies a Status List Token (section 8.3): signature, `typ`, that it is the list which was asked for, its time.
 * @throws Refusal STATUS_LIST_*, JWS_*
 */
export async function readStatusListToken(
  token: string,
  {
    uri,
    key,
    now,
    skewSeconds = 60,
  }: { uri: string; key: VerificationKey; now: number; skewSeconds?: number },
): Promise<ReadStatusList> {
  const { payload } = await verifyByKey(parseCompact(token, TOKEN_LIMITS), { typ: TYP, key });
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) throw new Refusal('STATUS_LIST_MALFORMED');
  const { sub, iat, exp, ttl, status_list } = parsed.data;
  if (sub !== uri) throw new Refusal('STATUS_LIST_OTHER');
  const seconds = now / 1000;
  if (iat > seconds + skewSeconds || (exp !== undefined && exp <= seconds))
    throw new Refusal('STATUS_LIST_EXPIRED');
  return {
    list: StatusList.decode(status_list.bits, status_list.lst),
    ...(ttl === undefined ? {} : { ttl }),
    ...(exp === undefined ? {} : { expiresAt: exp * 1000 }),
  };
}

/** As {@link readStatusListToken}, for whoever keeps nothing. */
export async function readStatusList(
  token: string,
  options: Parameters<typeof readStatusListToken>[1],
): Promise<StatusList> {
  return (await readStatusListToken(token, options)).list;
}
