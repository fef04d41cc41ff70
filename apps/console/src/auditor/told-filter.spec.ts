import type { Words } from '../i18n/index.js';
import { toldFilter, toldNote } from './told-filter.js';

const words = {
  t: (key: string) => (key === 'mark.comma' ? '、' : '；'),
  name: (group: string, value: string) => `${group}.${value}`,
  instant: (value: string) => value.slice(0, 10),
} as unknown as Words;
const told = (value: unknown): string => toldFilter(JSON.stringify(value), words);

it.each<[string, unknown, string]>([
  ['nothing that narrows', { filter: {}, order: undefined, withPersonalValues: false }, ''],
  ['that persons were shown', { filter: {}, withPersonalValues: true }, 'told.withPersonalValues'],
  [
    'kinds by their names, and instants',
    { filter: { kinds: ['audit-read', 'home'], from: '2026-11-24T02:00:00.000Z' } },
    'told.kinds kind.AUDIT_READ、kind.HOME；told.from 2026-11-24',
  ],
  ['how it was counted', { countedBy: 'day', filter: {} }, 'told.countedBy countedBy.day'],
  [
    'what stands deeper',
    { reconciliations: { peer: 'https://x' } },
    'told.reconciliations told.peer https://x',
  ],
  ['what nobody knows', { something: 7 }, 'told.something 7'],
])('tells %s', (_name, filter, expected) => {
  expect(told(filter)).toBe(expected);
});

it('shows what is no JSON object as it is, and nothing where there is nothing', () => {
  expect(toldFilter('not JSON', words)).toBe('not JSON');
  expect(toldFilter('[1]', words)).toBe('[1]');
  expect(toldFilter(null, words)).toBe('');
});

it.each([
  ['2 listed', 'auditNote.listed {"count":"2"}'],
  [
    '01a22992-0519-7000-8000-000000000001 saved, shared',
    'auditNote.savedShared {"id":"01a22992-0519-7000-8000-000000000001"}',
  ],
  ['asked for', 'auditNote.asked for'],
])('tells the note %s', (note, expected) => {
  const t = (key: string, values: object): string => `${key} ${JSON.stringify(values)}`;
  expect(toldNote(note, { ...words, t } as unknown as Words)).toBe(expected);
});
