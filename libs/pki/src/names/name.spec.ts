import { dn } from '../../../../test/support/pki.js';
import { Asn1, der, OID, TAG } from '../index.js';
import { CLASS } from '../asn1/index.js';
import { attributesOf, formatName, isWithin, readName, sameName } from './name.js';

const read = (encoded: Uint8Array) => readName(Asn1.parse(encoded));
const one = (value: Uint8Array, type: string = OID.commonName) =>
  der.sequence(der.setOf(der.sequence(der.oid(type), value)));
const text = (tag: number, bytes: Uint8Array) => der.element(CLASS.UNIVERSAL, false, tag, bytes);

describe('names are the same', () => {
  it.each<[string, Uint8Array, Uint8Array, boolean]>([
    ['in another case', dn('Good CA'), dn('gOOD ca'), true],
    ['with other spaces', dn('Good CA'), dn('  Good \u3000 CA '), true],
    ['in another string type', one(der.utf8('Good CA')), one(der.printable('Good CA')), true],
    ['in UTF-16', one(der.utf8('根')), one(text(TAG.BMP_STRING, Uint8Array.of(0x68, 0x39))), true],
    ['in full width', dn('ＣＡ'), dn('CA'), true],
    ['with a sharp s', dn('Straße'), dn('STRASSE'), true],
    ['with composed marks', dn('e\u0301'), dn('\u00e9'), true],
    ['with a soft hyphen', dn('Go\u00adod'), dn('Good'), true],
    ['with other text', dn('Good'), dn('Goods'), false],
    ['with another type', one(der.utf8('x')), one(der.utf8('x'), '2.5.4.10'), false],
    [
      'in another order',
      dn('a', ['2.5.4.10', 'b']),
      der.sequence(
        ...[one(der.utf8('a')), one(der.utf8('b'), '2.5.4.10')].map(
          (name) => Asn1.parse(name).children[0]!.raw,
        ),
      ),
      false,
    ],
    ['shorter', dn('a', ['2.5.4.10', 'b']), dn('', ['2.5.4.10', 'b']), false],
    ['with a value that is no string', one(der.integer(1)), one(der.integer(1)), true],
    ['with another such value', one(der.integer(1)), one(der.integer(2)), false],
    ['with text that looks like such a value', one(der.utf8('#020101')), one(der.integer(1)), false],
  ])('%s', (_, a, b, same) => {
    expect(sameName(read(a), read(b))).toBe(same);
  });

  it('whatever the order inside one relative name', () => {
    const pair = (...order: [string, string][]) =>
      der.sequence(
        der.element(
          CLASS.UNIVERSAL,
          true,
          TAG.SET,
          Buffer.concat(order.map(([type, value]) => der.sequence(der.oid(type), der.utf8(value)))),
        ),
      );
    const a = pair(['2.5.4.3', 'x'], ['2.5.4.10', 'y']);
    const b = pair(['2.5.4.10', 'y'], ['2.5.4.3', 'x']);
    expect(sameName(read(a), read(b))).toBe(true);
  });

  it('and within another from its start', () => {
    const base = read(dn('', ['2.5.4.10', 'b']));
    expect(isWithin(read(dn('a', ['2.5.4.10', 'B'])), base)).toBe(true);
    expect(isWithin(base, read(dn('a', ['2.5.4.10', 'b'])))).toBe(false);
    expect(isWithin(base, read(der.sequence()))).toBe(true);
  });
});

describe('a name in a report', () => {
  it('is written by RFC 4514, and nothing in it can write the report', () => {
    expect(formatName(read(dn('a,b', ['2.5.4.10', '税务局'])))).toBe('CN=a\\,b,O=税务局');
    expect(formatName(read(dn('x\u202ey\nz\u001b[2J')))).toBe('CN=x\\e2\\80\\aey\\0az\\1b[2J');
    expect(formatName(read(one(der.integer(1), '1.2.3')))).toBe('1.2.3=#020101');
  });

  it('keeps bytes that are not of its string type', () => {
    const gbk = one(text(TAG.PRINTABLE_STRING, Uint8Array.of(0xb8, 0xf9)));
    expect(attributesOf(read(gbk), OID.commonName)).toEqual(['¸ù']);
    const utf8 = one(text(TAG.PRINTABLE_STRING, Buffer.from('根')));
    expect(attributesOf(read(utf8), OID.commonName)).toEqual(['根']);
  });
});
