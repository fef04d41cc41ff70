import { Refusal } from '#libs/errors';
import { csvColumns, licenceFieldOfColumn, licenceFields } from '#libs/licences';

/** Where the values of a CSV column go. */
export interface ImportColumn {
  /** Name of the common field, or `KZ_*` of a type-specific one. */
  name: string;
  specific: boolean;
}

/**
 * The columns that a CSV header names, by our names or the short codes of the standards (`holderCode`, `CZZTDM`).
 * A column that nobody knows refuses the whole file: it may be a misspelt one, and then a million rows would come in
 * without it.
 *
 * @throws Refusal IMPORT_HEADER
 */
export function columnsOf(header: readonly string[]): ImportColumn[] {
  const columns = header.map((cell) => columnOf(cell.trim()));
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal('IMPORT_HEADER', { hint: `column given twice: ${twice}` });
  const missing = licenceFields.filter(({ name, required }) => required && !names.includes(name));
  if (missing.length > 0) {
    throw new Refusal('IMPORT_HEADER', {
      hint: `columns missing: ${missing.map(({ name }) => name).join(', ')}`,
    });
  }
  return columns;
}

const SPECIFIC = new Set(csvColumns.filter((column) => column.startsWith('KZ_')));

function columnOf(cell: string): ImportColumn {
  const field = licenceFieldOfColumn(cell);
  if (field) return { name: field, specific: false };
  const specific = cell.toUpperCase();
  if (SPECIFIC.has(specific)) return { name: specific, specific: true };
  throw new Refusal('IMPORT_HEADER', { hint: `unknown column: ${shown(cell)}` });
}

/** A foreign text on its way to a terminal: cut, and nothing that could steer it. */
function shown(cell: string): string {
  // eslint-disable-next-line no-control-regex
  return cell.slice(0, 40).replace(/[\u0000-\u001f\u007f-\u009f]/g, '?') || '(empty)';
}
