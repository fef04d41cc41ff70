import { catalogue as errors, Refusal, type ErrorCode } from '#libs/errors';
import {
  licenceFromRow,
  parseLicence,
  standardCatalogue,
  type Licence,
  type LicenceRecord,
} from '#libs/licences';
import { parseCsvRecord } from './csv.js';
import type { Decode } from './encoding.js';
import { LINE_PROBLEMS, type Finding, type FindingOutcome, type LineProblem } from './finding.js';
import type { ImportColumn } from './header.js';
import type { RawRecord } from './records.js';

/** Reasons told of one line; a hostile one could give thousands. */
const MAX_FINDINGS = 10;

/** A line of the file, understood or not. */
export interface ParsedRecord {
  /** Absent where a finding rejects the line. */
  licence?: Licence;
  findings: Finding[];
}

/** Reads a line into a licence, or says why not. Never throws on what a file may hold. */
export type ParseRecord = (record: RawRecord) => ParsedRecord;

export function csvParser(columns: readonly ImportColumn[], decode: Decode): ParseRecord {
  return (raw) => {
    const text = textOf(raw, decode);
    if (isProblem(text)) return rejected(raw.line, text);
    const fields = parseCsvRecord(text.value);
    if (typeof fields === 'string') return rejected(raw.line, fields);
    if (fields.length !== columns.length) return rejected(raw.line, 'COLUMN_COUNT');
    const attributes: Record<string, string> = {};
    const record: LicenceRecord = { attributes };
    columns.forEach(({ name, specific }, index) => {
      const value = fields[index];
      if (value) (specific ? attributes : record)[name] = value;
    });
    return validated(raw.line, record);
  };
}

/** One JSON object a line, flat as CSV or with `attributes`; of a member given twice the last one counts. */
export function jsonLinesParser(decode: Decode): ParseRecord {
  return (raw) => {
    const text = textOf(raw, decode);
    if (isProblem(text)) return rejected(raw.line, text);
    let row: unknown;
    try {
      row = JSON.parse(text.value);
    } catch {
      return rejected(raw.line, 'NOT_JSON');
    }
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return rejected(raw.line, 'NOT_JSON');
    return validated(raw.line, licenceFromRow(row as Record<string, unknown>));
  };
}

function textOf(raw: RawRecord, decode: Decode): { value: string } | LineProblem {
  if (!raw.bytes) return 'TOO_LONG';
  if (raw.bytes.includes(0)) return 'FORBIDDEN_CHARACTER';
  const value = decode(raw.bytes);
  return value === undefined ? 'ENCODING' : { value };
}

function isProblem(text: { value: string } | LineProblem): text is LineProblem {
  return typeof text === 'string';
}

function validated(line: number, record: LicenceRecord): ParsedRecord {
  try {
    const { licence, findings } = parseLicence(record, standardCatalogue);
    return {
      licence,
      findings: findings.map(({ field, code }) => finding(line, 'reported', code, field)),
    };
  } catch (failure) {
    if (!(failure instanceof Refusal) || failure.code !== 'LICENCE_INVALID') throw failure;
    const problems = failure.details['problems'] as { field: string; code: ErrorCode }[];
    const told = problems.slice(0, MAX_FINDINGS);
    return { findings: told.map(({ field, code }) => finding(line, 'rejected', code, field)) };
  }
}

function rejected(line: number, problem: LineProblem): ParsedRecord {
  const message = LINE_PROBLEMS[problem];
  return { findings: [{ line, outcome: 'rejected', code: problem, field: '', message }] };
}

function finding(line: number, outcome: FindingOutcome, code: ErrorCode, field: string): Finding {
  const { zh, en } = errors[code];
  return { line, outcome, code, field, message: `${zh.message} / ${en.message}` };
}
