import { wellKnownSample } from '#libs/licences';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import type { CaseActor, CaseStep, Receiving } from '../../apps/node/src/cases/index.js';
import { ask, type GraphqlAnswer, type Json } from '../support/ask.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';
import { issuedToken } from '../support/issued-token.js';

const DAY = 86_400_000;
const HALL = '1112000000TB03298B';
const MARKET = '1111000000TB03001W';
const firm = { type: '001' as const, code: wellKnownSample('110000').holderCode };
const other = { type: '001' as const, code: wellKnownSample('120000').holderCode };

let cluster: Cluster;
let tianjin: TestNode;
let beijing: TestNode;

beforeAll(async () => {
  cluster = await startCluster({
    regions: ['beijing', 'tianjin'],
    sections: {
      messages: { pollSeconds: 3600, retrySeconds: 60 },
      cases: { pollSeconds: 3600 },
      counters: { desks: 2, perPerson: 2, hotlineClients: ['hotline'] },
      matters: {
        directory: 'test/fixtures/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
    },
  });
  ({ beijing, tianjin } = cluster.nodes);
  // A Monday morning in Beijing, so that working days and opening hours are what the tests say.
  await pass(Date.parse('2026-12-07T01:00:00Z') - cluster.now());
});
afterAll(() => cluster?.stop());

const cases = (node: TestNode) => node.running.cases.cases;
/** Trust is looked up anew, as it would have been in the background; before anything is sent by what had been trusted. */
async function pass(ms: number): Promise<void> {
  cluster.advance(ms);
  for (const node of [tianjin, beijing]) await node.running.peers.refresh();
}
async function deliver(): Promise<void> {
  for (const node of [tianjin, beijing, tianjin]) await node.running.messages.sender.now();
}
const staff = (role: CaseActor['role'], code: string, client = 'hall'): CaseActor => {
  const organisation = { code, name: '样例' };
  const person = { id: `${role}-1`, name: '样例' };
  return {
    role,
    organisation,
    person,
    caller: { kind: 'client', id: client, role: 'windowClerk', organisation, person },
  };
};
async function received(change: Partial<Receiving> = {}, client = 'hall', applicant = firm): Promise<string> {
  const clerk = staff('window', HALL, client);
  const { id } = await cases(tianjin).draft({ matter: 'signboard', applicant }, clerk);
  const receiving: Receiving = {
    model: 'online',
    modes: ['cross-region'],
    decision: '110000',
    form: { text: '样例', width: 2, permanent: false },
    materials: [],
    items: [],
    ...change,
  };
  await cases(tianjin).open(id, receiving, clerk);
  await deliver();
  return id;
}
const step = async (node: TestNode, id: string, one: CaseStep, by: CaseActor): Promise<void> => {
  await cases(node).step(id, one, by);
  await deliver();
};
const decided = async (id: string): Promise<void> => {
  await step(beijing, id, { kind: 'accept', data: {} }, staff('handler', MARKET));
  await step(beijing, id, { kind: 'begin-review', data: {} }, staff('handler', MARKET));
  await step(beijing, id, { kind: 'approve', data: {} }, staff('approver', MARKET));
};

interface Who {
  role: string;
  org: string;
  person?: string;
}
const clerk = (person = 'c1'): Who => ({ role: 'windowClerk', org: HALL, person });
const handler = (person = 'h1'): Who => ({ role: 'handler', org: MARKET, person });
const as = async (
  name: RegionName,
  { role, org, person }: Who,
  query: string,
  variables: object = {},
  claims: object = {},
): Promise<GraphqlAnswer> =>
  ask(
    cluster.nodes[name],
    await issuedToken(cluster.nodes[name], cluster.now(), {
      role,
      org_code: org,
      ...(person ? { person_id: person, person_name: `样例${person}` } : {}),
      ...claims,
    }),
    { query, variables },
  );
const codeOf = (answer: GraphqlAnswer): unknown => answer.errors?.[0]?.extensions?.code;
const tasks = async (name: RegionName, who: Who, list: string, more = ''): Promise<Json> => {
  const answer = await as(
    name,
    who,
    `{ caseTasks(list: ${list}${more}) { nodes { id awaits dueOn dueClock channel claim { name mine } } pageInfo { hasNextPage endCursor } } }`,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.caseTasks;
};
const idsOf = (page: Json): string[] => page.nodes.map(({ id }: Json) => id);
const find = (name: RegionName, who: Who, search: object) =>
  as(name, who, `query($s: CaseSearchInput!) { findCases(search: $s) { nodes { id channel state } } }`, {
    s: search,
  });

describe('a case that waits', () => {
  let first: string;
  let second: string;
  beforeAll(async () => {
    first = await received();
    await pass(DAY);
    second = await received({ model: 'collected' }, 'hotline', other);
  });

  it('is in the queue of the body whose turn it is, and of nobody else', async () => {
    expect(idsOf(await tasks('beijing', handler(), 'QUEUE'))).toEqual([first]);
    expect(idsOf(await tasks('tianjin', clerk(), 'QUEUE'))).toEqual([second]);
    const strangers: Who[] = [
      { role: 'handler', org: '11120000TB9000024Y', person: 'x' },
      { role: 'windowClerk', org: '11120000TB9000024Y', person: 'x' },
    ];
    for (const who of strangers)
      for (const list of ['QUEUE', 'DUE_SOON', 'OVERDUE', 'OWN'])
        expect(idsOf(await tasks('tianjin', who, list))).toEqual([]);
    expect(
      codeOf(
        await as('tianjin', { role: 'auditor', org: HALL }, '{ caseTasks(list: QUEUE) { nodes { id } } }'),
      ),
    ).toBe('ROLE_NOT_ALLOWED');
  });

  it('is claimed by one person of the body, handed over with a reason, and that stands in the log', async () => {
    const claim = 'mutation($id: ID!) { claimCase(id: $id) { claim { name mine } } }';
    expect((await as('tianjin', clerk('c1'), claim, { id: second })).data.claimCase.claim).toEqual({
      name: '样例c1',
      mine: true,
    });
    expect(codeOf(await as('tianjin', clerk('c2'), claim, { id: second }))).toBe('COUNTER_CLAIMED_ALREADY');
    expect(codeOf(await as('tianjin', { role: 'windowClerk', org: HALL }, claim, { id: second }))).toBe(
      'COUNTER_PERSON_MISSING',
    );
    expect(codeOf(await as('beijing', clerk('c2'), claim, { id: first }))).toBe('CASE_UNKNOWN');
    const both = await Promise.all(
      ['h1', 'h2'].map((person) => as('beijing', handler(person), claim, { id: first })),
    );
    expect(both.map(codeOf).filter((code) => code === undefined)).toHaveLength(1);
    const give =
      'mutation($id: ID!, $to: ColleagueInput!) { handOverCase(id: $id, to: $to, reason: "换班") { claim { name mine } } }';
    const to = { id: 'c2', name: '样例c2' };
    expect(codeOf(await as('tianjin', clerk('c3'), give, { id: second, to }))).toBe('COUNTER_CLAIM_OTHERS');
    expect((await as('tianjin', clerk('c1'), give, { id: second, to })).data.handOverCase.claim).toEqual({
      name: '样例c2',
      mine: false,
    });
    expect(idsOf(await tasks('tianjin', clerk('c2'), 'OWN'))).toEqual([second]);
    expect(idsOf(await tasks('tianjin', clerk('c1'), 'OWN'))).toEqual([]);
    expect(idsOf(await tasks('tianjin', clerk('c1'), 'QUEUE'))).toEqual([]);
    const { data } = await as(
      'tianjin',
      clerk('c1'),
      'query($id: ID!) { caseHandovers(id: $id) { step from to reason entryId } }',
      {
        id: second,
      },
    );
    expect(data.caseHandovers.map(({ step: what, reason }: Json) => [what, reason])).toEqual([
      ['hand-over', '换班'],
      ['claim', null],
    ]);
    const entry = await new AuditReader(tianjin.running.database.auditorPool).byId(
      data.caseHandovers[0].entryId,
    );
    expect(entry?.entry.governance?.note).toBe(`case ${second}: hand-over`);
    const back = 'mutation($id: ID!) { releaseCase(id: $id, reason: "退回") { claim { name } } }';
    expect(codeOf(await as('tianjin', clerk('c1'), back, { id: second }))).toBe('COUNTER_CLAIM_OTHERS');
    expect((await as('tianjin', clerk('c2'), back, { id: second })).data.releaseCase.claim).toBeNull();
  });

  it('comes near its end, and is over, by the day alone', async () => {
    expect((await tasks('beijing', handler(), 'DUE_SOON')).nodes).toEqual([]);
    await pass(DAY);
    expect((await tasks('beijing', handler(), 'DUE_SOON')).nodes).toMatchObject([
      { id: first, dueOn: '2026-12-14', dueClock: 'acceptance' },
    ]);
    await pass(7 * DAY);
    expect(idsOf(await tasks('beijing', handler(), 'OVERDUE'))).toContain(first);
    expect(idsOf(await tasks('tianjin', { role: 'supervisor', org: HALL, person: 's' }, 'OVERDUE'))).toEqual([
      first,
      second,
    ]);
  });

  it('is listed page by page without a gap', async () => {
    const who: Who = { role: 'supervisor', org: HALL, person: 's' };
    const one = await tasks('tianjin', who, 'OVERDUE', ', first: 1');
    const two = await tasks('tianjin', who, 'OVERDUE', `, first: 1, after: "${one.pageInfo.endCursor}"`);
    expect([idsOf(one), idsOf(two)]).toEqual([[first], [second]]);
    expect([one.pageInfo.hasNextPage, two.pageInfo.hasNextPage]).toEqual([true, false]);
    for (const after of ['x', "2026-12-14|' OR 1=1", '9|120000-20261207-AAAA'])
      expect(
        codeOf(
          await as(
            'tianjin',
            who,
            `{ caseTasks(list: OVERDUE, after: ${JSON.stringify(after)}) { nodes { id } } }`,
          ),
        ),
      ).toBe('CURSOR_INVALID');
  });

  it('is found by number, state, channel and person; who looked for whom stands in the log as a commitment', async () => {
    const found = async (search: object): Promise<string[]> => {
      const answer = await find('tianjin', clerk(), search);
      expect(answer.errors).toBeUndefined();
      return idsOf(answer.data.findCases);
    };
    expect(await found({ number: first.slice(0, 20) })).toEqual([first]);
    expect(await found({ channel: 'HOTLINE' })).toEqual([second]);
    expect(await found({ person: { type: 'USCC', code: firm.code } })).toEqual([first]);
    expect(await found({ states: ['approved'] })).toEqual([]);
    expect(await found({ from: new Date(cluster.now()).toISOString() })).toEqual([]);
    expect(codeOf(await find('tianjin', clerk(), { number: '12%' }))).toBe('COUNTER_INPUT_INVALID');
    expect(codeOf(await find('tianjin', clerk(), { states: ['toString'] }))).toBe('COUNTER_INPUT_INVALID');
    expect(codeOf(await find('tianjin', clerk(), { person: { type: 'USCC', code: '1' } }))).toMatch(/USCC/);
    const newest = await new AuditReader(tianjin.running.database.auditorPool).newest(20);
    const search = newest.find(({ entry }) => entry.governance?.filter?.includes('"applicant"'));
    expect(search?.entry.governance).toMatchObject({ action: 'search', rows: 1 });
    expect(search?.entry.governance?.filter).not.toContain(firm.code);
  });
});

describe('figures', () => {
  it('tell matters, regions and channels apart, and count ratings and what was missed', async () => {
    const id = await received();
    await decided(id);
    await step(beijing, id, { kind: 'deliver', data: { way: 'online' } }, staff('handler', MARKET));
    const applicant: CaseActor = { ...staff('applicant', HALL), holder: firm };
    await step(tianjin, id, { kind: 'rate', data: { stars: 1 } }, applicant);
    expect(idsOf(await tasks('beijing', handler(), 'RECTIFICATIONS'))).toEqual([id]);
    expect(idsOf(await tasks('tianjin', clerk(), 'QUEUE'))).toContain(id);
    const query = `query($from: Instant!, $until: Instant!) { caseFigures(from: $from, until: $until, by: [MATTER, CHANNEL]) {
      matter channel received open approved delivered overdueNow stars meanStars rectificationsOpen medianHours } }`;
    const span = {
      from: new Date(cluster.now() - 30 * DAY).toISOString(),
      until: new Date(cluster.now() + DAY).toISOString(),
    };
    const { data } = await as('tianjin', clerk(), query, span);
    expect(data.caseFigures).toMatchObject([
      {
        matter: 'signboard',
        channel: 'HALL',
        received: 2,
        open: 2,
        approved: 1,
        delivered: 1,
        overdueNow: 1,
        stars: [1, 0, 0, 0, 0],
        meanStars: 1,
        rectificationsOpen: 1,
        medianHours: 0,
      },
      { matter: 'signboard', channel: 'HOTLINE', received: 1, open: 1, overdueNow: 1, meanStars: null },
    ]);
    const stranger: Who = { role: 'windowClerk', org: '11120000TB9000024Y', person: 'x' };
    expect((await as('tianjin', stranger, query, span)).data.caseFigures).toEqual([]);
    const tooLong = { ...span, from: new Date(cluster.now() - 400 * DAY).toISOString() };
    expect(codeOf(await as('tianjin', clerk(), query, tooLong))).toBe('COUNTER_SPAN_INVALID');
    await step(beijing, id, { kind: 'answer-rating', data: { text: '已整改' } }, staff('handler', MARKET));
    expect(idsOf(await tasks('beijing', handler(), 'RECTIFICATIONS'))).toEqual([]);
  });
});

describe('appointments', () => {
  const book = (who: Who, input: object, claims: object = {}) =>
    as(
      'tianjin',
      who,
      'mutation($input: AppointmentInput!) { bookAppointment(input: $input) { id state startsAt endsAt organisation } }',
      { input: { kind: 'VISIT', matter: 'signboard', ...input } },
      claims,
    );
  const at = (time: string): string => new Date(`2026-12-17T${time}:00+08:00`).toISOString();
  const holder = (code: string) =>
    [{ role: 'holder', org: HALL, person: code } as Who, { holder_type: '001', holder_code: code }] as const;

  it('are made for working hours to come, at a desk that is free', async () => {
    const person = { type: 'USCC', code: firm.code };
    expect(codeOf(await book(clerk(), { startsAt: at('10:05'), person }))).toBe('APPOINTMENT_TIME_INVALID');
    expect(codeOf(await book(clerk(), { startsAt: at('08:30'), person }))).toBe('APPOINTMENT_TIME_INVALID');
    expect(codeOf(await book(clerk(), { startsAt: at('17:00'), person }))).toBe('APPOINTMENT_TIME_INVALID');
    const sunday = '2026-12-20T02:00:00.000Z';
    expect(codeOf(await book(clerk(), { startsAt: sunday, person }))).toBe('APPOINTMENT_TIME_INVALID');
    expect(codeOf(await book(clerk(), { startsAt: '2026-12-01T02:00:00.000Z', person }))).toBe(
      'APPOINTMENT_TIME_INVALID',
    );
    expect(codeOf(await book(clerk(), { startsAt: at('10:00') }))).toBe('COUNTER_INPUT_INVALID');
    expect(codeOf(await book(clerk(), { startsAt: at('10:00'), person, organisation: MARKET }))).toBe(
      'COUNTER_INPUT_INVALID',
    );
    expect(codeOf(await book(clerk(), { startsAt: at('10:00'), person, matter: 'none' }))).toBe(
      'MATTER_UNKNOWN',
    );
    const made = await book(clerk(), { startsAt: at('10:00'), person });
    expect(made.data.bookAppointment).toMatchObject({
      state: 'BOOKED',
      endsAt: at('10:30'),
      organisation: HALL,
    });
    expect(codeOf(await book(clerk(), { startsAt: at('10:00'), person }))).toBe('APPOINTMENT_TAKEN');
    const second = { type: 'USCC', code: other.code };
    const third = { type: 'USCC', code: HALL };
    const rush = await Promise.all(
      [second, third].map((one) => book(clerk(), { startsAt: at('10:00'), person: one })),
    );
    expect(rush.map(codeOf).sort()).toEqual(['APPOINTMENT_FULL', undefined]);
    expect(codeOf(await book(clerk(), { startsAt: at('11:00'), person }))).toBeUndefined();
    expect(codeOf(await book(clerk(), { startsAt: at('11:30'), person }))).toBe('APPOINTMENT_TOO_MANY');
    const stored = await tianjin.running.database.pool.query('SELECT * FROM counter_appointment');
    expect(JSON.stringify(stored.rows)).not.toContain(firm.code);
  });

  it('are a holder’s own, seen and cancelled by nobody else', async () => {
    const list = `query($from: Instant!, $until: Instant!) { appointments(from: $from, until: $until) { nodes { id state } } }`;
    const span = { from: at('00:00'), until: at('23:00') };
    const [self, claims] = holder(firm.code);
    const mine = (await as('tianjin', self, list, span, claims)).data.appointments.nodes;
    expect(mine).toHaveLength(2);
    const cancel = 'mutation($id: ID!) { cancelAppointment(id: $id, reason: "有事") { state } }';
    const [another, theirs] = holder('11120000TB9000024Y');
    expect((await as('tianjin', another, list, span, theirs)).data.appointments.nodes).toEqual([]);
    expect(codeOf(await as('tianjin', another, cancel, { id: mine[0].id }, theirs))).toBe(
      'APPOINTMENT_UNKNOWN',
    );
    expect((await as('tianjin', self, cancel, { id: mine[0].id }, claims)).data.cancelAppointment.state).toBe(
      'CANCELLED',
    );
    expect(codeOf(await as('tianjin', self, cancel, { id: mine[0].id }, claims))).toBe('APPOINTMENT_SETTLED');
    const close = 'mutation($id: ID!) { closeAppointment(id: $id, kept: true) { state } }';
    expect(codeOf(await as('tianjin', clerk(), close, { id: mine[1].id }))).toBe('APPOINTMENT_NOT_YET');
  });

  it('of counters over video have a record: who, when, what came of it', async () => {
    const id = await received();
    const input = {
      kind: 'JOINT_SESSION',
      case: id,
      regions: ['TIANJIN', 'BEIJING'],
      startsAt: at('14:00'),
      person: { type: 'USCC', code: firm.code },
    };
    expect(codeOf(await book(clerk(), { ...input, regions: ['TIANJIN'] }))).toBe('COUNTER_INPUT_INVALID');
    expect(codeOf(await book(clerk(), { ...input, case: '120000-20261207-ZZZZZZ' }))).toBe('CASE_UNKNOWN');
    const { data } = await book(clerk(), input);
    const record = `mutation($id: ID!, $s: JointSessionInput!) { recordJointSession(appointment: $id, session: $s) {
      state session { outcome participants { name } recordedBy } } }`;
    const session = {
      beganAt: at('14:02'),
      endedAt: at('14:20'),
      participants: [
        { part: 'COUNTER', region: 'TIANJIN', name: '样例c1' },
        { part: 'AUTHORITY', region: 'BEIJING', name: '样例h1' },
      ],
      outcome: 'SETTLED',
      summary: '核对招牌位置，双方确认。',
    };
    const { id: appointment } = data.bookAppointment;
    expect(codeOf(await as('tianjin', clerk(), record, { id: appointment, s: session }))).toBe(
      'COUNTER_INPUT_INVALID',
    );
    await pass(Date.parse(at('15:00')) - cluster.now());
    const alone = { ...session, participants: session.participants.slice(1) };
    expect(codeOf(await as('tianjin', clerk(), record, { id: appointment, s: alone }))).toBe(
      'COUNTER_INPUT_INVALID',
    );
    const answer = await as('tianjin', clerk(), record, { id: appointment, s: session });
    expect(answer.data.recordJointSession).toMatchObject({
      state: 'KEPT',
      session: { outcome: 'SETTLED', recordedBy: '样例c1' },
    });
    const [entry] = await new AuditReader(tianjin.running.database.auditorPool).newest(1);
    expect(entry?.entry.governance?.note).toBe(`appointment ${appointment} session recorded: settled`);
  });
});
