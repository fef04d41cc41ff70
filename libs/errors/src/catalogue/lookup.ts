import type { ErrorEntry } from '../entry.js';

export const lookup = {} as const satisfies Record<string, ErrorEntry>;
