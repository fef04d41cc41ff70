/** Tree sizes and indexes stay below 2^63, as in every C2SP implementation. */
export const SIZE_MAX = (1n << 63n) - 1n;

/** ASCII decimal without leading zeros (C2SP tlog-checkpoint, tlog-witness); undefined for any other spelling. */
export function parseDecimal(text: string): bigint | undefined {
  if (!/^(?:0|[1-9]\d{0,18})$/.test(text)) return undefined;
  const value = BigInt(text);
  return value <= SIZE_MAX ? value : undefined;
}
