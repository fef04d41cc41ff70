import { cursorOf, pageOfRows, placeOf } from './place-cursor.js';

const place = { micros: '1795501500000001', id: '0190aaaa-0000-7000-8000-000000000001' };

describe('a cursor', () => {
  it('names a place to the microsecond', () => {
    expect(placeOf(cursorOf(place))).toEqual(place);
  });

  it.each([
    ['nothing', ''],
    ['no base64url', '%%%'],
    ['an instant alone', Buffer.from('1795501500000001').toString('base64url')],
    ['an instant that is none', cursorOf({ ...place, micros: "1' OR true --" })],
    ['an instant beyond any', cursorOf({ ...place, micros: '9'.repeat(19) })],
    ['an id of more than one word', cursorOf({ ...place, id: 'a b' })],
    ['an id without end', cursorOf({ ...place, id: 'a'.repeat(201) })],
  ])('that is %s is refused', (_, cursor) => {
    expect(() => placeOf(cursor)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
  });
});

describe('a page', () => {
  const rows = ['a', 'b', 'c'].map((id) => ({ ...place, id }));
  it.each([
    [2, ['a', 'b'], true, 'b'],
    [3, ['a', 'b', 'c'], false, 'c'],
    [4, ['a', 'b', 'c'], false, 'c'],
  ])('of %d knows whether others follow', (first, ids, hasNextPage, last) => {
    const page = pageOfRows(rows.slice(0, first + 1), first, (row) => row);
    expect(page.rows.map(({ id }) => id)).toEqual(ids);
    expect(page).toMatchObject({ hasNextPage, endCursor: cursorOf({ ...place, id: last }) });
  });
  it('without rows ends nowhere', () => {
    expect(pageOfRows([], 10, () => place)).toEqual({ rows: [], hasNextPage: false });
  });
});
