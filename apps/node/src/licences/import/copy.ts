import { once } from 'node:events';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/** One row in COPY's text format; every value as PostgreSQL writes it, `null` as `\N`. */
export function copyLine(values: readonly (string | number | null)[]): string {
  return `${values.map((value) => (value === null ? '\\N' : escapeCopy(String(value)))).join('\t')}\n`;
}

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function escapeCopy(text: string): string {
  return SPECIAL.test(text)
    ? text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character)
    : text;
}

/**
 * Rows on their way to COPY, as bytes outside the JavaScript heap and used again for the next chunk: strings that live
 * for a whole chunk would be moved to the old generation, and the process would grow by hundreds of megabytes before
 * the collector cares.
 */
export class CopyBuffer {
  private bytes = Buffer.allocUnsafe(1024 * 1024);
  /** Bytes in use. */
  length = 0;

  add(values: readonly (string | number | null)[]): void {
    const line = copyLine(values);
    // At most three bytes of UTF-8 for each UTF-16 unit.
    const needed = this.length + line.length * 3;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    this.length += this.bytes.write(line, this.length, 'utf8');
  }

  clear(): void {
    this.length = 0;
  }

  /** COPYs the rows into `table` in the transaction that `client` is in. */
  async copyInto(client: ClientBase, table: string, columns: readonly string[]): Promise<void> {
    if (this.length === 0) return;
    const stream = client.query(copyFrom(`COPY ${table} (${columns.join(', ')}) FROM STDIN`));
    const finished = once(stream, 'finish');
    stream.end(this.bytes.subarray(0, this.length));
    await finished;
  }
}
