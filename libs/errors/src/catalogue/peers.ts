import type { ErrorEntry } from '../refusal.js';

export const peers = {} as const satisfies Record<string, ErrorEntry>;
