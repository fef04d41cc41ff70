export const PER_CASE: number;
export const PER_SUBJECT: number;
export function subjectOf(number: number): string;
export function caseOf(index: number): string;
