import { Refusal } from '#libs/errors';
import {
  BEIJING,
  CASE_ID,
  Desk,
  DIGEST,
  HEBEI,
  material,
  MONDAY,
  receiving,
  terms,
  TIANJIN,
  usual,
} from '../../../../test/support/case-desk.js';
import { applyEvent, newCase } from './case.js';
import { readEvent, type CaseEvent } from './event.js';

const opened = (more: Parameters<typeof receiving>[0] = {}) => {
  const desk = new Desk();
  desk.do('receive', { data: receiving(more) });
  return desk;
};
const withoutPlan = () => opened({ materials: [material('licence')] });
const bundle = (completion: 'approved' | 'answered' = 'approved') =>
  opened({
    model: 'joint',
    modes: ['integrated', 'cross-region'],
    supporting: [HEBEI],
    terms: terms({
      completion,
      items: [
        { id: 'one', department: 'market', region: BEIJING, role: 'lead', optional: false, after: [] },
        { id: 'two', department: 'tax', region: HEBEI, role: 'supporting', optional: false, after: ['one'] },
      ],
    }),
  }).all('accept', 'begin-review');

const refused = (code: string, work: () => unknown) => {
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Refusal);
  expect((thrown as Refusal).code).toBe(code);
};

describe('receiving', () => {
  it.each<[string, string, () => unknown]>([
    [
      'by another region than the case names',
      'CASE_REGION_MAY_NOT',
      () => new Desk().do('receive', { region: BEIJING }),
    ],
    ['twice', 'CASE_OPENED_TWICE', () => opened().do('receive')],
    ['by a reviewer', 'CASE_ROLE_MAY_NOT', () => new Desk().do('receive', { role: 'approver' })],
    [
      'by a delegate whom nobody named',
      'CASE_DELEGATE_UNKNOWN',
      () => new Desk().do('receive', { role: 'delegate', person: 'x' }),
    ],
    [
      'with the applicant as their own delegate',
      'CASE_DELEGATE_IS_APPLICANT',
      () => opened({ delegate: { ...usual['name-delegate'].data.delegate, person: 'firm-1' } }),
    ],
    [
      'with a delegate whose last day is over',
      'CASE_DELEGATE_OVER',
      () => opened({ delegate: { ...usual['name-delegate'].data.delegate, until: '2026-03-01' } }),
    ],
    [
      'collecting for itself',
      'CASE_MODEL_DISAGREES',
      () => opened({ model: 'collected', decision: TIANJIN }),
    ],
    [
      'with an item of a stranger',
      'CASE_REGION_NOT_PARTY',
      () =>
        opened({
          terms: terms({
            items: [{ id: 'a', department: 'b', region: HEBEI, role: 'lead', optional: false, after: [] }],
          }),
        }),
    ],
    [
      'with a file that was not asked for',
      'CASE_MATERIAL_UNKNOWN',
      () => opened({ materials: [material('diary')] }),
    ],
    ['nothing yet', 'CASE_NOT_OPEN', () => new Desk().do('accept')],
  ])('is refused: %s', (_, code, work) => refused(code, work));
});

describe('an event, read', () => {
  const body = () => {
    const { id: _, ...rest } = new Desk().propose('receive');
    return rest as Record<string, unknown>;
  };
  it.each<[string, (event: Record<string, unknown>) => unknown]>([
    ['null', () => null],
    ['a kind that is a member of the prototype', (e) => ({ ...e, kind: 'constructor' })],
    ['a member that is not known', (e) => ({ ...e, admin: true })],
    ['another version', (e) => ({ ...e, v: 2 })],
    ['a case of no region', (e) => ({ ...e, case: '990000-20260302-0001' })],
    ['place zero', (e) => ({ ...e, seq: 0 })],
    ['a place that is no number', (e) => ({ ...e, seq: '1' })],
    ['that it has seen itself', (e) => ({ ...e, seen: { [TIANJIN]: 1 } })],
    [
      'a name of a person',
      (e) => ({ ...e, by: { role: 'window', organisation: '11100000MB0143028R', person: '张 三' } }),
    ],
    ['data of another step', (e) => ({ ...e, kind: 'extend' })],
    ['an instant beyond the calendar', (e) => ({ ...e, at: 1e18 })],
  ])('is refused with %s', (_, change) => refused('CASE_EVENT_INVALID', () => readEvent(change(body()))));

  it('has an id that follows from what it says', () => {
    const event = readEvent(body());
    expect(readEvent(JSON.parse(JSON.stringify(body()))).id).toBe(event.id);
    expect(readEvent({ ...body(), at: event.at + 1 }).id).not.toBe(event.id);
  });

  it('of another case is refused', () =>
    refused('CASE_EVENT_OTHER_CASE', () => applyEvent(newCase('110105-20260302-0001'), readEvent(body()))));
});

