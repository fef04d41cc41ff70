import fc from 'fast-check';
import { Refusal } from '#libs/errors';
import { regionCodes, type RegionCode } from '#libs/codes';
import {
  BEIJING,
  CASE_ID,
  DAY,
  Desk,
  HEBEI,
  HOUR,
  MONDAY,
  receiving,
  terms,
  usual,
} from '../../../../test/support/case-desk.js';
import { applyEvents, newCase } from './case.js';
import { readEvent, type CaseEvent, type CaseEventKind } from './event.js';
import { areConcurrent, orderEvents } from './order.js';
import { DECISIONS, stepKinds, stepOf } from './steps.js';

/** More by `CASE_RUNS=20000`; each run is a whole case between three regions. */
const RUNS = Number(process.env.CASE_RUNS ?? 40);
const opening = receiving({
  model: 'joint',
  modes: ['integrated', 'pledge', 'cross-region'],
  supporting: [HEBEI],
  terms: terms({
    items: [
      { id: 'one', department: 'market', region: BEIJING, role: 'lead', optional: true, after: [] },
      { id: 'two', department: 'tax', region: HEBEI, role: 'supporting', optional: true, after: [] },
    ],
  }),
});

/** One thing that happens: a region acts, or hears some of what another one has, in any order and more than once. */
type Happening =
  | { what: 'act'; region: RegionCode; kind: CaseEventKind; late: number }
  | { what: 'forge'; region: RegionCode; kind: CaseEventKind; at: number; seen: number }
  | { what: 'hear'; from: RegionCode; to: RegionCode; picks: readonly number[] };

const region = fc.constantFrom(...regionCodes);
/** The way of a case is taken more often than what stands beside it, or few runs would come far. */
const way: CaseEventKind[] = [
  'accept',
  'begin-review',
  'approve',
  'withdraw',
  'deliver',
  'refuse',
  'rate',
  'ask-correction',
  'correct',
];
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...way) },
  { weight: 1, arbitrary: fc.constantFrom(...stepKinds) },
);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      what: fc.constant('act'),
      region,
      kind,
      late: fc.integer({ min: 0, max: 3 * DAY }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant('forge'),
      region,
      kind,
      at: fc.integer({ min: 0, max: 90 * DAY }),
      seen: fc.nat(8),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constant('hear'),
      from: region,
      to: region,
      picks: fc.array(fc.nat(40), { maxLength: 12 }),
    }),
  },
);

interface World {
  desks: Record<RegionCode, Desk>;
  /** Every event that was made anywhere. */
  made: CaseEvent[];
}

function play(happenings: readonly Happening[]): World {
  const first = new Desk().do('receive', { data: opening }) as CaseEvent;
  const desks = Object.fromEntries(regionCodes.map((one) => [one, new Desk().hear(first)])) as World['desks'];
  const world: World = { desks, made: [first] };
  let now = MONDAY;
  for (const one of happenings) {
    now += HOUR;
    const event =
      one.what === 'hear' ? hear(world, one) : one.what === 'act' ? act(world, one, now) : forge(world, one);
    if (event) world.made.push(event);
  }
  return world;
}

