import type { ErrorEntry } from '../refusal.js';

export const graphql = {} as const satisfies Record<string, ErrorEntry>;
