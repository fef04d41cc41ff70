import type { ErrorEntry } from '../entry.js';

export const jws = {} as const satisfies Record<string, ErrorEntry>;
