import { Refusal } from '#libs/errors';
import { XmlElement } from './element.js';
import { malformed, Scanner } from './scanner.js';

export interface XmlLimits {
  /** Largest document in bytes. */
  maxBytes: number;
  maxDepth: number;
  /** Elements and attributes together. */
  maxNodes: number;
}

export const XML_LIMITS: XmlLimits = { maxBytes: 2 << 20, maxDepth: 32, maxNodes: 100_000 };

const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const utf8 = new TextDecoder('utf-8', { fatal: true });

type Namespaces = ReadonlyMap<string, string>;

/**
 * Reads an XML 1.0 document in UTF-8 with namespaces. There is no document type declaration and so no entity, no
 * external file and nothing that grows; processing instructions are refused too.
 * @throws Refusal XML_*
 */
export function parseXml(bytes: Uint8Array, limits: Partial<XmlLimits> = {}): XmlElement {
  const all = { ...XML_LIMITS, ...limits };
  if (bytes.length > all.maxBytes)
    throw new Refusal('XML_TOO_LARGE', { hint: `at most ${all.maxBytes} bytes` });
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch (cause) {
    throw new Refusal('XML_MALFORMED', { hint: 'not UTF-8', cause });
  }
  return new Parser(new Scanner(text), all).document();
}

class Parser {
  private nodes = 0;

  constructor(
    private readonly scanner: Scanner,
    private readonly limits: XmlLimits,
  ) {}

  document(): XmlElement {
    const { scanner } = this;
    if (scanner.looksAt('<?xml ') || scanner.looksAt('<?xml\n')) this.declaration();
    this.misc();
    if (scanner.looksAt('<!DOCTYPE')) throw new Refusal('XML_DOCTYPE_REFUSED');
    const root = this.elements();
    this.misc();
    if (!scanner.done) throw malformed('something after the root element');
    return root;
  }

  private declaration(): void {
    const text = this.scanner.until('?>');
    const [, encoding] = /\bencoding\s*=\s*["']([^"']*)["']/.exec(text) ?? [];
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
      throw malformed('an encoding that is not UTF-8');
  }

  /** Comments and white space outside of the root element. */
  private misc(): void {
    do this.scanner.space();
    while (this.comment());
  }

  private comment(): boolean {
    if (!this.scanner.take('<!--')) return false;
    if (this.scanner.until('-->').includes('--')) throw malformed('-- in a comment');
    return true;
  }

  /** The root with everything in it, without recursion. */
  private elements(): XmlElement {
    const { scanner } = this;
    const root = this.open(new Map([['xml', XML_NAMESPACE]]));
    const stack = root.empty ? [] : [root];
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      if (scanner.done) throw malformed('an element is not closed');
      if (!scanner.looksAt('<')) top.element.text += scanner.characters();
      else if (scanner.take('</')) {
        if (scanner.name() !== top.qualified) throw malformed('another element is closed');
        scanner.space();
        scanner.expect('>');
        stack.pop();
      } else if (scanner.take('<![CDATA[')) top.element.text += scanner.until(']]>');
      else if (!this.comment()) {
        const child = this.open(top.scope);
        top.element.children.push(child.element);
        if (child.empty) continue;
        stack.push(child);
        if (stack.length > this.limits.maxDepth) throw new Refusal('XML_TOO_DEEP');
      }
    }
    return root.element;
  }

  private open(outer: Namespaces) {
    const { scanner } = this;
    scanner.expect('<');
    if (scanner.looksAt('?')) throw malformed('a processing instruction');
    const qualified = scanner.name();
    this.count();
    const raw = this.rawAttributes();
    const empty = scanner.take('/');
    scanner.expect('>');
    const scope = declare(outer, raw);
    const { namespace, local } = resolve(qualified, scope);
    const attributes = new Map<string, string>();
    const seen = new Set<string>();
    for (const [name, value] of raw) {
      if (name === 'xmlns' || name.startsWith('xmlns:')) continue;
      if (!name.includes(':')) attributes.set(name, value);
      else {
        const { namespace: of, local: part } = resolve(name, scope);
        if (seen.has(`${of} ${part}`)) throw malformed('an attribute stands twice');
        seen.add(`${of} ${part}`);
      }
    }
    return { element: new XmlElement(namespace, local, attributes), qualified, scope, empty };
  }

  private rawAttributes(): ReadonlyMap<string, string> {
    const { scanner } = this;
    const attributes = new Map<string, string>();
    while (scanner.space() && !scanner.looksAt('/') && !scanner.looksAt('>')) {
      const name = scanner.name();
      scanner.space();
      scanner.expect('=');
      scanner.space();
      if (attributes.has(name)) throw malformed('an attribute stands twice');
      attributes.set(name, scanner.attributeValue());
      this.count();
    }
    return attributes;
  }

  private count(): void {
    if (++this.nodes > this.limits.maxNodes)
      throw new Refusal('XML_TOO_LARGE', { hint: 'too many elements' });
  }
}

/** A scope is copied only where something is declared, and few are: the number of declarations is bounded by nodes. */
function declare(outer: Namespaces, attributes: ReadonlyMap<string, string>): Namespaces {
  let scope: Map<string, string> | undefined;
  for (const [name, value] of attributes) {
    const prefix = name === 'xmlns' ? '' : name.startsWith('xmlns:') ? name.slice(6) : undefined;
    if (prefix === undefined) continue;
    if (prefix === 'xml' || prefix === 'xmlns' || (prefix !== '' && value === '')) throw malformed('xmlns');
    scope ??= new Map(outer);
    if (scope.size > 64) throw malformed('too many namespaces');
    scope.set(prefix, value);
  }
  return scope ?? outer;
}

function resolve(qualified: string, scope: Namespaces): { namespace: string; local: string } {
  const [prefix, local, ...more] = qualified.includes(':') ? qualified.split(':') : ['', qualified];
  if (more.length > 0 || !local || (qualified.includes(':') && !prefix)) throw malformed('a name');
  const namespace = scope.get(prefix ?? '') ?? (prefix ? undefined : '');
  if (namespace === undefined) throw malformed('a prefix that is not declared');
  return { namespace, local };
}
