import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { cpuTime } from '../../../../test/support/cpu-time.js';
import { escapeXml, parseXml } from './index.js';

const parse = (text: string, limits = {}) => parseXml(Buffer.from(text), limits);

describe('XML that is refused', () => {
  it.each([
    ['a document type', '<!DOCTYPE a><a/>', 'XML_DOCTYPE_REFUSED'],
    ['a billion laughs', '<!DOCTYPE a [<!ENTITY b "&c;&c;">]><a>&b;</a>', 'XML_DOCTYPE_REFUSED'],
    [
      'a document type after the declaration',
      '<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "x"><a/>',
      'XML_DOCTYPE_REFUSED',
    ],
    ['an entity', '<a>&xxe;</a>', 'XML_ENTITY_REFUSED'],
    ['an entity in an attribute', '<a b="&xxe;"/>', 'XML_ENTITY_REFUSED'],
    ['a forbidden character reference', '<a>&#0;</a>', 'XML_MALFORMED'],
    ['half a surrogate pair by reference', '<a>&#xD800;</a>', 'XML_MALFORMED'],
    ['a reference beyond Unicode', '<a>&#x110000;</a>', 'XML_MALFORMED'],
    ['a bare ampersand', '<a>b & c</a>', 'XML_MALFORMED'],
    ['a control character', '<a>\x01</a>', 'XML_MALFORMED'],
    ['an attribute twice', '<a b="1" b="2"/>', 'XML_MALFORMED'],
    ['an attribute twice by namespace', '<a xmlns:x="u" xmlns:y="u" x:b="1" y:b="2"/>', 'XML_MALFORMED'],
    ['a prefix without a namespace', '<x:a/>', 'XML_MALFORMED'],
    ['an element that is not closed', '<a><b></a>', 'XML_MALFORMED'],
    ['nothing', '', 'XML_MALFORMED'],
    ['two roots', '<a/><b/>', 'XML_MALFORMED'],
    ['text after the root', '<a/>b', 'XML_MALFORMED'],
    ['a processing instruction', '<a><?php x?></a>', 'XML_MALFORMED'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>', 'XML_MALFORMED'],
    ['an attribute without quotes', '<a b=1/>', 'XML_MALFORMED'],
    ['attributes without space', '<a b="1"c="2"/>', 'XML_MALFORMED'],
    ['< in an attribute', '<a b="<"/>', 'XML_MALFORMED'],
    ['an open comment', '<a><!-- </a>', 'XML_MALFORMED'],
  ])('%s', (_, text, code) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
  });

  it('bytes that are no UTF-8', () => {
    expect(() => parseXml(Uint8Array.of(0x3c, 0xff, 0x2f, 0x3e))).toThrow(
      expect.objectContaining({ code: 'XML_MALFORMED' }),
    );
  });

  it('more depth, bytes or elements than allowed', () => {
    expect(() => parse('<a>'.repeat(50) + '</a>'.repeat(50))).toThrow(
      expect.objectContaining({ code: 'XML_TOO_DEEP' }),
    );
    expect(() => parse('<a/>', { maxBytes: 3 })).toThrow(expect.objectContaining({ code: 'XML_TOO_LARGE' }));
    expect(() => parse(`<a>${'<b/>'.repeat(9)}</a>`, { maxNodes: 9 })).toThrow(
      expect.objectContaining({ code: 'XML_TOO_LARGE' }),
    );
  });

  it('an element that may stand once and stands twice', () => {
    expect(() => parse('<a><b/><b/></a>').one('b')).toThrow(
      expect.objectContaining({ code: 'XML_MALFORMED' }),
    );
  });

  it('takes no longer for hostile text', () => {
    const started = cpuTime();
    for (const text of [
      '<a ' + 'b'.repeat(1 << 20),
      '<a>' + '&'.repeat(1 << 20),
      '<!--'.repeat(1 << 18),
      '<a' + ' '.repeat(1 << 20),
    ]) {
      expect(() => parse(text)).toThrow(Refusal);
    }
    expect(cpuTime() - started).toBeLessThan(2000);
  });
});

describe('XML that is read', () => {
  it('by namespace, whatever the prefix', () => {
    const root = parse(
      '\ufeff<?xml version="1.0" encoding="utf-8"?>\r\n<o:R xmlns:o="u" a="&lt;1&#x4e2d;"><R/><o:C> x<![CDATA[<y>]]> <!-- z --></o:C></o:R>',
    );
    expect([root.namespace, root.name, root.attribute('a')]).toEqual(['u', 'R', '<1中']);
    expect(root.all('R')).toEqual([]);
    expect(root.one('C').value).toBe('x<y>');
    expect(parse('<R xmlns="u"><C/></R>').one('C').namespace).toBe('u');
  });

  it('any text, once escaped', () => {
    const legal = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(legal, (text) => {
        // eslint-disable-next-line no-control-regex -- what XML cannot hold
        fc.pre(!/[\x00-\x1f\ufffe\uffff]/.test(text));
        const root = parse(`<a b="${escapeXml(text)}">${escapeXml(text)}</a>`);
        expect([root.text, root.attribute('b')]).toEqual([text, text]);
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
