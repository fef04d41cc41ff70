import { createHash } from 'node:crypto';
import { holderCodeProblem, holderTypes } from '#libs/codes';
import { Refusal } from '#libs/errors';
import {
  decoderOf,
  inspectBeginning,
  parseCsvRecord,
  RecordReader,
  type ImportEncoding,
  type RawRecord,
} from '../../licences/index.js';
import type { NewCandidate } from './candidate-store.js';

export interface ReadRules {
  encoding: ImportEncoding;
  /** Type of holder where the file has no column for it: 111 for persons, 001 for firms. */
  holderType: string;
  /** Attributes that the condition or the form needs; other columns are refused, because nobody needs them. */
  attributes: ReadonlySet<string>;
  maxBytes: number;
  /** Told each candidate of the file, some at a time; the file waits until they are stored. */
  take: (candidates: readonly NewCandidate[]) => Promise<void>;
}

/** A line that was left out; its values are never repeated. */
export interface RowFinding {
  line: number;
  code: string;
}

export interface ReadResult {
  rows: number;
  invalid: number;
  /** The first of them. */
  findings: readonly RowFinding[];
  sha256: string;
}

const MAX_RECORD_BYTES = 8 * 1024;
const MAX_VALUE_LENGTH = 200;
const MAX_FINDINGS = 100;
const TAKE_AT_ONCE = 2_000;

/**
 * Reads candidates from CSV (RFC 4180, a header line): `code`, where given `holderType`, and attributes.
 * @throws Refusal IMPORT_NOT_TEXT, IMPORT_ENCODING, ELIGIBILITY_COLUMNS_INVALID, ELIGIBILITY_FILE_TOO_LARGE
 */
export async function readCandidates(blocks: AsyncIterable<Buffer>, rules: ReadRules): Promise<ReadResult> {
  const decode = decoderOf(rules.encoding);
  const hash = createHash('sha256');
  const findings: RowFinding[] = [];
  let [rows, invalid, bytes] = [0, 0, 0];
  let columns: readonly string[] | undefined;
  let waiting: NewCandidate[] = [];
  const reject = (line: number, code: string): void => {
    invalid += 1;
    if (findings.length < MAX_FINDINGS) findings.push({ line, code });
  };
  const sink = ({ line, bytes: record }: RawRecord): void => {
    const text = record && decode(record);
    const fields = text === undefined ? undefined : parseCsvRecord(text);
    if (!columns) {
      columns = columnsOf(fields, rules.attributes);
      return;
    }
    rows += 1;
    if (!Array.isArray(fields)) return reject(line, fields ?? (record ? 'ENCODING' : 'TOO_LONG'));
    if (fields.length !== columns.length) return reject(line, 'COLUMN_COUNT');
    const candidate = candidateOf(columns, fields, rules.holderType);
    if (typeof candidate === 'string') return reject(line, candidate);
    waiting.push(candidate);
  };

  let reader: RecordReader | undefined;
  for await (const block of blocks) {
    bytes += block.length;
    if (bytes > rules.maxBytes)
      throw new Refusal('ELIGIBILITY_FILE_TOO_LARGE', { hint: `at most ${String(rules.maxBytes)} bytes` });
    hash.update(block);
    if (!reader) {
      const skip = inspectBeginning(block, rules.encoding);
      reader = new RecordReader({ maxRecordBytes: MAX_RECORD_BYTES, offset: skip, line: 1 });
      reader.push(block.subarray(skip), sink);
    } else reader.push(block, sink);
    while (waiting.length >= TAKE_AT_ONCE) {
      await rules.take(waiting.slice(0, TAKE_AT_ONCE));
      waiting = waiting.slice(TAKE_AT_ONCE);
    }
  }
  reader?.end(sink);
  if (!columns) throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: 'no header' });
  if (waiting.length > 0) await rules.take(waiting);
  return { rows, invalid, findings, sha256: hash.digest('hex') };
}

function columnsOf(
  fields: ReturnType<typeof parseCsvRecord> | undefined,
  attributes: ReadonlySet<string>,
): readonly string[] {
  if (!Array.isArray(fields)) throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: 'no header' });
  const columns = fields.map((field) => field.trim());
  if (new Set(columns).size !== columns.length)
    throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: 'a column is given twice' });
  if (!columns.includes('code'))
    throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: 'code is missing' });
  const surplus = columns.findIndex(
    (column) => column !== 'code' && column !== 'holderType' && !attributes.has(column),
  );
  if (surplus >= 0)
    throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: `column ${String(surplus + 1)} is not needed` });
  const missing = [...attributes].find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new Refusal('ELIGIBILITY_COLUMNS_INVALID', { hint: `${missing} is missing` });
  return columns;
}

/** @returns a code where the line says nobody */
function candidateOf(
  columns: readonly string[],
  fields: readonly string[],
  holderType: string,
): NewCandidate | string {
  let type = holderType;
  let code = '';
  let attributes: Record<string, string> | undefined;
  for (let n = 0; n < columns.length; n += 1) {
    const value = (fields[n] ?? '').trim();
    const column = columns[n] ?? '';
    if (value.length > MAX_VALUE_LENGTH || /\p{C}/u.test(value)) return 'FORBIDDEN_CHARACTER';
    if (column === 'code') code = value;
    else if (column === 'holderType') type = value === '' ? holderType : value;
    else if (value !== '') (attributes ??= {})[column] = value;
  }
  const known = holderTypes.find((one) => one.code === type);
  if (!known) return 'HOLDER_TYPE_UNKNOWN';
  const problem = holderCodeProblem(known.code, code);
  if (problem !== undefined) return problem;
  return attributes ? { type, code, attributes } : { type, code };
}
