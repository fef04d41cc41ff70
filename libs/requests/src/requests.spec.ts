import { readFileSync } from 'node:fs';
import { KNOWN_NOTICES, WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import { wellKnownSample } from '#libs/licences';
import {
  assertForgettable,
  followRequest,
  keptUntil,
  raiseObjection,
  readObjectionClock,
  readRequestClock,
  readUseRecord,
  REQUEST_ACTIONS,
  REQUEST_ROLES,
  REQUEST_RULES,
  REQUEST_STATES,
  stepObjection,
  stepRequest,
  submitRequest,
  type Actor,
  type RequestAction,
  type RequestState,
  type SharingRequest,
} from './index.js';

const calendar = new WorkingCalendar(KNOWN_NOTICES);
const [tianjin, beijing, hebei] = ['https://tj.example', 'https://bj.example', 'https://he.example'] as const;
const parties = { requester: tianjin, provider: beijing };
const asks: Actor = { node: tianjin, role: 'integrator', side: 'requester' };
const answers: Actor = { node: beijing, role: 'securityAdministrator', side: 'provider' };
/** Noon in Beijing. */
const noon = (date: string): number => Date.parse(`${date}T12:00:00+08:00`);
const content = {
  organisation: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
  attribute: 'conditional',
  basis: '政务数据共享条例（国务院令第809号）',
  scenario: '办理企业变更时核验营业执照',
  scope: [{ typeCode: '11100000MB0143028R001', fields: ['name', 'status', 'attributes.*'] }],
  way: 'query',
  period: { from: '2026-09-01', until: '2027-08-31' },
} as const;
const submitted = (more: object = {}, at = noon('2026-09-01')): SharingRequest =>
  submitRequest({ id: 'r', content: { ...content, ...more }, ...parties }, asks, at, calendar);
const codeOf = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'accepted';
  } catch (thrown) {
    return thrown instanceof Refusal ? thrown.code : String(thrown);
  }
};

/** The shortest way into each state. */
const WAY: Record<RequestState, RequestAction[]> = {
  submitted: [],
  'supplement-asked': ['ask-supplement'],
  agreed: ['agree'],
  refused: ['refuse'],
  supplied: ['agree', 'supply'],
  suspended: ['agree', 'supply', 'suspend'],
  terminated: ['terminate'],
};
const actorFor = (action: RequestAction): Actor =>
  action === 'submit' || REQUEST_RULES[action].side !== 'provider' ? asks : answers;
const step = (
  request: SharingRequest,
  action: RequestAction,
  by = actorFor(action),
  at = noon('2026-09-02'),
) => stepRequest(request, { action: action as 'agree', text: '说明' }, by, at);
const inState = (state: RequestState): SharingRequest => {
  const request = WAY[state].reduce((one, action) => step(one, action), submitted());
  expect(request.state).toBe(state);
  return request;
};

describe('a request that lacks what the decree wants', () => {
  it.each<[string, object, string]>([
    ['no basis', { basis: '' }, 'basis'],
    ['no scenario', { scenario: undefined }, 'scenario'],
    ['no scope', { scope: [] }, 'scope'],
    ['no field', { scope: [{ typeCode: '11100000MB0143028R001', fields: [] }] }, 'scope.0.fields'],
    [
      'a field twice',
      { scope: [{ typeCode: '11100000MB0143028R001', fields: ['name', 'name'] }] },
      'scope.0.fields',
    ],
    [
      'a field with a path',
      { scope: [{ typeCode: '11100000MB0143028R001', fields: ['../x'] }] },
      'scope.0.fields.0',
    ],
    ['a type that is none', { scope: [{ typeCode: 'x', fields: ['name'] }] }, 'scope.0.typeCode'],
    ['no way', { way: 'copy' }, 'way'],
    [
      'a period that ends before it begins',
      { period: { from: '2026-09-02', until: '2026-09-01' } },
      'period',
    ],
    ['a day that is none', { period: { from: '2026-02-30', until: '2027-09-01' } }, 'period.from'],
    ['an attribute that is not shared', { attribute: 'none' }, 'attribute'],
    [
      'an organisation with a wrong code',
      { organisation: { code: '1'.repeat(18), name: 'x' } },
      'organisation.code',
    ],
    ['characters that reorder text', { basis: 'a\u202eb' }, 'basis'],
    ['a surplus member', { more: 1 }, 'a surplus member'],
  ])('%s', (_name, more, hint) => {
    expect(() => submitted(more)).toThrow(expect.objectContaining({ code: 'SHARING_REQUEST_INVALID', hint }));
  });

  it('a period that is over, another side, another role', () => {
    expect(codeOf(() => submitted({ period: { from: '2026-01-01', until: '2026-08-31' } }))).toBe(
      'SHARING_REQUEST_PERIOD_OVER',
    );
    const by = (actor: Actor) =>
      codeOf(() => submitRequest({ id: 'r', content, ...parties }, actor, noon('2026-09-01'), calendar));
    expect(by(answers)).toBe('SHARING_SIDE_NOT_ALLOWED');
    expect(by({ ...asks, node: hebei })).toBe('SHARING_SIDE_NOT_ALLOWED');
    expect(by({ ...asks, role: 'windowClerk' })).toBe('ROLE_NOT_ALLOWED');
    expect(by({ ...asks, role: 'holder' })).toBe('ROLE_NOT_ALLOWED');
  });
});

