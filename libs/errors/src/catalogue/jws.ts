import type { ErrorEntry } from '../refusal.js';

export const jws = {} as const satisfies Record<string, ErrorEntry>;
