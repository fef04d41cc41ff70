import type { ErrorEntry } from '../entry.js';

export const licences = {} as const satisfies Record<string, ErrorEntry>;
