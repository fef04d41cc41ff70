import { Refusal } from '#libs/errors';
import { decodeStream } from './filters.js';
import { readIndirect, type Indirect } from './indirect.js';
import { isSpace, Lexer } from './lexer.js';
import { ObjectStream } from './object-stream.js';
import { SharedFile } from './shared-file.js';
import { dictOf, integerOf, nameOf, PdfDict, PdfRef, PdfStream, type PdfValue } from './values.js';
import { readXrefChain, type XrefEntry, type XrefSection } from './xref.js';

const malformed = (hint: string) => new Refusal('PDF_MALFORMED', { hint });

/** Objects kept once read; beyond it they are read anew. */
const MAX_CACHED = 50_000;
/** References that lead to references. */
const MAX_HOPS = 16;

/** An object with the stretch of the file that it takes; undefined for one in an object stream. */
export interface Located {
  value: PdfValue;
  start: number | undefined;
  end: number | undefined;
}

/**
 * A document as it is after one of its revisions: what a reader sees that knows the bytes up to `end` and follows
 * the cross-references from `sections[0]` back. Objects are read when they are asked for.
 */
export class PdfView {
  private readonly cache = new Map<number, Located>();
  private readonly containers = new Map<number, ObjectStream>();
  private readonly open = new Set<number>();
  private table: Map<number, XrefEntry> | undefined;
  private readonly notes = new Map<(view: PdfView) => unknown, unknown>();

  constructor(
    readonly bytes: Uint8Array,
    readonly end: number,
    readonly base: number,
    readonly sections: readonly XrefSection[],
    /** Bytes other than white space between the last `%%EOF` and `end`. */
    readonly trailing: boolean,
    readonly shared: SharedFile,
  ) {}

  get trailer(): PdfDict {
    return this.sections[0]?.trailer ?? new PdfDict();
  }

  get encrypted(): boolean {
    return this.sections.some(({ trailer }) => trailer.get('Encrypt') !== undefined);
  }

  get catalog(): PdfDict {
    const catalog = this.resolve(this.trailer.get('Root'));
    if (!(catalog instanceof PdfDict)) throw malformed('no catalog');
    return catalog;
  }

  /** Every object number with where it stands, of all sections put together. */
  get objects(): ReadonlyMap<number, XrefEntry> {
    if (!this.table) {
      this.table = new Map();
      for (const { entries } of [...this.sections].reverse()) {
        for (const [number, entry] of entries) this.table.set(number, entry);
      }
    }
    return this.table;
  }

  /** What a function says of this view, found once. A view never changes. */
  once<T>(find: (view: PdfView) => T): T {
    if (!this.notes.has(find)) this.notes.set(find, find(this));
    return this.notes.get(find) as T;
  }

  entry(number: number): XrefEntry | undefined {
    if (this.table) return this.table.get(number);
    for (const { entries } of this.sections) {
      const entry = entries.get(number);
      if (entry) return entry;
    }
    return undefined;
  }

  /** Follows references; what does not exist is null (ISO 32000-2 §7.3.10). */
  resolve(value: PdfValue | undefined): PdfValue {
    let current = value ?? null;
    for (let hops = 0; current instanceof PdfRef; hops++) {
      if (hops > MAX_HOPS) throw malformed('references in a circle');
      current = this.locate(current.number, current.generation).value;
    }
    return current;
  }

  dict(value: PdfValue | undefined): PdfDict | undefined {
    return dictOf(this.resolve(value));
  }

  name(value: PdfValue | undefined): string | undefined {
    return nameOf(this.resolve(value));
  }

  integer(value: PdfValue | undefined): number | undefined {
    return integerOf(this.resolve(value));
  }

  stream(value: PdfStream): Uint8Array {
    return decodeStream(value, (inner) => this.resolve(inner), this.shared.expansion);
  }

  locate(number: number, generation?: number): Located {
    const entry = this.entry(number);
    const missing = { value: null, start: undefined, end: undefined };
    if (!entry || entry.kind === 'free') return missing;
    if (generation !== undefined && generation !== (entry.kind === 'at' ? entry.generation : 0))
      return missing;
    const known = this.cache.get(number);
    if (known) return known;
    if (this.open.has(number)) throw malformed(`object ${number} rests on itself`);
    this.open.add(number);
    try {
      const located = entry.kind === 'at' ? this.read(number, entry) : this.unpack(number, entry);
      if (this.cache.size < MAX_CACHED) this.cache.set(number, located);
      return located;
    } finally {
      this.open.delete(number);
    }
  }

