import type { ErrorCode } from '#libs/errors';
import { codesOf, placeOf } from './failed-request.js';

describe('where a lookup came to its end', () => {
  it.each<[string, ErrorCode | undefined, string | undefined, boolean, string]>([
    ['the other side says no in its log', 'PURPOSE_NOT_AGREED', 'PURPOSE_NOT_AGREED', true, 'there'],
    ['the other side was not reached', 'PEER_UNREACHABLE', undefined, true, 'way'],
    ['nobody answers for the region', 'REGION_UNKNOWN', undefined, false, 'way'],
    ['the other side said no, but does not show its log', 'NO_AGREEMENT', undefined, true, 'there'],
    ['this node said no', 'ROLE_NOT_ALLOWED', undefined, false, 'here'],
  ])('%s', (_, code, there, crossed, place) => {
    expect(placeOf(code, there, crossed)).toBe(place);
  });
});

it('names each code once, those of the whole request first', () => {
  expect(
    codesOf(['A', 'B', 'A'], [{ region: 'x', code: 'B' }, { region: 'y' }, { region: 'z', code: 'C' }]),
  ).toEqual(['A', 'B', 'C']);
});
