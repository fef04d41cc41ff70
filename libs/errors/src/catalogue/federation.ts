import type { ErrorEntry } from '../entry.js';

export const federation = {} as const satisfies Record<string, ErrorEntry>;
