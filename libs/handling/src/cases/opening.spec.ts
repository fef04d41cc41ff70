import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { BEIJING, Desk, HEBEI, MONDAY, receiving } from '../../../../test/support/case-desk.js';
import { readMatter } from '../matters/matter.js';
import { matterDigest } from '../matters/package.js';
import type { CaseEventData } from './event.js';
import { openingProblems } from './opening.js';
import { termsOf } from './terms.js';

const matter = readMatter(parse(readFileSync('config/matters/open-restaurant.yaml', 'utf8')));
const form = { premisesOwned: true, area: 80 };
const modes = ['integrated', 'pledge', 'cross-region'] as const;
const terms = termsOf(matter, { form, modes, decision: BEIJING, chosen: ['signboard'], today: '2026-03-02' });

const opening = (more: Partial<CaseEventData<'receive'>> = {}) =>
  new Desk().propose('receive', {
    at: MONDAY,
    data: receiving({
      matter: {
        id: matter.id,
        version: matter.version,
        digest: matterDigest(matter),
        itemCode: '11100000MB0143028R2000131026000',
      },
      model: 'joint',
      modes: [...modes],
      materials: [],
      terms,
      ...more,
    }),
  });
const { matter: named } = opening().data;
const loosened = { ...terms, materials: terms.materials.map((one) => ({ ...one, required: false })) };

describe('an opening, compared with the definition', () => {
  it.each<[string, string, Partial<CaseEventData<'receive'>>]>([
    ['makes required material optional', 'CASE_TERMS_DISAGREE', { terms: loosened }],
    [
      'asks for less trust',
      'CASE_TERMS_DISAGREE',
      { terms: { ...terms, materials: terms.materials.map((one) => ({ ...one, trust: 'D' as const })) } },
    ],
    [
      'gives itself longer',
      'CASE_TERMS_DISAGREE',
      { terms: { ...terms, days: { ...terms.days, decision: 300 } } },
    ],
    [
      'leaves out the item that leads',
      'CASE_TERMS_DISAGREE',
      { terms: { ...terms, items: terms.items.filter(({ role }) => role !== 'lead') } },
    ],
    [
      'lets the lead begin at once',
      'CASE_TERMS_DISAGREE',
      { terms: { ...terms, items: terms.items.map((one) => ({ ...one, after: [] })) } },
    ],
    ['names another version', 'CASE_MATTER_OTHER_VERSION', { matter: { ...named, digest: 'B'.repeat(43) } }],
    [
      'names an item of another matter',
      'CASE_MATTER_OTHER_VERSION',
      { matter: { ...named, itemCode: '11100000MB0143028R2000720001000' } },
    ],
    ['takes a mode that is not offered', 'CASE_MODE_NOT_OFFERED', { modes: [...modes, 'no-application'] }],
  ])('is found out where it %s', (_, code, more) =>
    expect(openingProblems(opening(more), matter, form)).toContain(code),
  );

  it('is found out where the form says otherwise', () =>
    expect(openingProblems(opening(), matter, { ...form, premisesOwned: false })).toEqual([
      'CASE_TERMS_DISAGREE',
    ]));

  it('agrees where everything follows from the definition, wherever the items are handled', () => {
    expect(openingProblems(opening(), matter, form)).toEqual([]);
    const elsewhere = {
      ...terms,
      items: terms.items.map((one) => (one.role === 'lead' ? one : { ...one, region: HEBEI })),
    };
    expect(openingProblems(opening({ supporting: [HEBEI], terms: elsewhere }), matter, form)).toEqual([]);
  });
});
