import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readMatter } from '#libs/handling';
import { planSources, type PlanInput } from './plan-sources.js';

const matter = readMatter(parse(readFileSync('config/matters/bankruptcy-check.yaml', 'utf8')));
const input = (changes: Partial<PlanInput> = {}): PlanInput => ({
  matter,
  regions: ['110000'],
  datasetOf: () => ({ items: [{ code: 'name', zh: '名称', en: 'Name' }] }),
  defaultDeadlineMs: 9_000,
  ...changes,
});

it('asks each dataset once a region, however many items read its answer', () => {
  const planned = planSources(input({ regions: ['110000', '130000', '110000'] }));
  expect(planned).toHaveLength(18); // nine sources for ten kinds of information, in two regions
  expect(new Set(planned.map(({ key }) => key)).size).toBe(18);
  expect(planned.find(({ key }) => key === '130000:customs-status')).toMatchObject({
    matterItems: ['customs-clearance', 'duties'],
    title: { zh: '海关通关信息、海关税款信息' },
    department: { key: 'customs' },
    deadlineMs: 30_000,
  });
});

it('asks for the kinds that are wanted, and those that are its own', () => {
  expect(
    planSources(input({ kinds: ['taxes', 'vehicles'], ours: ['vehicles'] })).map(({ key }) => key),
  ).toEqual(['110000:vehicles']);
});

it.each<[string, Partial<PlanInput>, string]>([
  ['a kind that the matter does not know', { kinds: ['taxes', 'secrets'] }, 'CHECK_KIND_UNKNOWN'],
  ['an item that is no kind of information', { kinds: ['report'] }, 'CHECK_KIND_UNKNOWN'],
  ['the name of a member of every object', { kinds: ['constructor'] }, 'CHECK_KIND_UNKNOWN'],
  ['no region', { regions: [] }, 'CHECK_NOTHING_TO_ASK'],
  ['no kind', { kinds: [] }, 'CHECK_NOTHING_TO_ASK'],
  ['nothing of its own', { ours: [] }, 'CHECK_NOTHING_TO_ASK'],
  ['a dataset that the catalogue does not have', { datasetOf: () => undefined }, 'CHECK_NOTHING_TO_ASK'],
])('is refused for %s', (_, changes, code) => {
  expect(() => planSources(input(changes))).toThrow(expect.objectContaining({ code }));
});

it('is refused for more sources than a report holds', () => {
  const items = Array.from({ length: 21 }, (_, place) => ({
    ...(matter.items[0] as (typeof matter.items)[number]),
    id: `i${String(place)}`,
    dataset: `d${String(place)}`,
  }));
  expect(() =>
    planSources(input({ matter: { ...matter, items }, regions: ['110000', '120000', '130000'] })),
  ).toThrow(expect.objectContaining({ code: 'CHECK_TOO_MANY_SOURCES' }));
});
