import type { ErrorEntry } from '../entry.js';

export const callers = {} as const satisfies Record<string, ErrorEntry>;
