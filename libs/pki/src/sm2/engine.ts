import { Refusal } from '#libs/errors';
import type { Sm2Input, Sm2Verifier } from '../signature/sm2-verifier.js';
import { GX, GY, N, P, toNumber } from './curve.js';
import { messageDigest, type Sm2Id } from './digest.js';
import { Jacobian } from './jacobian.js';
import { Sm2PublicKey } from './public-key.js';
import { decodeSignature, type Sm2Signature, type Sm2SignatureForm } from './signature.js';
import { NARROW, TableCache, WIDE, type TableCacheOptions } from './table-cache.js';
import { MultiplesTable, multiplyOnce } from './tables.js';

/**
 * Multiples of the base point, the same for every key. The first, made before anything is compiled to machine code,
 * is narrow, so that it holds a thread up for some milliseconds only; the wide one follows.
 */
let baseTable: MultiplesTable | undefined;
let baseUses = 0;

function base(): MultiplesTable {
  baseUses++;
  if (baseUses === WIDE.from) baseTable = undefined;
  return (baseTable ??= new MultiplesTable(
    { x: GX, y: GY },
    baseUses < WIDE.from ? NARROW.width : WIDE.width,
  ));
}

/**
 * Verifies signatures (GB/T 32918.2-2016, 7.1) and remembers multiples of the keys that come back: the first
 * signature of a key costs some 1 ms, later ones a fifth of it. The memory is bounded, see {@link TableCache}. Signatures and keys
 * are public, so nothing here is constant-time.
 */
export class Sm2Engine {
  private readonly tables: TableCache;

  constructor(options: TableCacheOptions = {}) {
    this.tables = new TableCache(options);
  }

  /**
   * @returns whether the signature is the key's over the message, under this id
   * @throws Refusal SM2_SIGNATURE_MALFORMED, SM2_SIGNATURE_RANGE for a signature that nobody can have made
   */
  verify(
    key: Sm2PublicKey,
    message: Uint8Array,
    signature: Uint8Array,
    options: { form: Sm2SignatureForm; id?: Sm2Id },
  ): boolean {
    const numbers = decodeSignature(signature, options.form);
    return this.verifyDigest(key, messageDigest(key, message, options.id), numbers);
  }

  /** Over e = SM3(Z_A || M), see `startDigest`. */
  verifyDigest(key: Sm2PublicKey, digest: Uint8Array, { r, s }: Sm2Signature): boolean {
    if (r < 1n || r >= N || s < 1n || s >= N) return false;
    const t = (r + s) % N;
    if (t === 0n) return false;
    const table = this.tables.of(key);
    const sum = table ? new Jacobian() : multiplyOnce(key, t);
    table?.addMultiple(sum, t);
    base().addMultiple(sum, s);
    if (sum.isInfinity) return false;
    return hasAbscissa(sum, (((r - toNumber(digest)) % N) + N) % N);
  }
}

/** Whether the x of a point is `residue` modulo n, without the inversion that its affine form would take. */
function hasAbscissa({ x, z }: Jacobian, residue: bigint): boolean {
  const zz = (z * z) % P;
  // n < p: a small residue has two candidates below p.
  for (let candidate = residue; candidate < P; candidate += N)
    if ((candidate * zz - x) % P === 0n) return true;
  return false;
}

/** The port of certificate and document validation, done in place: false, too, for what is no key or no signature. */
export function verifierInPlace(engine: Sm2Engine): Sm2Verifier {
  return {
    verify({ publicKey, message, signature, form, userId }: Sm2Input) {
      try {
        const key = Sm2PublicKey.fromPoint(publicKey);
        return engine.verify(key, message, signature, { form, id: userId });
      } catch (thrown) {
        if (thrown instanceof Refusal) return false;
        throw thrown;
      }
    },
  };
}
