import { Refusal } from '#libs/errors';
import { BEIJING, Desk, HEBEI, TIANJIN, usual } from '../../../../test/support/case-desk.js';
import type { CaseEventKind } from './event.js';
import { machineProblems } from './machine.js';
import { caseStates, roleNames, stateNames, type CaseState } from './states.js';
import { caseSteps, stepKinds, stepOf } from './steps.js';

/** A way into each state. */
const WAYS: Record<CaseState, readonly CaseEventKind[]> = {
  received: ['receive'],
  'correction-asked': ['receive', 'ask-correction'],
  accepted: ['receive', 'accept'],
  'not-accepted': ['receive', 'not-accept'],
  'under-review': ['receive', 'accept', 'begin-review'],
  'special-procedure': ['receive', 'accept', 'begin-review', 'begin-special'],
  approved: ['receive', 'accept', 'begin-review', 'approve'],
  'approved-with-pledge': ['receive', 'pledge', 'accept', 'begin-review', 'approve-with-pledge'],
  refused: ['receive', 'accept', 'begin-review', 'refuse'],
  withdrawn: ['receive', 'withdraw'],
  delivered: ['receive', 'accept', 'begin-review', 'approve', 'deliver'],
  'signed-for': ['receive', 'accept', 'begin-review', 'approve', 'deliver', 'sign-for'],
  rated: ['receive', 'accept', 'begin-review', 'approve', 'deliver', 'rate'],
  revoked: ['receive', 'pledge', 'accept', 'begin-review', 'approve-with-pledge', 'revoke'],
};

function inState(state: CaseState): Desk {
  const desk = new Desk();
  for (const kind of WAYS[state]) {
    const withoutPlan = WAYS[state].includes('pledge') && kind === 'receive';
    if (kind === 'revoke') desk.do(kind, { at: Date.UTC(2026, 2, 20) });
    else if (withoutPlan)
      desk.do('receive', { data: { materials: usual.receive.data.materials.slice(0, 1) } });
    else desk.do(kind);
  }
  expect(desk.view).toMatchObject({ state, setAside: [], waiting: [] });
  return desk;
}

const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'taken';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
};

describe('a machine', () => {
  const sound = { a: { ...caseStates.received, final: false }, z: { ...caseStates.rated, final: true } };
  const step = { zh: '', en: '', by: ['x'], roles: ['y'] };
  it.each<[string, object, object, string]>([
    ['a state that is never reached', { ...sound, b: sound.z }, {}, 'b cannot be reached'],
    ['a dead end', { ...sound, b: sound.a }, { toB: { ...step, from: ['a'], to: 'b' } }, 'b is a dead end'],
    [
      'a circle that never ends',
      { ...sound, b: sound.a, c: sound.a },
      {
        ab: { ...step, from: ['a'], to: 'b' },
        bc: { ...step, from: ['b'], to: 'c' },
        cb: { ...step, from: ['c'], to: 'b' },
      },
      'b is a dead end',
    ],
    [
      'a state that does not exist',
      sound,
      { gone: { ...step, from: ['a'], to: 'gone' } },
      'gone: no state gone',
    ],
    [
      'a step for nobody',
      sound,
      { none: { ...step, from: ['a'], to: 'z', by: [] } },
      'none: nobody may take it',
    ],
    ['two openings', sound, { again: { ...step, from: [], to: 'a' } }, 'exactly one step opens a case'],
  ])('is refused with %s', (_, states, steps, problem) => {
    const all = { open: { ...step, from: [], to: 'a' }, end: { ...step, from: ['a'], to: 'z' }, ...steps };
    expect(machineProblems(states as typeof sound, all as never)).toContain(problem);
  });

  it('of cases is sound', () => expect(machineProblems(caseStates, caseSteps)).toEqual([]));
});

describe('every step from every state', () => {
  const desks = Object.fromEntries(stateNames.map((state) => [state, inState(state)])) as Record<
    CaseState,
    Desk
  >;

  for (const kind of stepKinds.filter((one) => one !== 'receive' && one !== 'hand-over')) {
    it(`${kind} (${stepOf(kind).zh}) is taken only from ${stepOf(kind).from.join(', ')}`, () => {
      for (const state of stateNames) {
        const code = codeOf(() => desks[state].twin().do(kind));
        if (stepOf(kind).from.includes(state)) expect([state, code]).not.toEqual([state, 'CASE_STATE_WRONG']);
        else expect([state, code]).toEqual([state, 'CASE_STATE_WRONG']);
      }
    });
  }

  it('is refused to a region that takes no part', () => {
    for (const kind of stepKinds.filter((one) => one !== 'receive'))
      expect([kind, codeOf(() => desks.received.twin().do(kind, { region: HEBEI }))]).toEqual([
        kind,
        'CASE_REGION_NOT_PARTY',
      ]);
  });

  it('is refused to the other region and to other roles', () => {
    for (const kind of stepKinds.filter((one) => one !== 'receive' && one !== 'hand-over')) {
      const { by, roles, from } = stepOf(kind);
      const desk = desks[from[0] ?? 'received'];
      for (const [part, region] of [
        ['decision', BEIJING],
        ['receipt', TIANJIN],
      ] as const)
        if (!by.includes(part))
          expect([kind, codeOf(() => desk.twin().do(kind, { region }))]).toEqual([
            kind,
            'CASE_REGION_MAY_NOT',
          ]);
      const region = by.includes('decision') ? BEIJING : TIANJIN;
      for (const role of roleNames.filter((one) => !roles.includes(one)))
        expect([kind, role, codeOf(() => desk.twin().do(kind, { region, role }))]).toEqual([
          kind,
          role,
          'CASE_ROLE_MAY_NOT',
        ]);
    }
  });

  it('moves the case where the table says', () => {
    for (const state of stateNames) {
      const last = WAYS[state].at(-1);
      expect(last && stepOf(last).to).toBe(state);
    }
  });
});
