import type { ErrorEntry } from '../entry.js';

export const peers = {} as const satisfies Record<string, ErrorEntry>;
