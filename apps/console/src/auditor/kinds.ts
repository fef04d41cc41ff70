const OF_LOOKUPS: readonly (string | null)[] = ['ANSWER', 'HOME', 'INTENT', 'OUTCOME'];

/** Whether entries of a kind release something or not; the others are of acts, which were done or not. */
export const isOfLookups = (kind: string | null): boolean => OF_LOOKUPS.includes(kind);
