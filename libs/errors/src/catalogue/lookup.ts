import type { ErrorEntry } from '../refusal.js';

export const lookup = {} as const satisfies Record<string, ErrorEntry>;
