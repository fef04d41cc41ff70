/** Why a record is not CSV as RFC 4180 has it. */
export type CsvProblem = 'QUOTE_NOT_CLOSED' | 'QUOTE_IN_FIELD' | 'TEXT_AFTER_QUOTE';

/**
 * The fields of one CSV record (RFC 4180 §2, comma only). Strict: a quote stands around a whole field or not at all.
 * Spaces are kept. The record comes without its line end.
 */
export function parseCsvRecord(text: string): string[] | CsvProblem {
  // Most records hold no quote at all.
  if (!text.includes('"')) return text.split(',');
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let value = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return 'QUOTE_NOT_CLOSED';
        value += text.slice(from, quote);
        if (text[quote + 1] !== '"') {
          at = quote + 1;
          break;
        }
        value += '"';
        from = quote + 2;
      }
      fields.push(value);
      if (at === text.length) return fields;
      if (text[at] !== ',') return 'TEXT_AFTER_QUOTE';
      at += 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      const value = text.slice(at, end);
      if (value.includes('"')) return 'QUOTE_IN_FIELD';
      fields.push(value);
      if (comma < 0) return fields;
      at = comma + 1;
    }
  }
}

/** Characters with which a spreadsheet begins a formula (OWASP "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/;

/** One CSV record for people: quoted where needed, and never a formula when opened in a spreadsheet. */
export function formatSpreadsheetRecord(fields: readonly (string | number)[]): string {
  return formatCsvRecord(fields.map((field) => (FORMULA.test(String(field)) ? `'${String(field)}` : field)));
}

/** One CSV record for machines: quoted where RFC 4180 demands it, otherwise the values as they are. */
export function formatCsvRecord(fields: readonly (string | number)[]): string {
  return `${fields.map(quoteWhereNeeded).join(',')}\r\n`;
}

function quoteWhereNeeded(field: string | number): string {
  const text = String(field);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
