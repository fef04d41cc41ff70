import type { ErrorEntry } from '../refusal.js';

export const codes = {} as const satisfies Record<string, ErrorEntry>;
