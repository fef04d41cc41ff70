import type { ErrorEntry } from '../refusal.js';

export const exchange = {} as const satisfies Record<string, ErrorEntry>;
