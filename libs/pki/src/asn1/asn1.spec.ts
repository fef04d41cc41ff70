import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { Asn1, der, TAG } from './index.js';

const bytes = (text: string) => new Uint8Array(Buffer.from(text.replace(/ /g, ''), 'hex'));
const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'accepted';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
};

describe('the DER reader refuses', () => {
  it.each<[string, string, string]>([
    ['nothing', '', 'ASN1_TRUNCATED'],
    ['a tag alone', '02', 'ASN1_TRUNCATED'],
    ['content that is cut off', '0402ff', 'ASN1_TRUNCATED'],
    ['a length that is cut off', '0482ff', 'ASN1_TRUNCATED'],
    ['the indefinite length', '30800000', 'ASN1_LENGTH_INVALID'],
    ['a long form for a short length', '048101ff', 'ASN1_LENGTH_INVALID'],
    ['a length with a leading zero', `04820080${'00'.repeat(128)}`, 'ASN1_LENGTH_INVALID'],
    ['a length of five octets', '04850000000001ff', 'ASN1_LENGTH_INVALID'],
    ['the reserved length 0xff', '04ff', 'ASN1_LENGTH_INVALID'],
    ['bytes after the end', '050000', 'ASN1_TRAILING_BYTES'],
    ['a constructed OCTET STRING', '2403040100', 'ASN1_TAG_INVALID'],
    ['a primitive SEQUENCE', '1000', 'ASN1_TAG_INVALID'],
    ['end of contents', '0000', 'ASN1_TAG_INVALID'],
    ['a high tag that is low', '9f1e00', 'ASN1_TAG_INVALID'],
    ['a high tag with leading zeros', '9f801f00', 'ASN1_TAG_INVALID'],
    ['a high tag without end', '9fffffffffffffff00', 'ASN1_TAG_INVALID'],
  ])('%s', (_, input, code) => {
    expect(codeOf(() => Asn1.parse(bytes(input)))).toBe(code);
  });

  const values: [string, string, (element: Asn1) => unknown, string][] = [
    ['an INTEGER without octets', '0200', (e) => e.integer(), 'ASN1_VALUE_INVALID'],
    ['an INTEGER with a leading zero', '0202007f', (e) => e.integer(), 'ASN1_VALUE_INVALID'],
    ['an INTEGER with leading ones', '0202ff80', (e) => e.integer(), 'ASN1_VALUE_INVALID'],
    ['a BOOLEAN of 1', '010101', (e) => e.boolean(), 'ASN1_VALUE_INVALID'],
    ['a BOOLEAN of two octets', '0102ffff', (e) => e.boolean(), 'ASN1_VALUE_INVALID'],
    ['a NULL with content', '050100', (e) => e.null(), 'ASN1_VALUE_INVALID'],
    ['a BIT STRING without octets', '0300', (e) => e.bits(), 'ASN1_VALUE_INVALID'],
    ['a BIT STRING with 8 unused bits', '03020800', (e) => e.bits(), 'ASN1_VALUE_INVALID'],
    ['an empty BIT STRING with unused bits', '030101', (e) => e.bits(), 'ASN1_VALUE_INVALID'],
    ['unused bits that are set', '03020101', (e) => e.bits(), 'ASN1_VALUE_INVALID'],
    ['unused bits where octets are due', '03020100', (e) => e.bitOctets(), 'ASN1_VALUE_INVALID'],
    ['an OID without octets', '0600', (e) => e.oid(), 'ASN1_VALUE_INVALID'],
    ['an OID that is cut off', '060188', (e) => e.oid(), 'ASN1_VALUE_INVALID'],
    ['an OID arc with leading zeros', '0603550480', (e) => e.oid(), 'ASN1_VALUE_INVALID'],
    ['an OID arc that starts by 0x80', '060355 80 04', (e) => e.oid(), 'ASN1_VALUE_INVALID'],
    ['a wrong type', '0500', (e) => e.integer(), 'ASN1_UNEXPECTED'],
    ['invalid UTF-8', '0c01ff', (e) => e.text(), 'ASN1_VALUE_INVALID'],
    ['half a BMPString', '1e0141', (e) => e.text(), 'ASN1_VALUE_INVALID'],
    ['a lone surrogate', '1e02d800', (e) => e.text(), 'ASN1_VALUE_INVALID'],
    ['a letter in a NumericString', '120141', (e) => e.text(), 'ASN1_VALUE_INVALID'],
    ['Latin-1 in an IA5String', '1601e9', (e) => e.text(), 'ASN1_VALUE_INVALID'],
  ];
  it.each(values)('%s', (_, input, read, code) => {
    expect(codeOf(() => read(Asn1.parse(bytes(input))))).toBe(code);
  });

  it.each([
    ['17', '2401010000Z', 'no seconds'],
    ['17', '240101000000+0100', 'a zone'],
    ['17', '240230000000Z', '30 February'],
    ['17', '240101240000Z', 'hour 24'],
    ['17', '240101000060Z', 'second 60'],
    ['18', '20240101000000', 'no Z'],
    ['18', '20240101000000.5Z', 'a fraction where none may stand'],
    ['18', '00500101000000Z', 'the year 50'],
    ['18', '20240101000000Z ', 'a space'],
  ])('the time %s %s (%s)', (tag, text) => {
    const input = bytes(
      `${tag}${text.length.toString(16).padStart(2, '0')}${Buffer.from(text).toString('hex')}`,
    );
    expect(codeOf(() => Asn1.parse(input).time())).toBe('ASN1_VALUE_INVALID');
  });

  it('nesting beyond the limit, quickly and without exhausting the stack', () => {
    const deep = (levels: number) => {
      let element = new Uint8Array();
      for (let level = 0; level < levels; level++) element = new Uint8Array(der.sequence(element));
      return element;
    };
    const descend = (element: Asn1): number => 1 + Math.max(0, ...element.children.map(descend));
    expect(codeOf(() => descend(Asn1.parse(deep(40))))).toBe('ASN1_TOO_DEEP');
    expect(descend(Asn1.parse(deep(30)))).toBe(30);
    const indefinite = new Uint8Array(Buffer.alloc(200_000, Buffer.from([0x30, 0x80])));
    expect(codeOf(() => Asn1.parse(indefinite, { ber: true }))).toBe('ASN1_TOO_DEEP');
  });

  it('too many bytes and too many elements', () => {
    expect(codeOf(() => Asn1.parse(new Uint8Array(101), { maxBytes: 100 }))).toBe('ASN1_TOO_LARGE');
    const many = der.sequence(...Array.from({ length: 100 }, () => der.null()));
    expect(codeOf(() => Asn1.parse(many, { maxElements: 100 }).children)).toBe('ASN1_TOO_LARGE');
  });

  it('fields that are missing or surplus', () => {
    const fields = () => Asn1.parse(der.sequence(der.null())).sequence();
    expect(codeOf(() => fields().end())).toBe('ASN1_UNEXPECTED');
    expect(
      codeOf(() => {
        const two = fields();
        two.next();
        two.next();
      }),
    ).toBe('ASN1_UNEXPECTED');
  });
});

