import { Refusal } from '#libs/errors';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfValue } from './values.js';
import type { PdfView } from './view.js';

const MAX_STEPS = 3_000_000;

/** Answers whether anything that hangs under a value is among the objects that were changed or added. */
export class Reach {
  private readonly clean = new Set<number>();
  private steps = 0;

  /** @param stops objects that are compared on their own: pages, fields, the catalog */
  constructor(
    private readonly view: PdfView,
    private readonly delta: (number: number) => boolean,
    private readonly stops: (number: number) => boolean,
  ) {}

  touches(value: PdfValue | undefined): boolean {
    const visited = new Set<number>();
    const stack: PdfValue[] = [value ?? null];
    for (let item = stack.pop(); item !== undefined; item = stack.pop()) {
      if (++this.steps > MAX_STEPS) throw new Refusal('PDF_TOO_COMPLEX', { hint: 'too many objects' });
      if (item instanceof PdfRef) {
        const { number } = item;
        if (visited.has(number) || this.clean.has(number) || this.stops(number)) continue;
        if (this.delta(number)) return true;
        visited.add(number);
        stack.push(this.view.resolve(item));
      } else if (item instanceof PdfDict) stack.push(...item.entries.values());
      else if (item instanceof PdfStream) stack.push(...item.dict.entries.values());
      else if (isArray(item)) for (const each of item) stack.push(each);
    }
    for (const number of visited) this.clean.add(number);
    return false;
  }
}
