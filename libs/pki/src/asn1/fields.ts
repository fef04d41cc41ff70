import { Refusal } from '#libs/errors';

/** What a cursor needs to know of an element. */
interface Tagged {
  is(tag: number): boolean;
  isContext(number: number): boolean;
}

/** Walks the fields of a SEQUENCE in order. */
export class Fields<T extends Tagged> {
  private position = 0;

  constructor(private readonly items: readonly T[]) {}

  /** The field at hand, not consumed. */
  peek(): T | undefined {
    return this.items[this.position];
  }

  get left(): number {
    return this.items.length - this.position;
  }

  next(): T {
    const item = this.items[this.position++];
    if (item === undefined) throw new Refusal('ASN1_UNEXPECTED', { hint: 'a field is missing' });
    return item;
  }

  /** The field at hand if `wanted` says so, else undefined and nothing consumed. */
  optional(wanted: (field: T) => boolean): T | undefined {
    const field = this.peek();
    if (field === undefined || !wanted(field)) return undefined;
    this.position++;
    return field;
  }

  /** The field at hand if it has this universal tag. */
  optionalTag(tag: number): T | undefined {
    return this.optional((field) => field.is(tag));
  }

  /** The field at hand if it is `[number]`. */
  optionalContext(number: number): T | undefined {
    return this.optional((field) => field.isContext(number));
  }

  /** Refuses whatever is left. */
  end(): void {
    if (this.left > 0) throw new Refusal('ASN1_UNEXPECTED', { hint: 'a surplus field' });
  }
}
