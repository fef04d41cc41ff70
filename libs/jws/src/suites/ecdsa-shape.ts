import { Refusal } from '#libs/errors';

const ZERO = Buffer.alloc(32);

/** Refuses what is not r || s of 32 bytes each with 1 <= r, s < order, and says which mistake it is. */
export function checkPairOfNumbers(signature: Uint8Array, order: Buffer): void {
  if (signature.length !== 64) {
    throw new Refusal(looksLikeDer(signature) ? 'JWS_SIGNATURE_DER' : 'JWS_SIGNATURE_LENGTH');
  }
  if (!inRange(signature.subarray(0, 32), order) || !inRange(signature.subarray(32), order)) {
    throw new Refusal('JWS_SIGNATURE_RANGE');
  }
}

/** 1 <= number < order. */
export function inRange(number: Uint8Array, order: Buffer): boolean {
  return Buffer.compare(number, ZERO) > 0 && Buffer.compare(number, order) < 0;
}

/** SEQUENCE whose length is that of the rest: what most tools write when nobody asks for r || s. */
function looksLikeDer(signature: Uint8Array): boolean {
  return signature[0] === 0x30 && signature[1] === signature.length - 2;
}
