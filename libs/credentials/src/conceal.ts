import { encodeBase64url } from '#libs/jws';
import { digestOf, makeDisclosure, RESERVED, type Disclosure } from './disclosure.js';

/** Which members of an object may be disclosed one by one. A frame below a name goes into that member. */
export interface Frame {
  /** Members that are concealed. */
  conceal?: readonly string[];
  /** For members that are objects: what is concealed inside of them, whether or not they are concealed themselves. */
  inside?: Readonly<Record<string, Frame>>;
  /** For members that are arrays: their elements are concealed one by one. */
  elements?: readonly string[];
  /** Digests of nothing, so that the number of claims is not told (RFC 9901 §4.2.7). */
  decoys?: number;
}

export interface Concealed {
  payload: Record<string, unknown>;
  disclosures: Disclosure[];
}

/** Bytes of a salt: 128 bits (RFC 9901 §9.3). */
const SALT_BYTES = 16;

/**
 * Replaces the members that the frame names by digests. Digests are sorted, so that their order tells nothing about
 * the order of the members (RFC 9901 §4.2.4.1).
 * @param random as many random bytes as asked for
 * @throws RangeError where a member has a reserved name or is not what the frame says: a defect of the caller
 */
export function conceal(
  payload: Readonly<Record<string, unknown>>,
  frame: Frame,
  random: (bytes: number) => Uint8Array,
): Concealed {
  const disclosures: Disclosure[] = [];
  const add = (value: unknown, name?: string) => {
    const disclosure = makeDisclosure(encodeBase64url(random(SALT_BYTES)), value, name);
    disclosures.push(disclosure);
    return digestOf(disclosure.encoded, 'sha-256');
  };
  const concealed = objectOf(payload, frame, add, random);
  return { payload: { ...concealed, _sd_alg: 'sha-256' }, disclosures };
}

type Add = (value: unknown, name?: string) => string;

function objectOf(
  object: Readonly<Record<string, unknown>>,
  frame: Frame,
  add: Add,
  random: (bytes: number) => Uint8Array,
): Record<string, unknown> {
  const { conceal: hidden = [], inside = {}, elements = [], decoys = 0 } = frame;
  for (const name of [...hidden, ...Object.keys(inside), ...elements]) {
    if (!Object.hasOwn(object, name)) throw new RangeError(`no member ${name}`);
  }
  const open: Record<string, unknown> = {};
  const digests: string[] = [];
  for (const [name, value] of Object.entries(object)) {
    if (RESERVED.has(name)) throw new RangeError(`reserved: ${name}`);
    const below = Object.hasOwn(inside, name) ? inside[name] : undefined;
    let shown = value;
    if (below) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new RangeError(name);
      shown = objectOf(value as Record<string, unknown>, below, add, random);
    }
    if (elements.includes(name)) {
      if (!Array.isArray(value)) throw new RangeError(name);
      shown = value.map((element: unknown) => ({ '...': add(element) }));
    }
    if (hidden.includes(name)) digests.push(add(shown, name));
    else open[name] = shown;
  }
  for (let count = 0; count < decoys; count += 1) {
    digests.push(digestOf(encodeBase64url(random(32)), 'sha-256'));
  }
  return digests.length > 0 ? { ...open, _sd: digests.sort() } : open;
}
