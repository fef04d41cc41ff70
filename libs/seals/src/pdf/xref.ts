import { Refusal } from '#libs/errors';
import { decodeStream, type Expansion } from './filters.js';
import { isSpace, Lexer } from './lexer.js';
import { readIndirect } from './indirect.js';
import { pause } from './pause.js';
import { integerOf, isArray, nameOf, PdfDict, PdfStream, type PdfValue } from './values.js';

/** Where an object stands. */
export type XrefEntry =
  | { kind: 'free' }
  | { kind: 'at'; offset: number; generation: number }
  | { kind: 'in'; container: number; index: number };

/** One cross-reference section with its trailer: the work of one save. */
export interface XrefSection {
  /** Position of `xref`, or of the cross-reference stream. */
  offset: number;
  /** Position after its trailer. */
  end: number;
  entries: ReadonlyMap<number, XrefEntry>;
  trailer: PdfDict;
}

/** Highest object number (ISO 32000-1 annex C.2). */
const MAX_OBJECT = 8_388_607;
const MAX_SECTIONS = 1024;
const MAX_ENTRIES = 2_000_000;

const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

export interface XrefInput {
  bytes: Uint8Array;
  /** Nothing at or beyond it is looked at. */
  end: number;
  /** Position of the header; offsets count from there. */
  base: number;
  expansion: Expansion;
  /** Sections read already, by position: the states of one file share most of them. */
  known: Map<number, XrefSection>;
}

/**
 * All cross-reference sections from the one at `start` back, newest first. A circle of `/Prev` is refused: a reader
 * that stops at another place would see another document.
 */
export async function readXrefChain(input: XrefInput, start: number): Promise<XrefSection[]> {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  let budget = MAX_ENTRIES;
  for (let next: number | undefined = start; next !== undefined;) {
    if (seen.has(next)) throw malformed('cross-references in a circle');
    if (sections.length >= MAX_SECTIONS) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many revisions' });
    seen.add(next);
    const at = next + input.base;
    const known = input.known.get(at);
    const section = known && known.end <= input.end ? known : await readSection(input, at);
    input.known.set(at, section);
    budget -= section.entries.size;
    if (budget < 0) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many objects' });
    sections.push(section);
    const previous = section.trailer.get('Prev');
    if (previous !== undefined && integerOf(previous) === undefined) throw malformed('Prev');
    next = integerOf(previous);
  }
  return sections;
}

async function readSection(input: XrefInput, offset: number): Promise<XrefSection> {
  if (offset < 0 || offset >= input.end) throw malformed('a cross-reference offset out of range');
  const lexer = new Lexer(input.bytes, offset, input.end);
  if (lexer.peekWord() !== 'xref') return readStreamSection(input, offset);
  lexer.expect('xref');
  const entries = new Map<number, XrefEntry>();
  for (const _ of readTable(lexer, entries)) await pause();
  lexer.expect('trailer');
  const trailer = lexer.object();
  if (!(trailer instanceof PdfDict)) throw malformed('trailer');
  if (trailer.duplicate !== undefined) throw malformed(`${trailer.duplicate} stands twice in a trailer`);
  const hybrid = trailer.get('XRefStm');
  if (hybrid !== undefined) {
    const at = integerOf(hybrid);
    if (at === undefined || at + input.base >= input.end) throw malformed('XRefStm');
    // A hybrid file: what its table calls free may stand in the stream (ISO 32000-2 §7.5.8.4).
    for (const [number, entry] of (await readStreamSection(input, at + input.base)).entries) {
      if ((entries.get(number)?.kind ?? 'free') === 'free') entries.set(number, entry);
    }
  }
  return { offset, end: lexer.at, entries, trailer };
}

const IN_USE = 0x6e; // n
const FREE = 0x66; // f

/** Entries read between two turns of the event loop. */
const ENTRIES_A_TURN = 20_000;

/** Reads subsections up to `trailer`; yields where the event loop is due. */
function* readTable(lexer: Lexer, entries: Map<number, XrefEntry>): Generator<void> {
  let rows = 0;
  while (lexer.peekWord() !== 'trailer') {
    for (const _ of readSubsection(lexer, entries)) {
      if (++rows % ENTRIES_A_TURN === 0) yield;
    }
  }
}

