import { randomFillSync } from 'node:crypto';

const STOCK = 4096;
let stock = new Uint8Array();
let used = 0;

/** Random bytes, cut from a stock that is filled at once: asking the system for each salt costs more than using it. */
export function randomBytes(length: number): Uint8Array {
  if (length > STOCK) return randomFillSync(new Uint8Array(length));
  if (used + length > stock.length) {
    stock = randomFillSync(new Uint8Array(STOCK));
    used = 0;
  }
  return stock.subarray(used, (used += length));
}