describe('the table of steps', () => {
  const allowed: Record<Exclude<RequestAction, 'submit'>, Partial<Record<RequestState, RequestState>>> = {
    'ask-supplement': { submitted: 'supplement-asked' },
    supplement: { 'supplement-asked': 'submitted' },
    extend: { submitted: 'submitted' },
    agree: { submitted: 'agreed' },
    refuse: { submitted: 'refused' },
    supply: { agreed: 'supplied' },
    suspend: { supplied: 'suspended' },
    resume: { suspended: 'supplied' },
    correct: { supplied: 'supplied', suspended: 'suspended' },
    terminate: {
      submitted: 'terminated',
      'supplement-asked': 'terminated',
      agreed: 'terminated',
      supplied: 'terminated',
      suspended: 'terminated',
    },
  };
  const rows = REQUEST_ACTIONS.filter((action) => action !== 'submit').flatMap((action) =>
    REQUEST_STATES.map(
      (state) => [action, state, allowed[action][state] ?? 'SHARING_STEP_NOT_ALLOWED'] as const,
    ),
  );

  it.each(rows)('%s in %s: %s', (action, state, expected) => {
    const request = inState(state);
    if (expected !== 'SHARING_STEP_NOT_ALLOWED') {
      const after = step(request, action);
      expect([after.state, after.history.length]).toEqual([expected, request.history.length + 1]);
      expect(request.state).toBe(state);
    } else expect(codeOf(() => step(request, action))).toBe(expected);
  });

  it.each(REQUEST_ACTIONS.filter((action) => action !== 'submit'))(
    '%s belongs to one side and its roles, and to no third node',
    (action) => {
      const state = REQUEST_STATES.find((one) => allowed[action][one]) ?? 'submitted';
      const request = inState(state === 'submitted' && action === 'terminate' ? 'agreed' : state);
      for (const side of ['requester', 'provider'] as const)
        for (const role of REQUEST_ROLES) {
          const { side: due, roles } = REQUEST_RULES[action];
          const actor = { node: side === 'requester' ? tianjin : beijing, role, side };
          const expected =
            due !== 'either' && due !== side
              ? 'SHARING_SIDE_NOT_ALLOWED'
              : roles.includes(role)
                ? 'accepted'
                : 'ROLE_NOT_ALLOWED';
          expect([side, role, codeOf(() => step(request, action, actor))]).toEqual([side, role, expected]);
          expect(codeOf(() => step(request, action, { ...actor, node: hebei }))).toBe(
            'SHARING_SIDE_NOT_ALLOWED',
          );
        }
    },
  );

  it('asks for a supplement once, extends once and only conditional data, and wants reasons', () => {
    const supplemented = step(step(submitted(), 'ask-supplement'), 'supplement');
    expect(codeOf(() => step(supplemented, 'ask-supplement'))).toBe('SHARING_SUPPLEMENT_ONCE');
    expect(codeOf(() => step(step(submitted(), 'extend'), 'extend'))).toBe('SHARING_EXTENSION_NOT_ALLOWED');
    expect(codeOf(() => step(submitted({ attribute: 'unconditional' }), 'extend'))).toBe(
      'SHARING_EXTENSION_NOT_ALLOWED',
    );
    expect(codeOf(() => stepRequest(submitted(), { action: 'refuse' }, answers, noon('2026-09-02')))).toBe(
      'SHARING_TEXT_NEEDED',
    );
    expect(codeOf(() => step(submitted(), 'terminate', { ...answers }))).toBe('SHARING_STEP_NOT_ALLOWED');
    expect(codeOf(() => step(submitted(), 'agree', answers, noon('2026-08-31')))).toBe(
      'SHARING_TIME_BACKWARDS',
    );
    const long = { action: 'refuse', text: 'x'.repeat(2001) } as const;
    expect(codeOf(() => stepRequest(submitted(), long, answers, noon('2026-09-02')))).toBe(
      'SHARING_REQUEST_INVALID',
    );
  });
});

