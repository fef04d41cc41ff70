/** What is asked of departments' datasets and what they say: the words of the exchange, the same at home and of a peer. */

/** One record of a department, its values by the items of its dataset (config/catalogue); null where it has none. */
export type DepartmentRecord = Readonly<Record<string, string | null>>;

export const recordOperators = ['equals', 'below', 'at-most', 'above', 'at-least', 'exists'] as const;

/** A yes/no question on one dataset; nothing else leaves. */
export interface RecordQuestion {
  item: string;
  operator: (typeof recordOperators)[number];
  /** Absent with `exists` alone. */
  value?: string;
}
/** null: the source cannot say. */
export type RecordVerdict = boolean | null;

/** What stands beside an answer of a department's source, or in its place. */
export interface SourceStatement {
  department: { code: string; name: { zh: string; en: string } };
  /** As of when its data is, milliseconds since the epoch. */
  asOf?: number;
  /** When it hopes to answer, milliseconds since the epoch. */
  until?: number;
  /** The department's own words on why it refused. */
  reason?: { zh: string; en: string };
}

/** Bounds on what is asked in one lookup. */
export const RECORD_LIMITS = {
  items: 50,
  records: 100,
  /** As many as one audit entry names. */
  subjects: 200,
  questions: 20,
  /** A range needs two; more would be feeling for the value. */
  questionsOfItem: 4,
  valueLength: 200,
} as const;
/** Of what is told: characters of one value, and of all values of one answer. */
export const TOLD_LIMITS = { value: 2000, answer: 512 * 1024 } as const;
