import { Refusal } from '#libs/errors';

const NAME = /[A-Za-z_:\u00c0-\u{effff}][-A-Za-z0-9._:\u00b7\u00c0-\u{effff}]*/uy;
const SPACE = /[ \t\r\n]*/y;
const PREDEFINED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Characters that XML 1.0 §2.2 does not allow. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/;

export const malformed = (hint: string): Refusal => new Refusal('XML_MALFORMED', { hint });

/** Reads the tokens of a document, one after the other; never goes back over what it has read. */
export class Scanner {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    if (FORBIDDEN.test(text) || !text.isWellFormed()) throw malformed('a character');
    this.text = text.replace(/\r\n?/g, '\n');
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  looksAt(literal: string): boolean {
    return this.text.startsWith(literal, this.at);
  }

  /** Consumes `literal` if it stands here. */
  take(literal: string): boolean {
    if (!this.looksAt(literal)) return false;
    this.at += literal.length;
    return true;
  }

  expect(literal: string): void {
    if (!this.take(literal)) throw malformed(`${literal} is due`);
  }

  name(): string {
    NAME.lastIndex = this.at;
    const [name] = NAME.exec(this.text) ?? [];
    if (name === undefined) throw malformed('a name is due');
    this.at = NAME.lastIndex;
    return name;
  }

  /** @returns whether there was any */
  space(): boolean {
    SPACE.lastIndex = this.at;
    SPACE.exec(this.text);
    const moved = SPACE.lastIndex > this.at;
    this.at = SPACE.lastIndex;
    return moved;
  }

  /** Everything up to `literal`, which is consumed. */
  until(literal: string): string {
    const end = this.text.indexOf(literal, this.at);
    if (end < 0) throw malformed(`${literal} is missing`);
    const found = this.text.slice(this.at, end);
    this.at = end + literal.length;
    return found;
  }

  /** Character data up to the next `<`. */
  characters(): string {
    const end = this.text.indexOf('<', this.at);
    const found = this.text.slice(this.at, end < 0 ? undefined : end);
    this.at += found.length;
    if (found.includes(']]>')) throw malformed(']]> in text');
    return expand(found);
  }

  attributeValue(): string {
    const quote = this.take('"') ? '"' : this.take("'") ? "'" : undefined;
    if (quote === undefined) throw malformed('a quote is due');
    const value = this.until(quote);
    if (value.includes('<')) throw malformed('< in an attribute');
    return expand(value.replace(/[\t\n]/g, ' '));
  }
}

/** Puts in characters for references. Entities are the five of XML 1.0 §4.6: others would need a declaration. */
function expand(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&([^;&]{0,32})(;?)/g, (_, reference: string, end: string) => {
    if (end === '') throw malformed('a reference without ;');
    const known = PREDEFINED[reference];
    if (known !== undefined) return known;
    const code = /^#(?:([0-9]{1,7})|x([0-9A-Fa-f]{1,6}))$/.exec(reference);
    if (!code) throw new Refusal('XML_ENTITY_REFUSED', { hint: reference });
    const point = code[1] === undefined ? parseInt(code[2] ?? '', 16) : Number(code[1]);
    const legal = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    const character = legal ? String.fromCodePoint(point) : '\0';
    if (FORBIDDEN.test(character)) throw malformed('a character reference');
    return character;
  });
}
