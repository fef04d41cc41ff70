/** Beyond this a text of a document says nothing more to a person at a terminal. */
const LONGEST = 300;
/** Controls, line and paragraph separators, and the marks that turn the direction of a text around. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
/** Characters that take two columns: CJK, kana, hangul, full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/**
 * A text that a document or a file name brought, fit for a terminal: what could move the cursor, colour a verdict or
 * turn a line around becomes U+FFFD.
 */
export function printable(text: string, longest = LONGEST): string {
  const plain = text.replace(UNPRINTABLE, '\ufffd');
  const characters = Array.from(plain.slice(0, 2 * longest + 2));
  return characters.length <= longest ? plain : `${characters.slice(0, longest).join('')}…`;
}

/** Columns that a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

const BEIJING = 8 * 3_600_000;
/** The instants that a date can express. */
const LAST = 8.64e15 - BEIJING;

/** A time as both sides of a counter read it: Beijing time, with its offset. */
export function timeText(milliseconds: number): string {
  if (!(Math.abs(milliseconds) <= LAST)) return '?';
  const text = new Date(milliseconds + BEIJING).toISOString();
  return `${text.replace('T', ' ').replace(/\.\d+Z$/, '')} +08:00`;
}

const ISO = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g;

/** A remark with its UTC times as {@link timeText} writes them, so that one report has one clock. */
export function timesTold(text: string): string {
  return text.replace(ISO, (time) => timeText(Date.parse(time)));
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${String(bytes)} B`;
  const [size, unit] = bytes < 1 << 20 ? [bytes / 1024, 'KiB'] : [bytes / (1 << 20), 'MiB'];
  return `${size.toFixed(size < 10 ? 1 : 0)} ${unit}`;
}