/** A well-behaved node: takes only steps that its own replica allows. */
function act(
  { desks }: World,
  { region: acting, kind: step, late }: Happening & { what: 'act' },
  now: number,
) {
  const item = acting === HEBEI ? 'two' : 'one';
  const data = step === 'begin-item' || step === 'answer-item' ? { item } : {};
  try {
    return desks[acting].do(step, { region: acting, at: now - late, data }) as CaseEvent;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** A node with a defect: signs what may not be done, with any instant, sometimes twice in one place. */
function forge({ desks }: World, { region: acting, kind: step, at, seen }: Happening & { what: 'forge' }) {
  const { heads } = desks[acting].view;
  const others = Object.fromEntries(
    regionCodes.filter((one) => one !== acting).map((one) => [one, Math.min(seen, heads[one] ?? 0)]),
  );
  const event = readEvent({
    v: 1,
    case: CASE_ID,
    region: acting,
    seq: Math.max(1, (heads[acting] ?? 0) + (seen % 3 === 0 ? 0 : 1)),
    seen: others,
    at: MONDAY + at,
    by: { role: usual[step].role, organisation: '11100000MB0143028R' },
    kind: step,
    data: usual[step].data,
  });
  desks[acting].hear(event);
  return event;
}

function hear({ desks }: World, { from, to, picks }: Happening & { what: 'hear' }): undefined {
  const known = [...desks[from].held.events.values()];
  desks[to].hear(...picks.flatMap((pick) => known[pick % known.length] ?? []));
}

const histories = fc.array(happening, { maxLength: 45, size: 'max' });
const shuffled = (made: readonly CaseEvent[]) => fc.shuffledSubarray([...made], { minLength: made.length });

describe('a case that several regions act on at once', () => {
  it('is the same at every replica that has seen the same events, in whatever order, however often', () => {
    fc.assert(
      fc.property(histories, fc.gen(), (happenings, g) => {
        const { desks, made } = play(happenings);
        const reference = applyEvents(newCase(CASE_ID), made).view;
        for (const one of regionCodes) {
          desks[one].hear(...g(shuffled, made), ...g(shuffled, made).slice(0, 5));
          expect(desks[one].view).toEqual(reference);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('agrees after every part of the events, too: what was heard of decides, not when', () => {
    fc.assert(
      fc.property(histories, fc.gen(), (happenings, g) => {
        const some = g(() => fc.subarray(play(happenings).made));
        const one = new Desk().hear(...g(shuffled, some));
        const other = new Desk().hear(...g(shuffled, some));
        expect(one.view).toEqual(other.view);
      }),
      { numRuns: RUNS },
    );
  });

  it('loses nothing: every event was taken, set aside or waits', () => {
    fc.assert(
      fc.property(histories, (happenings) => {
        const { held, view } = new Desk().hear(...play(happenings).made);
        const ids = [...view.history, ...view.setAside].map(({ id }) => id).concat(view.waiting);
        expect(ids.sort()).toEqual([...held.events.keys()].sort());
      }),
      { numRuns: RUNS },
    );
  });

  it('takes only steps of the table, one after the other', () => {
    fc.assert(
      fc.property(histories, (happenings) => {
        const { view } = new Desk().hear(...play(happenings).made);
        let state = view.history[0]?.to;
        for (const { kind: step, to } of view.history.slice(1)) {
          expect(state && stepOf(step).from).toContain(state);
          state = to ?? state;
        }
        expect(state).toBe(view.state);
        const kinds = view.history.map((entry) => entry.kind);
        expect(kinds.includes('withdraw') && kinds.some((one) => DECISIONS.includes(one))).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  it('puts causes before effects, and what the deciding region did first among equals', () => {
    fc.assert(
      fc.property(histories, (happenings) => {
        const { placed } = orderEvents(play(happenings).made);
        const place = new Map(
          placed.map(({ event }, index) => [`${event.region} ${String(event.seq)}`, index]),
        );
        placed.forEach(({ event, at }, index) => {
          for (const [one, upTo] of Object.entries({ ...event.seen, [event.region]: event.seq - 1 }))
            for (let seq = 1; seq <= upTo; seq += 1) {
              const before = place.get(`${one} ${String(seq)}`);
              expect(before).toBeLessThan(index);
              expect(placed[before ?? 0]?.at).toBeLessThanOrEqual(at);
            }
        });
        if (placed.some(({ event }) => event.kind === 'withdraw')) return;
        placed.forEach((later, index) => {
          if (later.event.region !== BEIJING) return;
          const rivals = placed
            .slice(0, index)
            .filter((one) => one.event.region !== BEIJING && areConcurrent(one, later));
          expect(rivals).toEqual([]);
        });
      }),
      { numRuns: RUNS },
    );
  });
});

describe('both regions act', () => {
  const start = () => new Desk().all('receive', 'accept', 'begin-review');

  it('a withdrawal that was earlier than the decision wins, and the decision is shown as set aside', () => {
    const [tianjin, beijing] = [start(), start()];
    const withdrawal = tianjin.do('withdraw', { at: MONDAY + DAY }) as CaseEvent;
    const decision = beijing.do('approve', { at: MONDAY + DAY + 1 }) as CaseEvent;
    for (const desk of [tianjin.hear(decision), beijing.hear(withdrawal)])
      expect(desk.view).toMatchObject({
        state: 'withdrawn',
        setAside: [{ id: decision.id, code: 'CASE_STATE_WRONG', insteadOf: withdrawal.id }],
      });
  });

  it.each([0, 1, DAY])('a withdrawal that came %p ms after the decision is too late', (later) => {
    const [tianjin, beijing] = [start(), start()];
    const decision = beijing.do('approve', { at: MONDAY + DAY }) as CaseEvent;
    const withdrawal = tianjin.do('withdraw', { at: MONDAY + DAY + later }) as CaseEvent;
    for (const desk of [tianjin.hear(decision), beijing.hear(withdrawal)])
      expect(desk.view).toMatchObject({
        state: 'approved',
        setAside: [{ id: withdrawal.id, code: 'CASE_STATE_WRONG', insteadOf: decision.id }],
      });
  });

  it('a withdrawal that knew of the decision cannot be dated before it', () => {
    const desk = start();
    desk.do('approve', { at: MONDAY + DAY });
    expect(() => desk.do('withdraw', { at: MONDAY })).toThrow(Refusal);
  });

  it('otherwise the region of decision wins', () => {
    const [tianjin, beijing] = [new Desk().all('receive'), new Desk().all('receive')];
    const given = tianjin.do('withdraw', { at: MONDAY + 5 * HOUR }) as CaseEvent;
    const asked = beijing.do('ask-correction', { at: MONDAY + 9 * HOUR }) as CaseEvent;
    for (const desk of [tianjin.hear(asked), beijing.hear(given)])
      expect(desk.view).toMatchObject({
        state: 'withdrawn',
        correction: { askedAt: MONDAY + 9 * HOUR },
        setAside: [],
      });
  });

  it('one place given twice is a fork: the same one holds it everywhere', () => {
    const desk = new Desk().all('receive');
    const [one, other] = [
      desk.propose('urge', { at: MONDAY + 1 }),
      desk.propose('withdraw', { at: MONDAY + 2 }),
    ] as CaseEvent[];
    const [here, there] = [desk.twin().hear(one!, other!), desk.twin().hear(other!, one!)];
    expect(here.view).toEqual(there.view);
    expect(here.view.setAside).toMatchObject([{ code: 'CASE_FORKED' }]);
  });

  it('an event whose cause has not arrived waits, and is taken when it does', () => {
    const made = ['receive', 'accept', 'begin-review'] as const;
    const source = new Desk();
    const events = made.map((step) => source.do(step) as CaseEvent);
    const desk = new Desk().hear(events[2]!, events[1]!);
    expect(desk.view).toMatchObject({ waiting: [events[1]!.id, events[2]!.id] });
    expect(desk.view.state).toBeUndefined();
    expect(desk.hear(events[0]!).view).toEqual(source.view);
  });
});
