import { parseInstant } from './instant.js';
import { padded, printable, sizeText, timesTold, timeText, widthOf } from './text.js';

it.each([
  ['a cursor that moves up', 'bad\u001b[1A\u001b[2K good', 'bad�[1A�[2K good'],
  ['a line that is overwritten', 'bad\rvalid', 'bad�valid'],
  ['further lines', 'a\n✓ valid', 'a�✓ valid'],
  ['text that runs backwards', 'invoice\u202efdp.exe', 'invoice�fdp.exe'],
  ['invisible characters', 'a\u200bb', 'a�b'],
  ['C1 controls', 'a\u009b31m', 'a�31m'],
])('makes %s printable', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});

it('cuts what is too long between characters, not inside of one', () => {
  expect(printable('𠮷'.repeat(400), 3)).toBe('𠮷𠮷𠮷…');
  expect(printable('x'.repeat(10_000_000)).length).toBe(301);
});

it('knows how wide Chinese is', () => {
  expect(widthOf('签章 ok')).toBe(7);
  expect(padded('签章', 6)).toBe('签章  ');
});

it.each([
  [0, '1970-01-01 08:00:00 +08:00'],
  [Date.UTC(2026, 1, 28, 20), '2026-03-01 04:00:00 +08:00'],
  [Number.NaN, '?'],
  [Number.POSITIVE_INFINITY, '?'],
  [9e15, '?'],
])('tells the time %d in Beijing', (at, text) => {
  expect(timeText(at)).toBe(text);
});

it('has one clock in a report', () => {
  expect(timesTold('made at 2026-02-28T20:00:00.000Z, not proven')).toBe(
    'made at 2026-03-01 04:00:00 +08:00, not proven',
  );
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1536, '1.5 KiB'],
  [64 << 20, '64 MiB'],
])('tells the size %d', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

it.each([
  ['2026-03-01', '2026-02-28T16:00:00.000Z'],
  ['2026-03-01T09:00:00+08:00', '2026-03-01T01:00:00.000Z'],
  ['2026-03-01t09:00:00z', '2026-03-01T09:00:00.000Z'],
  ['2026-03-01 09:00Z', '2026-03-01T09:00:00.000Z'],
])('reads the instant %s', (text, expected) => {
  expect(new Date(parseInstant(text) ?? Number.NaN).toISOString()).toBe(expected);
});

it.each([
  '',
  'now',
  '2026',
  '2026-02-29',
  '2026-04-31T00:00:00Z',
  '2026-13-01',
  '2026-03-01T09:00:00',
  '2026-03-01T25:00:00Z',
])('does not take %p for an instant', (text) => {
  expect(parseInstant(text)).toBeUndefined();
});