describe('the clocks', () => {
  const due = (request: SharingRequest, at: string) => readRequestClock(request, noon(at), calendar);

  it.each<[string, object, string, string]>([
    ['unconditional: one working day', { attribute: 'unconditional' }, '2026-09-01', '2026-09-02'],
    ['over a weekend', { attribute: 'unconditional' }, '2026-09-04', '2026-09-07'],
    // 国庆: 1 to 7 October are off, 20 September and 10 October are worked.
    ['over the National Day holidays', { attribute: 'unconditional' }, '2026-09-30', '2026-10-08'],
    ['conditional: ten', {}, '2026-09-01', '2026-09-15'],
    ['conditional over the holidays', {}, '2026-09-24', '2026-10-15'],
  ])('%s', (_name, more, from, expected) => {
    const reading = readRequestClock(submitted(more, noon(from)), noon(from), calendar);
    expect([reading?.name, reading?.due?.date, reading?.due?.certain]).toEqual(['answer', expected, true]);
  });

  it('stand still while a supplement is asked for, and go on afterwards', () => {
    const asked = step(submitted(), 'ask-supplement', answers, noon('2026-09-03'));
    expect(due(asked, '2026-12-01')).toMatchObject({ state: 'stopped', used: 1, left: 9 });
    const given = step(asked, 'supplement', asks, noon('2026-10-08'));
    // One day was used before; nine are left, from 8 October itself: its evening finds the clock running.
    expect(due(given, '2026-10-08')).toMatchObject({
      state: 'running',
      used: 1,
      due: { date: '2026-10-19' },
    });
  });

  it('are longer by ten days once the extension was told', () => {
    const extended = step(submitted(), 'extend', answers, noon('2026-09-10'));
    expect(due(extended, '2026-09-10')?.due?.date).toBe('2026-09-29');
    expect(due(extended, '2026-09-30')?.state).toBe('overdue');
    expect(due(submitted(), '2026-09-16')).toMatchObject({ state: 'overdue', left: -1 });
  });

  it('give twenty days to supply, and none when it is done', () => {
    const agreed = step(submitted(), 'agree', answers, noon('2026-09-02'));
    const expected = calendar.add('2026-09-02', 20).date;
    expect(due(agreed, '2026-09-03')).toMatchObject({ name: 'supply', due: { date: expected } });
    expect(due(step(agreed, 'supply', answers, noon('2026-09-03')), '2026-12-01')).toBeUndefined();
    expect(due(inState('refused'), '2026-12-01')).toBeUndefined();
  });
});

describe('the copy of the requester', () => {
  it('is the same as the original, event by event, and takes none out of place or against the rules', () => {
    const original = (['ask-supplement', 'supplement', 'agree', 'supply', 'suspend'] as const).reduce(
      (one, action) => step(one, action),
      submitted(),
    );
    const about = { id: 'r', content, ...parties };
    const copy = original.history.reduce<SharingRequest | undefined>(
      (known, event) => followRequest(known, about, event, calendar),
      undefined,
    );
    expect(copy).toEqual(original);
    const [first, second, third] = original.history;
    expect(codeOf(() => followRequest(undefined, about, second!, calendar))).toBe(
      'SHARING_EVENT_OUT_OF_PLACE',
    );
    const begun = followRequest(undefined, about, first!, calendar);
    expect(codeOf(() => followRequest(begun, about, first!, calendar))).toBe('SHARING_EVENT_OUT_OF_PLACE');
    expect(codeOf(() => followRequest(begun, about, third!, calendar))).toBe('SHARING_EVENT_OUT_OF_PLACE');
    const forged = { ...second!, actor: { ...answers, node: hebei } };
    expect(codeOf(() => followRequest(begun, about, forged, calendar))).toBe('SHARING_SIDE_NOT_ALLOWED');
  });
});

