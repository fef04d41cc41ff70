import type { ErrorEntry } from '../refusal.js';

export const licences = {} as const satisfies Record<string, ErrorEntry>;
