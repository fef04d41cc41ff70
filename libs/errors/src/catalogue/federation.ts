import type { ErrorEntry } from '../refusal.js';

export const federation = {} as const satisfies Record<string, ErrorEntry>;
