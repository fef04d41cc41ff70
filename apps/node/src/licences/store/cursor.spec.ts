import { Cursors, listDigest } from './cursor.js';

const cursors = new Cursors(new Uint8Array(32).fill(7));
const at = { typeCode: '11100000MB0143028R001', identifier: '1.2.156.3005.2.sample' };
const list = listDigest({ type: '001', code: 'X' }, undefined);

describe('cursors', () => {
  it.each([
    ['of another list', cursors.encode(at, 'another'), 'CURSOR_INVALID'],
    ['of another node', new Cursors(new Uint8Array(32)).encode(at, list), 'CURSOR_INVALID'],
    ['truncated', cursors.encode(at, list).slice(0, 20), 'CURSOR_INVALID'],
    ['empty', '', 'CURSOR_INVALID'],
    ['not base64url', 'a b', 'CURSOR_INVALID'],
    ['endless', 'A'.repeat(500), 'CURSOR_INVALID'],
  ])('%s is refused', (_name, cursor, code) => {
    expect(() => cursors.decode(cursor, list)).toThrow(expect.objectContaining({ code }));
  });

  it('an altered one is refused, wherever it was altered', () => {
    const bytes = Buffer.from(cursors.encode(at, list), 'base64url');
    for (let place = 0; place < bytes.length; place++) {
      const altered = Buffer.from(bytes);
      altered[place] = (altered[place] ?? 0) ^ 1;
      expect(() => cursors.decode(altered.toString('base64url'), list)).toThrow();
    }
  });

  it('says nothing about the licence, and comes back whole', () => {
    const cursor = cursors.encode(at, list);
    expect(Buffer.from(cursor, 'base64url').includes(Buffer.from('sample'))).toBe(false);
    expect(cursors.decode(cursor, list)).toEqual(at);
  });
});
