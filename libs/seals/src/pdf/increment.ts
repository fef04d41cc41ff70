import { nameOf, PdfDict, PdfName, PdfRef, PdfStream, type PdfValue } from './values.js';
import type { PdfView } from './view.js';
import { dict, latin1, writeValue } from './write.js';

/** Octets of an entry of a cross-reference stream: type, place, generation. */
const ROW = 8;

/** A revision that is appended to a document. */
export class Increment {
  private readonly objects = new Map<number, PdfValue | Buffer>();
  private next: number;

  constructor(private readonly view: PdfView) {
    this.next = [...view.objects.keys()].reduce((most, number) => Math.max(most, number), 0) + 1;
  }

  add(value: PdfValue | Buffer): PdfRef {
    const ref = new PdfRef(this.next++, 0);
    this.objects.set(ref.number, value);
    return ref;
  }

  replace(number: number, value: PdfValue): void {
    this.objects.set(number, value);
  }

  /** The object as it is so far. */
  current(ref: PdfRef): PdfValue {
    const own = this.objects.get(ref.number);
    return own === undefined || Buffer.isBuffer(own) ? this.view.resolve(ref) : own;
  }

  /**
   * The document with the revision: the bytes so far, the objects, and cross-references of the kind that the document
   * uses, since readers of old files know no streams and those of new files may expect them.
   */
  write(): { bytes: Buffer; offsets: ReadonlyMap<number, number> } {
    const { bytes } = this.view;
    const parts: Buffer[] = [Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)];
    let at = bytes.length;
    const push = (part: Buffer) => {
      parts.push(part);
      at += part.length;
    };
    if (bytes.at(-1) !== 10) push(latin1('\n'));
    const offsets = new Map<number, number>();
    const stream = nameOf(this.view.trailer.get('Type')) === 'XRef';
    const own = stream ? this.next++ : undefined;
    for (const [number, value] of [...this.objects].sort(([a], [b]) => a - b)) {
      const generation = generationOf(this.view, number);
      offsets.set(number, at);
      push(latin1(`${number} ${generation} obj\n`));
      push(Buffer.isBuffer(value) ? value : writeValue(value));
      push(latin1('\nendobj\n'));
    }
    const start = at;
    if (own === undefined) push(this.table(offsets));
    else push(this.stream(own, offsets.set(own, at)));
    push(latin1(`startxref\n${start}\n%%EOF\n`));
    return { bytes: Buffer.concat(parts), offsets };
  }

  private trailer(): PdfDict {
    const old = this.view.trailer;
    const entries = new Map<string, PdfValue>([
      ['Size', this.next],
      ['Root', old.get('Root') ?? null],
      ['Prev', (this.view.sections[0]?.offset ?? 0) - this.view.base],
    ]);
    for (const key of ['Info', 'ID']) {
      const value = old.get(key);
      if (value !== undefined) entries.set(key, value);
    }
    return new PdfDict(entries);
  }

  private table(offsets: ReadonlyMap<number, number>): Buffer {
    const rows = [...offsets].map(([number, offset]) => {
      const place = String(offset).padStart(10, '0');
      const generation = String(generationOf(this.view, number)).padStart(5, '0');
      return `${number} 1\n${place} ${generation} n \n`;
    });
    return Buffer.concat([
      latin1(`xref\n${rows.join('')}trailer\n`),
      writeValue(this.trailer()),
      latin1('\n'),
    ]);
  }

  private stream(number: number, offsets: ReadonlyMap<number, number>): Buffer {
    const numbers = [...offsets.keys()];
    const data = Buffer.alloc(numbers.length * ROW);
    for (const [index, each] of numbers.entries()) {
      data[index * ROW] = 1;
      data.writeUIntBE(offsets.get(each) ?? 0, index * ROW + 1, 5);
      data.writeUInt16BE(generationOf(this.view, each), index * ROW + 6);
    }
    const entries = dict({
      Type: new PdfName('XRef'),
      W: [1, 5, 2],
      Index: numbers.flatMap((each) => [each, 1]),
      ...Object.fromEntries(this.trailer().entries),
    });
    const value = writeValue(new PdfStream(entries, data));
    return Buffer.concat([latin1(`${number} 0 obj\n`), value, latin1('\nendobj\n')]);
  }
}

function generationOf(view: PdfView, number: number): number {
  const entry = view.entry(number);
  return entry?.kind === 'at' ? entry.generation : 0;
}
