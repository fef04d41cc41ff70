/** Milliseconds since the epoch. */
export type Clock = () => number;

/** What this room writes to the log: event names and codes, never tokens, names or addresses. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** The two methods of a `pg` pool that this room uses. */
export interface Database {
  query<Row extends object>(
    text: string,
    values?: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
}
