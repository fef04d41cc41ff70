import { Expansion } from './filters.js';
import type { Indirect } from './indirect.js';
import type { ObjectStream } from './object-stream.js';
import { isArray, PdfRef, PdfStream } from './values.js';
import type { XrefSection } from './xref.js';

/** Objects kept once read; beyond it they are read anew. */
const MAX_OBJECTS = 200_000;

/**
 * What the states of one file have in common: what stands at a position is the same for each of them, as long as
 * reading it followed no reference. Limits are common as well.
 */
export class SharedFile {
  readonly expansion = new Expansion();
  /** By position. */
  readonly sections = new Map<number, XrefSection>();
  private readonly objects = new Map<number, Indirect>();
  private readonly containers = new Map<PdfStream, ObjectStream>();

  object(at: number): Indirect | undefined {
    return this.objects.get(at);
  }

  keepObject(at: number, object: Indirect): void {
    if (this.objects.size < MAX_OBJECTS) this.objects.set(at, object);
  }

  container(stream: PdfStream): ObjectStream | undefined {
    return this.containers.get(stream);
  }

  keepContainer(stream: PdfStream, objects: ObjectStream): void {
    const direct = [...stream.dict.entries.values()].every(
      (value) =>
        !(value instanceof PdfRef) && !(isArray(value) && value.some((item) => item instanceof PdfRef)),
    );
    if (direct) this.containers.set(stream, objects);
  }
}
