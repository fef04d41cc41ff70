import { malformed } from './scanner.js';

/** One element of an XML document. Only namespaces that are declared count; prefixes are not kept. */
export class XmlElement {
  readonly children: XmlElement[] = [];
  /** Character data directly inside, put together. */
  text = '';

  constructor(
    readonly namespace: string,
    readonly name: string,
    /** Attributes without a prefix, as formats here use them. */
    readonly attributes: ReadonlyMap<string, string>,
  ) {}

  /** Children of this name in the same namespace. */
  all(name: string): readonly XmlElement[] {
    return this.children.filter((child) => child.name === name && child.namespace === this.namespace);
  }

  /**
   * The one child of this name, undefined where there is none.
   * @throws Refusal XML_MALFORMED where there are several: readers would differ in which they take
   */
  optional(name: string): XmlElement | undefined {
    const [first, second] = this.all(name);
    if (second) throw malformed(`${name} stands twice`);
    return first;
  }

  one(name: string): XmlElement {
    const child = this.optional(name);
    if (!child) throw malformed(`${name} is missing`);
    return child;
  }

  attribute(name: string): string | undefined {
    return this.attributes.get(name);
  }

  /** Text without the white space around it. */
  get value(): string {
    return this.text.trim();
  }
}
