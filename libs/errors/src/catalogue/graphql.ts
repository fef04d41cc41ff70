import type { ErrorEntry } from '../entry.js';

export const graphql = {} as const satisfies Record<string, ErrorEntry>;