  private read(number: number, entry: XrefEntry & { kind: 'at' }): Located {
    const at = entry.offset + this.base;
    if (at >= this.end) throw malformed(`object ${number} lies beyond the end`);
    const object = this.readAt(at);
    if (object.number !== number || object.generation !== entry.generation) {
      throw malformed(`another object where ${number} is due`);
    }
    return { value: object.value, start: at, end: object.end };
  }

  private readAt(at: number): Indirect {
    const known = this.shared.object(at);
    if (known && known.end <= this.end) return known;
    let followed = false;
    const object = readIndirect(this.bytes, at, this.end, (length) => {
      followed ||= length instanceof PdfRef;
      return this.integer(length);
    });
    if (!followed) this.shared.keepObject(at, object);
    return object;
  }

  private unpack(number: number, entry: XrefEntry & { kind: 'in' }): Located {
    const value = this.container(entry.container).get(number);
    if (value === undefined) throw malformed(`object ${number} is not in its object stream`);
    return { value, start: undefined, end: undefined };
  }

  private container(number: number): ObjectStream {
    const known = this.containers.get(number);
    if (known) return known;
    if (this.entry(number)?.kind !== 'at') throw malformed('an object stream within another');
    const { value } = this.locate(number);
    if (!(value instanceof PdfStream) || this.name(value.dict.get('Type')) !== 'ObjStm') {
      throw malformed('an object stream is due');
    }
    if (this.encrypted) throw new Refusal('PDF_ENCRYPTED');
    const objects = this.shared.container(value) ?? this.readContainer(value);
    this.containers.set(number, objects);
    return objects;
  }

  private readContainer(stream: PdfStream): ObjectStream {
    const { dict } = stream;
    const objects = new ObjectStream(
      this.stream(stream),
      this.integer(dict.get('N')),
      this.integer(dict.get('First')),
    );
    this.shared.keepContainer(stream, objects);
    return objects;
  }
}

/** Distance from the start within which `%PDF-` must stand. */
const HEADER_WITHIN = 1024;
/** How many `startxref` from the end back are tried where the last do not lead anywhere. */
const ATTEMPTS = 16;

/**
 * Opens the document as the bytes before `end` have it.
 *
 * Where the last `startxref` leads nowhere, the one before is taken and the view says that bytes are `trailing`:
 * what follows was added by somebody whose work readers repair, each differently.
 * @param of a view of the same bytes, whose limits and cross-references are shared
 * @throws Refusal PDF_MALFORMED, PDF_TOO_COMPLEX
 */
export async function openView(bytes: Uint8Array, end = bytes.length, of?: PdfView): Promise<PdfView> {
  const shared = of?.shared ?? new SharedFile();
  const { expansion, sections: known } = shared;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, end);
  const base = buffer.subarray(0, HEADER_WITHIN).indexOf('%PDF-');
  if (base < 0) throw malformed('no header');
  let problem: unknown = malformed('no startxref');
  let from = end;
  for (let attempt = 0; attempt < ATTEMPTS && from > 0; attempt++) {
    const at = buffer.lastIndexOf('startxref', from - 1);
    if (at < 0) break;
    from = at;
    try {
      const lexer = new Lexer(bytes, at + 'startxref'.length, end);
      const start = lexer.integer();
      const sections = await readXrefChain({ bytes, end, base, expansion, known }, start);
      const clean = attempt === 0 && endsCleanly(bytes, lexer.at, end);
      const view = new PdfView(bytes, end, base, sections, !clean, shared);
      if (view.catalog.duplicate !== undefined) throw malformed('a key stands twice in the catalog');
      return view;
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      if (thrown.code === 'PDF_TOO_COMPLEX') throw thrown;
      if (attempt === 0) problem = thrown;
    }
  }
  throw problem;
}

/** After the number of `startxref`: white space, `%%EOF`, white space, and nothing else. */
function endsCleanly(bytes: Uint8Array, at: number, end: number): boolean {
  while (at < end && isSpace(bytes[at])) at++;
  if (Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(5, end - at)).toString('latin1') !== '%%EOF')
    return false;
  for (at += 5; at < end; at++) if (!isSpace(bytes[at])) return false;
  return true;
}
