import { KNOWN_NOTICES, WorkingCalendar } from '#libs/calendar';
import type { CaseView } from '#libs/handling';
import { blankCase } from '../../../../test/support/blank-case.js';
import { glanceOf, type GlanceContext } from './glance.js';

const NOW = Date.parse('2026-03-04T02:00:00Z');
const context = (change: Partial<GlanceContext> = {}): GlanceContext => ({
  region: '110000',
  authority: 'AUTHORITY',
  bodyOf: (key) => `body of ${key}`,
  calendar: new WorkingCalendar(KNOWN_NOTICES),
  now: NOW,
  ...change,
});
const atCounter = context({ region: '120000', counter: 'COUNTER' });
const { authority: _, ...elsewhere } = atCounter;
const view = (change: Partial<CaseView>): CaseView => ({ ...blankCase(), ...change });
const item = (id: string, more: object = {}) => ({
  id,
  department: id,
  region: '110000' as const,
  role: 'supporting' as const,
  optional: false,
  after: [],
  ...more,
});

describe('whose turn it is', () => {
  const collected = { ...blankCase().opening!, model: 'collected' as const };
  it.each<[string, Partial<CaseView>, string, string]>([
    ['a case received elsewhere waits for who decides', { state: 'received' }, 'authority', 'elsewhere'],
    [
      'one collected there waits for the counter',
      { state: 'received', opening: collected },
      'elsewhere',
      'counter',
    ],
    [
      'until it was handed over',
      { state: 'received', opening: collected, handedOver: true },
      'authority',
      'elsewhere',
    ],
    ['a correction is the applicant’s', { state: 'correction-asked' }, 'applicant', 'applicant'],
    ['a review is the authority’s', { state: 'under-review' }, 'authority', 'elsewhere'],
    ['what was decided online is delivered by who decided', { state: 'approved' }, 'authority', 'elsewhere'],
    ['otherwise by the counter', { state: 'refused', opening: collected }, 'elsewhere', 'counter'],
    ['a withdrawn case is nobody’s', { state: 'withdrawn' }, 'nobody', 'nobody'],
    [
      'a bad rating is for the authority to answer',
      { state: 'rated', rating: { stars: 1, at: NOW, rectification: { openedAt: NOW } } },
      'authority',
      'elsewhere',
    ],
  ])('%s', (_name, change, atAuthority, atTheCounter) => {
    expect(glanceOf(view(change), context()).awaits).toBe(atAuthority);
    expect(glanceOf(view(change), elsewhere).awaits).toBe(atTheCounter);
  });

  it('items are for their departments, those that may be answered now', () => {
    const items = {
      licence: item('licence', { answer: { outcome: 'approved', at: NOW } }),
      fire: item('fire', { after: ['licence'] }),
      seal: item('seal', { after: ['fire'] }),
      late: item('late', { answer: { outcome: 'not-available', at: NOW, until: NOW + 1 } }),
      other: item('other', { region: '120000' }),
    };
    expect(glanceOf(view({ state: 'accepted', items }), context()).waiting).toEqual([
      'AUTHORITY',
      'body of fire',
      'body of late',
    ]);
    expect(glanceOf(view({ state: 'received', items }), context()).waiting).toEqual(['AUTHORITY']);
    expect(glanceOf(view({ state: 'accepted', items }), elsewhere).waiting).toEqual(['body of other']);
  });

  it('a bad rating also waits for the counter that received the case', () => {
    const rating = { stars: 2, at: NOW, rectification: { openedAt: NOW } };
    expect(glanceOf(view({ state: 'rated', rating }), elsewhere)).toMatchObject({
      open: true,
      rectification: true,
      waiting: ['COUNTER'],
    });
    const answered = { ...rating, rectification: { openedAt: NOW, answeredAt: NOW } };
    expect(glanceOf(view({ state: 'rated', rating: answered }), elsewhere)).toMatchObject({ open: false });
  });
});

describe('what ends first', () => {
  const received = Date.parse('2026-03-02T01:00:00Z');
  it('is the period that the case is in', () => {
    const one = view({ state: 'received', times: { received } });
    expect(glanceOf(one, context()).due).toEqual({ on: '2026-03-09', clock: 'acceptance' });
  });

  it('is no day while it stands still', () => {
    const one = view({
      state: 'correction-asked',
      times: { received },
      correction: { askedAt: received + 1000, missing: [] },
      stops: { acceptance: [{ from: received + 1000, reason: 'correction' }], decision: [] },
    });
    expect(glanceOf(one, context())).not.toHaveProperty('due');
    expect(glanceOf(one, context()).correction).toBe(true);
  });

  it('is a pledge after the decision, which keeps the case open', () => {
    const pledge = {
      missing: ['plan'],
      due: '2026-03-20',
      consequence: 'revoke' as const,
      signed: 'A'.repeat(43),
      at: received,
      state: 'open' as const,
    };
    const one = view({
      state: 'signed-for',
      pledge,
      times: { received, decided: received, delivered: received },
    });
    expect(glanceOf(one, context())).toMatchObject({
      open: true,
      pledgeDue: '2026-03-20',
      due: { on: '2026-03-20', clock: 'pledge' },
    });
    expect(glanceOf({ ...one, pledge: { ...pledge, state: 'fulfilled' } }, context()).open).toBe(false);
  });
});
