import { open } from 'node:fs/promises';
import type { ClientBase } from 'pg';
import { formatSpreadsheetRecord } from './csv.js';
import type { Finding } from './finding.js';
import { inTransaction } from './import-job.js';

const BATCH = 5_000;
const COLUMNS = ['line', 'outcome', 'code', 'field', 'message'] as const;

/**
 * Writes what an import found (拒绝清单) as CSV or JSON Lines, by the name's ending, in the order of the file's lines.
 * Holds line numbers, fields and reasons, no value of any line. Safe to open in a spreadsheet.
 *
 * @returns how many findings were written
 */
export async function writeFindings(client: ClientBase, importId: string, path: string): Promise<number> {
  const jsonLines = path.toLowerCase().endsWith('.jsonl');
  // Not readable for others: which lines of whose file are wrong is nobody else's business.
  const file = await open(path, 'w', 0o600);
  try {
    // Spreadsheets take a CSV without the byte order mark for the local encoding.
    if (!jsonLines) await file.write(`\ufeff${formatSpreadsheetRecord(COLUMNS)}`);
    return await inTransaction(client, async () => {
      await client.query({
        text: `DECLARE findings NO SCROLL CURSOR FOR
               SELECT line, outcome, code, field, message FROM licence_import_finding
               WHERE import_id = '${uuidOf(importId)}' ORDER BY line, code, field`,
      });
      let written = 0;
      for (;;) {
        const { rows } = await client.query<Omit<Finding, 'line'> & { line: string }>(
          `FETCH ${String(BATCH)} FROM findings`,
        );
        if (rows.length === 0) return written;
        const findings = rows.map((row): Finding => ({ ...row, line: Number(row.line) }));
        await file.write(findings.map(jsonLines ? asJsonLine : asCsv).join(''));
        written += rows.length;
      }
    });
  } finally {
    await file.close();
  }
}

function asCsv(finding: Finding): string {
  return formatSpreadsheetRecord(COLUMNS.map((column) => finding[column]));
}

function asJsonLine({ line, outcome, code, field, message }: Finding): string {
  return `${JSON.stringify({ line, outcome, code, field, message })}\n`;
}

/** DECLARE takes no parameters, so the text is checked instead. */
function uuidOf(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new TypeError('not a UUID');
  return id;
}
