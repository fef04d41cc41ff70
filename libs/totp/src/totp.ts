import { createHmac, timingSafeEqual } from 'node:crypto';

const STEP_MS = 30_000;

/** The time step of an instant (RFC 6238 §4). */
export const stepOf = (now: number): number => Math.floor(now / STEP_MS);

/** One-time code of six digits for a time step (RFC 4226 §5.3, HMAC-SHA-1). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

/**
 * The step to which a code belongs, the present one or a neighbour; undefined where it is wrong or not later than
 * `after`: a code counts once (§5.2).
 */
export function stepOfCode(secret: Uint8Array, code: string, now: number, after: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const present = stepOf(now);
  return [present - 1, present, present + 1].find(
    (step) => step > after && timingSafeEqual(Buffer.from(codeAt(secret, step)), Buffer.from(code)),
  );
}
