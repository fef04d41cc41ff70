import { Refusal } from '#libs/errors';
import type { ValidationReport } from '#libs/seals';

/** About as many bytes as a report may take; a real one with its pictures takes some ten thousand. */
const MOST = 4 << 20;
const OF_A_VALUE = 16;

/**
 * A copy of a report that can be moved to another thread: what a picture shares with its document is cut loose, or the
 * whole document would be copied along.
 * @throws Refusal DOCUMENT_REPORT_TOO_LARGE
 */
export function movableReport(report: ValidationReport): ValidationReport {
  let spent = 0;
  const spend = (bytes: number): void => {
    if ((spent += bytes) > MOST) throw new Refusal('DOCUMENT_REPORT_TOO_LARGE');
  };
  const copy = (value: unknown): unknown => {
    spend(OF_A_VALUE);
    if (typeof value === 'string') spend(value.length);
    if (value instanceof Uint8Array) {
      spend(value.length);
      return Uint8Array.from(value);
    }
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== undefined && typeof item !== 'function')
        .map(([name, item]) => [name, copy(item)]),
    );
  };
  return copy(report) as ValidationReport;
}