describe('the DER reader reads what the writer writes', () => {
  it('integers of any size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), (value) => {
        expect(Asn1.parse(der.integer(value)).integer()).toBe(value);
      }),
    );
  });

  it('object identifiers, strings, times, lengths', () => {
    for (const oid of [
      '1.2.156.10197.1.501',
      '2.5.29.32.0',
      '0.9.2342.19200300.100.1.25',
      '2.999.1',
      '2.25.329800735698586629295641978511506172918',
      '1.3.9007199254740993',
      '1.39.1',
      '0.0',
    ]) {
      expect(Asn1.parse(der.oid(oid)).oid()).toBe(oid);
    }
    expect(Asn1.parse(der.utf8('通办')).text()).toBe('通办');
    for (const year of [1950, 2049, 2050, 1949]) {
      const at = Date.UTC(year, 1, 28, 23, 59, 59);
      expect(Asn1.parse(der.time(at)).time()).toBe(at);
    }
    for (const size of [0, 127, 128, 255, 256, 65536]) {
      expect(Asn1.parse(der.octets(new Uint8Array(size))).octets()).toHaveLength(size);
    }
  });
});

describe('the BER option', () => {
  it('reads indefinite lengths and strings in pieces', () => {
    const ber = bytes('3080 a080 2480 0402 0102 0401 03 0000 0000 0000');
    const octets = Asn1.parse(ber, { ber: true }).sequence().next().explicit();
    expect([...octets.octets()]).toEqual([1, 2, 3]);
  });

  it('takes no pieces of pieces, which would be copied once a level', () => {
    const nested = Asn1.parse(bytes('2480 2480 0401 01 0000 0000'), { ber: true });
    expect(codeOf(() => nested.octets())).toBe('ASN1_UNEXPECTED');
  });

  it('finds the end before the padding of a PDF', () => {
    const { element, end } = Asn1.parsePrefix(bytes('0401ff0000000000'), { ber: true });
    expect(end).toBe(3);
    expect(element.is(TAG.OCTET_STRING)).toBe(true);
  });
});

it('throws nothing but a Refusal, whatever the bytes', () => {
  const walk = (element: Asn1): void => {
    for (const read of [
      () => element.integer(),
      () => element.bits(),
      () => element.oid(),
      () => element.text(),
      () => element.time({ fraction: true }),
      () => element.boolean(),
      () => element.octets(),
    ]) {
      codeOf(read);
    }
    if (element.constructed) element.children.forEach(walk);
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (input, ber) => {
      codeOf(() => walk(Asn1.parse(input, { ber })));
    }),
    { numRuns: 3000 },
  );
});
