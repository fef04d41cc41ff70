import type { ErrorEntry } from '../refusal.js';

export const callers = {} as const satisfies Record<string, ErrorEntry>;