describe('an objection to data', () => {
  const objected = {
    identifier: wellKnownSample('110000').identifier,
    field: 'holderName',
    claim: '名称有误',
    raisedBy: 'requester',
  };
  const raise = (
    more: object = {},
    actor: Actor = { ...asks, role: 'windowClerk' },
    at = noon('2026-09-24'),
  ) => raiseObjection({ id: 'o', content: { ...objected, ...more }, ...parties }, actor, at);
  const answer = (action: 'correct' | 'reject', actor = answers, text: string | undefined = '已核实') =>
    stepObjection(raise(), { action, text }, actor, noon('2026-09-25'));

  it.each<[string, () => unknown, string]>([
    ['about no licence', () => raise({ identifier: '1.2.3' }), 'OBJECTION_INVALID'],
    ['about no field', () => raise({ field: 'holder name' }), 'OBJECTION_INVALID'],
    ['without saying what', () => raise({ claim: ' ' }), 'OBJECTION_INVALID'],
    ['of a clerk as the subject', () => raise({ raisedBy: 'subject' }), 'ROLE_NOT_ALLOWED'],
    ['of a holder as the requester', () => raise({}, { ...asks, role: 'holder' }), 'ROLE_NOT_ALLOWED'],
    ['of an administrator', () => raise({}, { ...asks, role: 'securityAdministrator' }), 'ROLE_NOT_ALLOWED'],
    ['of the provider', () => raise({}, answers), 'SHARING_SIDE_NOT_ALLOWED'],
    ['answered by the requester', () => answer('correct', asks), 'SHARING_SIDE_NOT_ALLOWED'],
    ['answered by a clerk', () => answer('correct', { ...answers, role: 'windowClerk' }), 'ROLE_NOT_ALLOWED'],
    [
      'rejected without a reason',
      () => stepObjection(raise(), { action: 'reject' }, answers, noon('2026-09-25')),
      'SHARING_TEXT_NEEDED',
    ],
    [
      'answered twice',
      () => stepObjection(answer('reject'), { action: 'correct', text: 'x' }, answers, noon('2026-09-26')),
      'OBJECTION_ANSWERED',
    ],
    [
      'of a holder as the subject',
      () => raise({ raisedBy: 'subject' }, { ...asks, role: 'holder' }),
      'accepted',
    ],
  ])('%s', (_name, attempt, code) => {
    expect(codeOf(attempt)).toBe(code);
  });

  it('is to be answered within ten working days, over the holidays', () => {
    expect(readObjectionClock(raise(), noon('2026-09-24'), calendar)?.due?.date).toBe('2026-10-15');
    expect(readObjectionClock(raise(), noon('2026-10-16'), calendar)?.state).toBe('overdue');
    expect(answer('correct').state).toBe('corrected');
    expect(readObjectionClock(answer('reject'), noon('2026-12-01'), calendar)).toBeUndefined();
  });
});

describe('a record of use or destruction', () => {
  const now = noon('2026-11-01');
  const use = { kind: 'use', at: noon('2026-10-20'), itemCode: '11120000TB9000024Y2000131001000', count: 1 };
  const supplied = inState('supplied');
  const suspended = step(supplied, 'suspend', answers, noon('2026-10-10'));
  const ended = step(supplied, 'terminate', asks, noon('2026-10-10'));

  it.each<[string, SharingRequest, object, string]>([
    ['of data that was supplied', supplied, use, 'accepted'],
    ['before anything was supplied', inState('agreed'), use, 'USE_RECORD_NOT_SUPPLIED'],
    ['dated before the supply', supplied, { ...use, at: noon('2026-09-01') }, 'USE_RECORD_TIME'],
    ['dated in the future', supplied, { ...use, at: now + 1 }, 'USE_RECORD_TIME'],
    ['while suspended', suspended, use, 'USE_RECORD_TIME'],
    ['after termination', ended, use, 'USE_RECORD_TIME'],
    ['of destruction after termination', ended, { kind: 'destruction', at: use.at, count: 3 }, 'accepted'],
    ['of a use for no matter', supplied, { ...use, itemCode: undefined }, 'USE_RECORD_INVALID'],
    ['of nothing', supplied, { ...use, count: 0 }, 'USE_RECORD_INVALID'],
    ['with a surplus member', supplied, { ...use, name: '张三' }, 'USE_RECORD_INVALID'],
  ])('%s', (_name, request, record, code) => {
    expect(codeOf(() => readUseRecord(request, record, now))).toBe(code);
  });

  it('is kept for three years from the day on which it was written', () => {
    const at = Date.parse('2024-02-29T10:00:00Z');
    expect(new Date(keptUntil(at)).toISOString()).toBe('2027-03-01T10:00:00.000Z');
    expect(() => assertForgettable(at, keptUntil(at) - 1)).toThrow(
      expect.objectContaining({ code: 'USE_RECORD_KEPT', hint: '2027-03-01' }),
    );
    expect(codeOf(() => assertForgettable(at, keptUntil(at)))).toBe('accepted');
  });
});

it('the README names every step, side and role of the table', () => {
  const text = readFileSync('libs/requests/README.md', 'utf8');
  for (const [action, { side }] of Object.entries(REQUEST_RULES))
    expect(text).toMatch(new RegExp(`\\| \`${action}\` .*\\| ${side} `));
});
