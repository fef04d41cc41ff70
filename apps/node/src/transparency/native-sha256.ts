import { hash } from 'node:crypto';
import type { Sha256 } from '#libs/audit-log';

/** Node's own SHA-256, some ten times faster than the portable one. */
export const nativeSha256: Sha256 = (data) => hash('sha256', data, 'buffer');