describe('what a step needs', () => {
  it.each<[string, string, () => unknown]>([
    [
      'a second correction',
      'CASE_CORRECTION_ONCE',
      () => opened().all('ask-correction', 'correct').do('ask-correction'),
    ],
    [
      'a correction by the counter of 全程网办',
      'CASE_REGION_MAY_NOT',
      () => opened().do('ask-correction', { region: TIANJIN }),
    ],
    ['accepting without what is required', 'CASE_MATERIAL_MISSING', () => withoutPlan().do('accept')],
    [
      'accepting with material that failed',
      'CASE_MATERIAL_MISSING',
      () =>
        opened({ materials: [material('licence', { verdict: 'failed' }), material('plan')] }).do('accept'),
    ],
    [
      'accepting with an upload where an issuer-made one is due',
      'CASE_MATERIAL_MISSING',
      () => opened({ materials: [material('licence', { trust: 'C' }), material('plan')] }).do('accept'),
    ],
    [
      'accepting with a seal that nobody could verify',
      'CASE_MATERIAL_MISSING',
      () =>
        opened({ materials: [material('licence', { verdict: 'undecided' }), material('plan')] }).do('accept'),
    ],
    ['a node that accepts by itself', 'CASE_ROLE_MAY_NOT', () => opened().do('accept', { role: 'node' })],
    [
      'a pledge for what may not be left out',
      'CASE_MATERIAL_NOT_PLEDGEABLE',
      () => withoutPlan().do('pledge', { data: { missing: ['licence'] } }),
    ],
    [
      'a pledge where the mode is not offered',
      'CASE_MATERIAL_NOT_PLEDGEABLE',
      () => opened({ modes: [] }).do('pledge'),
    ],
    [
      'a pledge with another consequence',
      'CASE_PLEDGE_DISAGREES',
      () => withoutPlan().do('pledge', { data: { consequence: 'rectify' } }),
    ],
    ['a pledge by the handler', 'CASE_ROLE_MAY_NOT', () => withoutPlan().do('pledge', { role: 'handler' })],
    [
      'plain approval with something missing',
      'CASE_MATERIAL_MISSING',
      () => withoutPlan().all('pledge', 'accept', 'begin-review').do('approve'),
    ],
    [
      'approval with a pledge that nobody gave',
      'CASE_PLEDGE_MISSING',
      () => opened().all('accept', 'begin-review').do('approve-with-pledge'),
    ],
    [
      'revoking before the day is over',
      'CASE_PLEDGE_NOT_DUE',
      () =>
        withoutPlan()
          .all('pledge', 'accept', 'begin-review', 'approve-with-pledge')
          .do('revoke', { at: Date.UTC(2026, 2, 16, 15, 59) }),
    ],
    [
      'revoking what was fulfilled',
      'CASE_PLEDGE_MISSING',
      () =>
        withoutPlan()
          .all('pledge', 'accept', 'begin-review', 'approve-with-pledge', 'fulfil-pledge')
          .do('revoke', { at: Date.UTC(2026, 2, 20) }),
    ],
    [
      'revoking an approval without a pledge',
      'CASE_PLEDGE_MISSING',
      () =>
        opened()
          .all('accept', 'begin-review', 'approve', 'deliver')
          .do('revoke', { at: Date.UTC(2026, 2, 20) }),
    ],
    [
      'an extension beyond the law',
      'CASE_EXTENSION_ONCE',
      () =>
        opened()
          .all('accept')
          .do('extend', { data: { days: 11 } }),
    ],
    [
      'a second extension',
      'CASE_EXTENSION_ONCE',
      () =>
        opened()
          .all('accept', 'extend')
          .do('extend', { data: { days: 1 } }),
    ],
    [
      'a delegate after his last day',
      'CASE_DELEGATE_UNKNOWN',
      () => {
        const desk = opened();
        const delegate = { ...usual['name-delegate'].data.delegate, until: '2026-03-03' };
        desk.do('name-delegate', { data: { delegate } });
        desk.do('withdraw', { role: 'delegate', person: 'helper-1', at: Date.UTC(2026, 2, 3, 16) });
      },
    ],
    [
      'the applicant named as their own delegate',
      'CASE_DELEGATE_IS_APPLICANT',
      () => {
        const delegate = { ...usual['name-delegate'].data.delegate, person: 'firm-1' };
        opened().do('name-delegate', { data: { delegate } });
      },
    ],
    [
      'a delegate named when his last day is over',
      'CASE_DELEGATE_OVER',
      () => {
        const delegate = { ...usual['name-delegate'].data.delegate, until: '2026-03-01' };
        opened().do('name-delegate', { data: { delegate } });
      },
    ],
    [
      'a delegate whose delegation ended',
      'CASE_DELEGATE_UNKNOWN',
      () =>
        opened()
          .all('name-delegate', 'end-delegate')
          .do('withdraw', { role: 'delegate', person: 'helper-1' }),
    ],
    ['handing over what is not collected', 'CASE_MODEL_DISAGREES', () => opened().do('hand-over')],
    [
      'deciding before the counter handed over',
      'CASE_NOT_HANDED_OVER',
      () => opened({ model: 'collected' }).do('accept'),
    ],
    [
      'a counter that accepts for the deciding region',
      'CASE_REGION_MAY_NOT',
      () => opened({ model: 'collected' }).do('accept', { region: TIANJIN, role: 'window' }),
    ],
    [
      'a counter that asks for corrections after handing over',
      'CASE_REGION_MAY_NOT',
      () => opened({ model: 'collected' }).all('hand-over').do('ask-correction', { region: TIANJIN }),
    ],
    [
      'an item that is none',
      'CASE_ITEM_UNKNOWN',
      () => bundle().do('answer-item', { data: { item: 'constructor' } }),
    ],
    [
      'an item of another region',
      'CASE_ITEM_OTHER_REGION',
      () => bundle().do('answer-item', { region: HEBEI }),
    ],
    [
      'an item before the one it waits for',
      'CASE_ITEM_WAITS',
      () => bundle().do('answer-item', { region: HEBEI, data: { item: 'two' } }),
    ],
    ['answering twice', 'CASE_ITEM_ANSWERED', () => bundle().all('answer-item').do('answer-item')],
    ['approving with open items', 'CASE_ITEMS_OPEN', () => bundle().all('answer-item').do('approve')],
    [
      'approving with a refused item',
      'CASE_ITEM_REFUSED',
      () => {
        const desk = bundle().all('answer-item');
        desk.do('answer-item', { region: HEBEI, data: { item: 'two', outcome: 'refused' } });
        desk.do('approve');
      },
    ],
    [
      'answering a rating that was not bad',
      'CASE_RECTIFICATION_MISSING',
      () => opened().all('accept', 'begin-review', 'approve', 'deliver', 'rate').do('answer-rating'),
    ],
    [
      'a rating by the clerk himself',
      'CASE_ROLE_MAY_NOT',
      () => opened().all('accept', 'begin-review', 'approve', 'deliver').do('rate', { role: 'window' }),
    ],
  ])('refuses %s', (_, code, work) => refused(code, work));

  it.each(['approved', 'refused', 'not-available'] as const)(
    'has others wait for an optional item that was chosen, until it is %s',
    (outcome) => {
      const at = { region: BEIJING, department: 'market', role: 'supporting' as const };
      const items = [
        { ...at, id: 'transfer', optional: true, after: [] },
        { ...at, id: 'one', optional: false, after: ['transfer'] },
      ];
      const desk = opened({ model: 'joint', modes: ['integrated'], terms: terms({ items }) });
      desk.all('accept', 'begin-review');
      refused('CASE_ITEM_WAITS', () => desk.do('begin-item', { data: { item: 'one' } }));
      desk.do('answer-item', { data: { item: 'transfer', outcome } });
      desk.do('begin-item', { data: { item: 'one' } });
      expect(desk.view.setAside).toEqual([]);
    },
  );

  it('lets the counter of 异地代收代办 check, hand over, and the other region decide', () => {
    const desk = opened({ model: 'collected' });
    desk.do('ask-correction', { region: TIANJIN, role: 'window' });
    desk.all('correct', 'hand-over', 'accept', 'begin-review', 'approve', 'deliver', 'sign-for', 'rate');
    expect(desk.view).toMatchObject({ state: 'rated', handedOver: true, setAside: [] });
  });

  it('lets either region accept in 多地联办', () =>
    expect(opened({ model: 'joint' }).do('accept', { region: TIANJIN, role: 'window' }).kind).toBe('accept'));

  it('lets time accept where nobody told what is missing, also before a hand-over', () => {
    const desk = opened({ model: 'collected', materials: [] });
    desk.do('accept', { role: 'node', data: { deemedSince: '2026-03-09' } });
    expect(desk.view).toMatchObject({ state: 'accepted', deemedAccepted: true });
  });

  it('approves with a pledge, and settles it when the last of it comes', () => {
    const desk = withoutPlan().all('pledge', 'accept', 'begin-review', 'approve-with-pledge', 'deliver');
    expect(desk.view).toMatchObject({
      decision: { outcome: 'approved-with-pledge' },
      pledge: { state: 'open' },
    });
    desk.do('fulfil-pledge', { data: { materials: [material('extra')] } });
    expect(desk.view.pledge?.state).toBe('open');
    desk.do('fulfil-pledge', { data: { materials: [material('plan', { verdict: 'failed' })] } });
    expect(desk.view.pledge?.state).toBe('open');
    desk.do('fulfil-pledge');
    expect(desk.view.pledge).toMatchObject({ state: 'fulfilled' });
    expect(desk.view.state).toBe('delivered');
  });

  it('lets late answers join a report that is out already, and gives it a new edition', () => {
    const desk = bundle('answered').all('answer-item');
    desk.do('answer-item', { region: HEBEI, data: { item: 'two', outcome: 'not-available', until: MONDAY } });
    desk.all('approve', 'deliver');
    expect(desk.view).toMatchObject({ state: 'delivered', revision: 0 });
    desk.do('answer-item', { region: HEBEI, data: { item: 'two', outcome: 'nothing-found' } });
    expect(desk.view).toMatchObject({ state: 'delivered', revision: 1, setAside: [] });
  });

  it('opens a rectification for a bad rating and closes it with an answer', () => {
    const desk = opened().all('accept', 'begin-review', 'approve', 'deliver');
    desk.do('rate', { data: { stars: 1, comment: DIGEST } });
    expect(desk.view.rating?.rectification).toEqual({ openedAt: expect.any(Number) });
    desk.do('answer-rating');
    expect(desk.view.rating?.rectification?.answeredAt).toEqual(expect.any(Number));
    refused('CASE_RECTIFICATION_MISSING', () => desk.do('answer-rating'));
  });

  it('keeps better material when worse arrives, and notes one overdue once', () => {
    const desk = opened();
    desk.do('add-materials', { data: { materials: [material('licence', { verdict: 'failed' })] } });
    expect(desk.view.materials['licence']).toMatchObject({ verdict: 'passed' });
    desk.all('overdue', 'overdue', 'urge', 'accept', 'post');
    expect(desk.view).toMatchObject({
      overdue: [{ clock: 'decision' }],
      urged: [{ region: TIANJIN }],
      posted: [{ what: 'parcel' }],
    });
  });
});

it('refuses a case with more than 2000 events', () => {
  let held = opened().held;
  const first = [...held.events.values()][0] as CaseEvent<'receive'>;
  const urge = (seq: number) =>
    readEvent({
      v: 1,
      case: CASE_ID,
      region: TIANJIN,
      seq,
      seen: {},
      at: first.at,
      by: first.by,
      kind: 'urge',
      data: {},
    });
  const many = Array.from({ length: 1999 }, (_, i) => urge(i + 2));
  const events = new Map(held.events);
  for (const event of many) events.set(event.id, event);
  held = { ...held, events };
  refused('CASE_TOO_LONG', () => applyEvent(held, urge(2001)));
});
