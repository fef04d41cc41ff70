import { isUtf8 } from 'node:buffer';
import { Refusal } from '#libs/errors';

/** UTF-8 (a byte order mark is accepted) unless said otherwise; GB18030 is what Chinese spreadsheets write. */
export const IMPORT_ENCODINGS = ['utf-8', 'gb18030'] as const;
export type ImportEncoding = (typeof IMPORT_ENCODINGS)[number];

/** Text of a record's bytes, undefined where the bytes are not of that encoding. */
export type Decode = (bytes: Buffer) => string | undefined;

export function decoderOf(encoding: ImportEncoding): Decode {
  if (encoding === 'utf-8') return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : undefined);
  const decoder = new TextDecoder('gb18030', { fatal: true });
  return (bytes) => {
    try {
      return decoder.decode(bytes);
    } catch {
      return undefined;
    }
  };
}

const SIGNATURES: readonly { bytes: number[]; what: string }[] = [
  { bytes: [0x1f, 0x8b], what: 'a gzip file: unpack it first' },
  { bytes: [0x50, 0x4b, 0x03, 0x04], what: 'a ZIP or XLSX file: export it as CSV first' },
  { bytes: [0xff, 0xfe], what: 'UTF-16: save it as UTF-8' },
  { bytes: [0xfe, 0xff], what: 'UTF-16: save it as UTF-8' },
];

const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Looks at a file's beginning before anything is written: is this text of the encoding that was said?
 * The encoding is never guessed, because some GB18030 texts are valid UTF-8 with another meaning.
 *
 * @returns bytes to pass over (a UTF-8 byte order mark)
 * @throws Refusal IMPORT_NOT_TEXT, IMPORT_ENCODING
 */
export function inspectBeginning(head: Buffer, encoding: ImportEncoding): number {
  for (const { bytes, what } of SIGNATURES) {
    if (head.subarray(0, bytes.length).equals(Buffer.from(bytes)))
      throw new Refusal('IMPORT_NOT_TEXT', { hint: what });
  }
  const firstLine = head.subarray(0, endOfLine(head));
  if (firstLine.includes(0)) throw new Refusal('IMPORT_NOT_TEXT', { hint: 'NUL bytes in the first line' });
  if (firstLine.includes(0x0d) && firstLine.indexOf(0x0d) < firstLine.length - 1) {
    throw new Refusal('IMPORT_NOT_TEXT', { hint: 'lines end with CR alone: save it with LF or CRLF' });
  }
  refuseOtherEncoding(head, encoding);
  return head.subarray(0, 3).equals(UTF8_BOM) ? 3 : 0;
}

/** Refuses a file of which no line with Chinese in it fits; a single bad line is a matter for the rejects. */
function refuseOtherEncoding(head: Buffer, encoding: ImportEncoding): void {
  const decode = decoderOf(encoding);
  const lines = linesOf(head).filter((line) => line.some((byte) => byte > 0x7f));
  if (lines.length === 0 || lines.some((line) => decode(line) !== undefined)) return;
  const otherwise = decoderOf('gb18030');
  const hint =
    encoding === 'utf-8' && lines.every((line) => otherwise(line) !== undefined)
      ? 'not UTF-8, but it could be GB18030: say --encoding gb18030'
      : `not ${encoding}`;
  throw new Refusal('IMPORT_ENCODING', { hint });
}

/** Whole lines only: the end of `head` may stand inside a character. */
function linesOf(head: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  for (let end = head.indexOf(0x0a); end >= 0; end = head.indexOf(0x0a, from)) {
    lines.push(head.subarray(from, end));
    from = end + 1;
  }
  return lines.length > 0 ? lines : [head];
}

function endOfLine(head: Buffer): number {
  const at = head.indexOf(0x0a);
  return at < 0 ? head.length : at;
}