function* readSubsection(lexer: Lexer, entries: Map<number, XrefEntry>): Generator<void> {
  const first = lexer.integer();
  const count = lexer.integer();
  if (first < 0 || count < 0 || first + count > MAX_OBJECT + 1)
    throw malformed('a cross-reference subsection');
  for (let index = 0; index < count; index++) {
    const offset = digits(lexer, 10);
    const generation = digits(lexer, 5);
    while (isSpace(lexer.bytes[lexer.at]) && lexer.at < lexer.end) lexer.at++;
    const kind = lexer.at < lexer.end ? lexer.bytes[lexer.at++] : undefined;
    if (kind === IN_USE) entries.set(first + index, { kind: 'at', offset, generation });
    else if (kind === FREE) entries.set(first + index, { kind: 'free' });
    else throw malformed('a cross-reference entry');
    yield;
  }
}

/** A run of digits: much faster than a whole number token, and tables have a million of them. */
function digits(lexer: Lexer, most: number): number {
  const { bytes, end } = lexer;
  while (lexer.at < end && isSpace(bytes[lexer.at])) lexer.at++;
  const start = lexer.at;
  let value = 0;
  for (; lexer.at < end; lexer.at++) {
    const digit = (bytes[lexer.at] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (lexer.at === start || lexer.at - start > most) throw malformed('a cross-reference entry');
  return value;
}

const unresolved = (value: PdfValue | undefined): PdfValue => value ?? null;

async function readStreamSection(input: XrefInput, offset: number): Promise<XrefSection> {
  const { value, end } = readIndirect(input.bytes, offset, input.end, (length) => integerOf(length));
  if (!(value instanceof PdfStream) || nameOf(value.dict.get('Type')) !== 'XRef')
    throw malformed('no cross-reference');
  const { dict } = value;
  if (dict.duplicate !== undefined) throw malformed(`${dict.duplicate} stands twice in a trailer`);
  const widths = numbers(dict.get('W'));
  const [type = 0, second = 0, third = 0] = widths;
  if (widths.length < 3 || widths.some((width) => width < 0 || width > 7)) throw malformed('W');
  const size = integerOf(dict.get('Size')) ?? 0;
  const index = dict.get('Index') === undefined ? [0, size] : numbers(dict.get('Index'));
  const data = decodeStream(value, unresolved, input.expansion);
  const width = widths.reduce((sum, each) => sum + each, 0);
  if (width === 0) throw malformed('W');
  const entries = new Map<number, XrefEntry>();
  let at = 0;
  const field = (octets: number, usual: number): number => {
    if (octets === 0) return usual;
    let number = 0;
    for (let count = 0; count < octets; count++) number = number * 256 + (data[at + count] ?? 0);
    at += octets;
    return number;
  };
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const count = index[pair + 1] ?? 0;
    if (first < 0 || count < 0 || first + count > MAX_OBJECT + 1) throw malformed('Index');
    for (let number = first; number < first + count; number++) {
      const row = at;
      if (row + width > data.length) throw malformed('a cross-reference stream ends too early');
      entries.set(number, entryOf(field(type, 1), field(second, 0), field(third, 0)));
      at = row + width;
      if (entries.size % ENTRIES_A_TURN === 0) await pause();
    }
  }
  return { offset, end, entries, trailer: dict };
}

function entryOf(type: number, second: number, third: number): XrefEntry {
  if (type === 1) return { kind: 'at', offset: second, generation: third };
  if (type === 2) return { kind: 'in', container: second, index: third };
  return { kind: 'free' }; // 0, and types unknown, which are references to null (§7.5.8.3)
}

function numbers(value: PdfValue | undefined): number[] {
  if (!isArray(value)) throw malformed('an array of numbers is due');
  return value.map((item) => {
    const number = integerOf(item);
    if (number === undefined) throw malformed('an array of numbers is due');
    return number;
  });
}
