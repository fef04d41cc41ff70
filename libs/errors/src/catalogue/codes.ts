import type { ErrorEntry } from '../entry.js';

export const codes = {} as const satisfies Record<string, ErrorEntry>;
