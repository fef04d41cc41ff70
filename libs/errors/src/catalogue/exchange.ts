import type { ErrorEntry } from '../entry.js';

export const exchange = {} as const satisfies Record<string, ErrorEntry>;
