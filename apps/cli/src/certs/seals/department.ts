import { createHash } from 'node:crypto';

/** Who seals: an issuing authority as licences name it. */
export interface Department {
  /** Unified social credit code. */
  code: string;
  name: string;
}

/**
 * The number of a department's seal: the division of its code, then eight digits, 14 in all as the public security
 * authorities give them out. It is the common name of the certificate and the number in the seal.
 */
export function sealNumber({ code }: Department): string {
  const digits = createHash('sha256').update(code).digest().readUInt32BE() % 100_000_000;
  return code.slice(2, 8) + String(digits).padStart(8, '0');
}
