import { jest } from '@jest/globals';
import { KNOWN_NOTICES, WorkingCalendar } from '#libs/calendar';
import { AuditReader } from '../../apps/node/src/audit/index.js';
import type { Json } from '../support/ask.js';
import { CaseCalls, caseSections, FIRM, MARKET } from '../support/case-calls.js';
import { pdf as pdfOf, PLAIN } from '../support/pdf.js';
import { startCluster, type Cluster, type RegionName, type TestNode } from '../support/cluster.js';

jest.setTimeout(90_000);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REVOKING = { reason: '逾期未补齐', remedy: '60 日内可申请行政复议' };
let cluster: Cluster;
let at: CaseCalls;
const node = (name: RegionName): TestNode => cluster.nodes[name];

beforeAll(async () => {
  cluster = await startCluster({ sections: caseSections(), fronted: ['beijing'] });
  at = new CaseCalls(cluster);
}, 180_000);
afterAll(() => cluster?.stop());

const kinds = (shown: Json): string[] => shown.history.map(({ kind }: Json) => kind);
const clockOf = (shown: Json, name: string): Json => shown.clocks.find((one: Json) => one.name === name);
/** What both regions must agree on: everything but the entries of their own logs. */
const shared = ({ history, ...shown }: Json): Json => ({
  ...shown,
  history: history.map(({ entryId: _, ...step }: Json) => step),
});

/** Both regions show the same, and each step that took effect stands in both logs, under the same digest. */
async function agree(id: string, between: readonly RegionName[] = ['tianjin', 'beijing']): Promise<Json> {
  await at.deliver();
  const shown = await Promise.all(between.map(async (name) => (await at.read(name, id)).data));
  for (const other of shown.slice(1)) expect(shared(other)).toEqual(shared(shown[0]));
  for (const [index, name] of between.entries()) {
    const reader = new AuditReader(node(name).running.database.auditorPool);
    for (const { id: event, kind, entryId } of shown[index].history) {
      const found = await reader.byId(entryId);
      expect(found?.entry).toMatchObject({ kind: 'case', case: { id, event } });
      expect(found?.entry.case?.step.toUpperCase().replaceAll('-', '_')).toBe(kind);
    }
  }
  return shown[0];
}
async function taken(
  answer: Promise<{ data: Json; code?: string | undefined; hint?: string | undefined }>,
): Promise<Json> {
  const { data, code, hint } = await answer;
  expect([code, hint]).toEqual([undefined, undefined]);
  return data;
}

describe('who may', () => {
  let id: string;
  beforeAll(async () => {
    id = await at.opened('tianjin');
    await at.deliver();
  });

  it.each([
    ['tianjin', 'window', {}, true],
    ['tianjin', 'window', { org_code: MARKET.hebei.code }, false],
    ['tianjin', 'handler', {}, false],
    ['tianjin', 'supervisor', {}, true],
    ['tianjin', 'applicant', {}, true],
    ['tianjin', 'applicant', { holder_type: '111', holder_code: '11010519491231002X' }, false],
    ['tianjin', 'integrator', {}, true],
    ['beijing', 'handler', {}, true],
    ['beijing', 'handler', { org_code: MARKET.tianjin.code }, false],
    ['beijing', 'approver', {}, true],
    ['beijing', 'window', {}, false],
    ['beijing', 'applicant', {}, true],
    ['hebei', 'supervisor', {}, false],
  ] as const)('at %s a %s (%j) see the case: %s', async (name, who, claims, sees) => {
    const { data, code } = await at.read(name, id, who, claims);
    expect(code).toBe(sees ? undefined : 'CASE_UNKNOWN');
    expect(data?.id).toBe(sees ? id : undefined);
    const listed = await at.list(name, who, {}, claims);
    expect(listed.data.nodes.map((one: Json) => one.id)).toEqual(sees ? [id] : []);
  });

  it('not even read one as an auditor', async () => {
    expect((await at.read('tianjin', id, 'auditor')).code).toBe('ROLE_NOT_ALLOWED');
  });

  it.each([
    ['the other region’s step', 'tianjin', 'window', 'ACCEPT', 'CASE_REGION_MAY_NOT'],
    ['a step of another role', 'beijing', 'handler', 'APPROVE', 'CASE_ROLE_MAY_NOT'],
    ['a step out of turn', 'beijing', 'approver', 'APPROVE', 'CASE_STATE_WRONG'],
    ['a second opening', 'beijing', 'handler', 'RECEIVE', 'CASE_INPUT_INVALID'],
    ['a withdrawal by a handler', 'beijing', 'handler', 'WITHDRAW', 'CASE_ROLE_MAY_NOT'],
  ] as const)('never take %s', async (_, name, who, step, code) => {
    expect((await at.step(name, who, id, step)).code).toBe(code);
  });

  it('not act in a role that is not theirs', async () => {
    expect((await at.step('beijing', 'handler', id, 'ACCEPT', {}, { role: 'APPROVER' })).code).toBe(
      'CASE_ROLE_NOT_YOURS',
    );
    expect((await at.step('tianjin', 'integrator', id, 'ACCEPT', {}, { role: 'HANDLER' })).code).toBe(
      'CASE_ROLE_NOT_YOURS',
    );
  });

  it.each([
    [{ stars: 5 }, 'stars'],
    [{ document: 'A'.repeat(43) }, 'document'],
    [{ form: { text: 'x' } }, 'form'],
  ])('not enter %j for a step that does not take it', async (data, hint) => {
    expect(await at.step('beijing', 'handler', id, 'ACCEPT', data)).toMatchObject({
      code: 'CASE_INPUT_INVALID',
      hint: expect.stringContaining(`(${hint})`),
    });
  });

  it('neither draft for somebody else as a holder, nor for a person what is for firms', async () => {
    const citizen = { type: 'CITIZEN_NUMBER', code: '11010519491231002X' };
    expect((await at.draft('tianjin', 'applicant', citizen)).code).toBe('CASE_INPUT_INVALID');
    expect((await at.draft('tianjin', 'window', citizen)).code).toBe('CASE_INPUT_INVALID');
    expect((await at.draft('tianjin', 'handler')).code).toBe('ROLE_NOT_ALLOWED');
  });
});

describe('opening a case', () => {
  it.each([
    ['a field that is missing', { form: { width: 3, permanent: false } }, 'CASE_FORM_INVALID'],
    ['a field of another matter', { form: { text: 'x', width: 3, salary: 1 } }, 'CASE_FORM_INVALID'],
    ['a mode that is not offered', { modes: ['NO_APPLICATION'] }, 'CASE_MODE_NOT_OFFERED'],
    ['an item that there is not', { items: [{ id: 'tunnel' }] }, 'CASE_ITEM_UNKNOWN'],
    ['a material that nobody holds', { materials: ['1'] }, 'CASE_MATERIAL_ABSENT'],
    ['collecting for one’s own region', { model: 'COLLECTED', decision: 'TIANJIN' }, 'CASE_MODEL_DISAGREES'],
  ])('refuses %s, and keeps the draft', async (_, input, code) => {
    const { data } = await at.draft('tianjin');
    expect((await at.receive('tianjin', data.id, input)).code).toBe(code);
    expect((await at.receive('tianjin', data.id)).code).toBeUndefined();
  });

  it('happens once, whatever is sent again', async () => {
    const { data } = await at.draft('tianjin');
    const first = await taken(at.receive('tianjin', data.id, {}, 'window', 'k-1'));
    const again = await taken(at.receive('tianjin', data.id, {}, 'window', 'k-1'));
    expect(again).toEqual(first);
    expect((await at.receive('tianjin', data.id)).code).toBe('CASE_DRAFT_OVER');
    const other = { form: { text: 'other', width: 3, permanent: false } };
    expect((await at.receive('tianjin', data.id, other, 'window', 'k-1')).code).toBe('CASE_STEP_KEY_REUSED');
  });
});

describe('全程网办: Beijing handles it remotely', () => {
  it('asks for a correction while the clock stands still, approves, delivers, is rated and rectifies', async () => {
    const id = await at.opened('tianjin');
    await at.deliver();
    await taken(
      at.step('beijing', 'handler', id, 'ASK_CORRECTION', {
        missing: [{ field: 'width', text: '宽度有误' }],
      }),
    );
    let shown = await agree(id);
    expect(shown).toMatchObject({ state: 'CORRECTION_ASKED', correction: { doneAt: null } });
    const stopped = clockOf(shown, 'ACCEPTANCE');
    expect(stopped).toMatchObject({ state: 'stopped', due: null });
    await at.pass(9);
    expect(clockOf((await at.read('beijing', id)).data, 'ACCEPTANCE').used).toBe(stopped.used);
    const form = { text: '样例餐厅', width: 4, permanent: false };
    expect((await at.step('tianjin', 'applicant', id, 'CORRECT', { form: { text: 'x' } })).code).toBe(
      'CASE_FORM_INVALID',
    );
    await taken(at.step('tianjin', 'applicant', id, 'CORRECT', { form }));
    shown = await agree(id);
    expect(shown).toMatchObject({ state: 'RECEIVED', form });
    expect(clockOf(shown, 'ACCEPTANCE')).toMatchObject({ state: 'running', used: stopped.used });

    await taken(at.step('beijing', 'handler', id, 'ACCEPT', {}, { key: 'a' }));
    expect(kinds(await taken(at.step('beijing', 'handler', id, 'ACCEPT', {}, { key: 'a' })))).toEqual([
      'RECEIVE',
      'ASK_CORRECTION',
      'CORRECT',
      'ACCEPT',
    ]);
    expect((await at.step('beijing', 'handler', id, 'BEGIN_REVIEW', {}, { key: 'a' })).code).toBe(
      'CASE_STEP_KEY_REUSED',
    );
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    await taken(at.step('beijing', 'approver', id, 'APPROVE'));
    await agree(id);
    await taken(at.step('tianjin', 'window', id, 'DELIVER', { way: 'counter' }));
    await taken(at.step('tianjin', 'applicant', id, 'SIGN_FOR'));
    await taken(at.step('tianjin', 'applicant', id, 'RATE', { stars: 1, comment: '等待时间太长' }));
    await agree(id);
    await taken(at.step('beijing', 'handler', id, 'ANSWER_RATING', { text: '已联系申请人并整改' }));
    shown = await agree(id);
    expect(shown).toMatchObject({ state: 'RATED', rating: { stars: 1 }, decided: { outcome: 'approved' } });
    expect(shown.rating.rectificationAnsweredAt).toEqual(expect.any(String));
  });
});

describe('异地代收代办: the counter collects', () => {
  it('tells what is missing itself, hands over, and only then Beijing acts', async () => {
    const id = await at.opened('tianjin', { model: 'COLLECTED' });
    await at.deliver();
    expect((await at.step('beijing', 'handler', id, 'ACCEPT')).code).toBe('CASE_NOT_HANDED_OVER');
    await taken(
      at.step('tianjin', 'window', id, 'ASK_CORRECTION', { missing: [{ field: 'text', text: '名称不符' }] }),
    );
    const form = { text: '样例餐厅二店', width: 3, permanent: false };
    await taken(at.step('tianjin', 'window', id, 'CORRECT', { form }));
    await taken(at.step('tianjin', 'window', id, 'HAND_OVER', { identityCheck: 'document' }));
    expect(
      (await at.step('tianjin', 'window', id, 'ASK_CORRECTION', { missing: [{ text: 'x' }] })).code,
    ).toBe('CASE_CORRECTION_ONCE');
    await agree(id);
    await taken(at.step('beijing', 'handler', id, 'ACCEPT'));
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    await taken(
      at.step('beijing', 'approver', id, 'REFUSE', { reason: '不符合规划', remedy: '60 日内可申请行政复议' }),
    );
    await taken(at.step('beijing', 'handler', id, 'DELIVER', { way: 'online' }));
    expect(await agree(id)).toMatchObject({
      state: 'DELIVERED',
      handedOver: true,
      decided: { outcome: 'refused' },
    });
  });
});

describe('多地联办: accepted once, items in several regions', () => {
  it('is seen by all three, who answer their items', async () => {
    const id = await at.opened('tianjin', {
      model: 'JOINT',
      modes: ['INTEGRATED', 'CROSS_REGION'],
      items: [{ id: 'site', region: 'HEBEI' }],
    });
    const all = ['tianjin', 'beijing', 'hebei'] as const;
    await agree(id, all);
    await taken(at.step('tianjin', 'window', id, 'ACCEPT'));
    await agree(id, all);
    expect((await at.step('beijing', 'handler', id, 'ACCEPT')).code).toBe('CASE_STATE_WRONG');
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    expect((await at.step('beijing', 'approver', id, 'APPROVE')).code).toBe('CASE_ITEMS_OPEN');
    await taken(at.step('beijing', 'handler', id, 'ANSWER_ITEM', { item: 'check', outcome: 'approved' }));
    expect(
      (await at.step('beijing', 'handler', id, 'ANSWER_ITEM', { item: 'site', outcome: 'approved' })).code,
    ).toBe('CASE_ITEM_OTHER_REGION');
    await agree(id, all);
    const urban = { org_code: '1113000000TB03062A' };
    const { data } = await at.list('hebei', 'supervisor');
    expect(data.nodes).toEqual([{ id, state: 'UNDER_REVIEW' }]);
    const answer = { item: 'site', outcome: 'approved' };
    // Whose item it is follows from the mapping of departments, so a stranger does not even see the case.
    expect((await at.step('hebei', 'handler', id, 'ANSWER_ITEM', answer, { claims: urban })).code).toBe(
      'CASE_UNKNOWN',
    );
    const claims = { org_code: URBAN_HEBEI };
    await taken(at.step('hebei', 'handler', id, 'BEGIN_ITEM', { item: 'site' }, { claims }));
    await taken(at.step('hebei', 'handler', id, 'ANSWER_ITEM', answer, { claims }));
    await agree(id, all);
    await taken(at.step('beijing', 'approver', id, 'APPROVE'));
    expect(await agree(id, all)).toMatchObject({ state: 'APPROVED', setAside: [] });
  });
});

const URBAN_HEBEI = '1113000000TB03116B';

describe('periods', () => {
  it('accept by themselves what nobody answered, once, and note what was decided too late', async () => {
    const id = await at.opened('tianjin');
    await at.deliver();
    await at.pass(12);
    for (const name of ['tianjin', 'beijing'] as const) {
      await node(name).running.cases.deadlines.now();
      await node(name).running.cases.deadlines.now();
    }
    let shown = await agree(id);
    expect(shown).toMatchObject({ state: 'ACCEPTED', deemedAccepted: true });
    expect(kinds(shown)).toEqual(['RECEIVE', 'ACCEPT']);
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    // What is older than a month when it is first tried waits for a person.
    await at.deliver();
    await at.pass(40);
    const replica = await node('beijing').replica();
    await Promise.all([node('beijing').running.cases.deadlines.now(), replica.running.cases.deadlines.now()]);
    await replica.stop();
    shown = await agree(id);
    expect(kinds(shown)).toEqual(['RECEIVE', 'ACCEPT', 'BEGIN_REVIEW', 'OVERDUE']);
    expect(shown.reminders).toEqual([expect.objectContaining({ about: 'DECISION', kind: 'overdue' })]);
  });

  it('begin when a case is received: an old one of another region is not taken for new', async () => {
    const id = await at.opened('tianjin');
    await at.pass(5);
    await at.deliver();
    const { data } = await at.read('beijing', id);
    expect(clockOf(data, 'ACCEPTANCE').used).toBeGreaterThan(1);
    expect(data.receivedAt < new Date(cluster.now() - 4 * DAY).toISOString()).toBe(true);
  });
});

const pdf = (name: string) => pdfOf({ objects: { ...PLAIN, 6: `<< /Title (${name}) >>` } });

describe('帮办代办: a delegate named when the case is received', () => {
  const HELPER = { type: 'CITIZEN_NUMBER', code: '11010519491231002X' };
  const claims = { holder_type: '111', holder_code: HELPER.code };
  const DELEGATES = 'query($id: ID!) { case(id: $id) { delegates { capacity until document ending } } }';

  it('by a paper that was brought for that, is known in both regions, and is told apart where he stood', async () => {
    const drafted = await at.draft('tianjin');
    const { id } = drafted.data as { id: string };
    const proof = await at.upload('tianjin', 'window', id, 'purpose=proof', pdf(id), 'application/pdf');
    const pledge = await at.upload(
      'tianjin',
      'window',
      id,
      'purpose=pledge',
      pdf(`pledge ${id}`),
      'application/pdf',
    );
    const until = new Date(cluster.now() + 40 * DAY).toISOString().slice(0, 10);
    const delegate = { person: HELPER, capacity: 'delegate', proof: proof.digest, until };
    const over = new Date(cluster.now() - 3 * DAY).toISOString().slice(0, 10);
    for (const [changes, code] of [
      [{ proof: 'A'.repeat(43) }, 'CASE_MATERIAL_ABSENT'],
      [{ proof: pledge.digest }, 'CASE_FILE_OTHER_PURPOSE'],
      [{ person: { type: 'USCC', code: FIRM.code } }, 'CASE_DELEGATE_IS_APPLICANT'],
      [{ until: over }, 'CASE_DELEGATE_OVER'],
      [{ capacity: 'friend' }, 'CASE_INPUT_INVALID'],
    ] as const)
      expect((await at.receive('tianjin', id, { delegate: { ...delegate, ...changes } })).code).toBe(code);
    await taken(at.receive('tianjin', id, { delegate }));
    await at.deliver();

    const delegates = async (name: RegionName): Promise<Json> =>
      (await at.call(name, 'supervisor', DELEGATES, { id })).data.delegates;
    const named = { capacity: 'delegate', until };
    expect(await delegates('tianjin')).toEqual([{ ...named, document: 'CITIZEN_NUMBER', ending: '002X' }]);
    expect(await delegates('beijing')).toEqual([{ ...named, document: null, ending: null }]);
    for (const name of ['tianjin', 'beijing'] as const)
      expect((await at.read(name, id, 'applicant', claims)).data.id).toBe(id);

    await taken(at.step('tianjin', 'window', id, 'END_DELEGATE', { person: HELPER }));
    expect(await delegates('tianjin')).toEqual([]);
    expect((await at.read('tianjin', id, 'applicant', claims)).code).toBe('CASE_UNKNOWN');
    expect(
      (await at.step('tianjin', 'window', id, 'NAME_DELEGATE', { delegate: { ...delegate, until: over } }))
        .code,
    ).toBe('CASE_DELEGATE_OVER');
    await taken(at.step('tianjin', 'applicant', id, 'NAME_DELEGATE', { delegate }));
    expect(await delegates('tianjin')).toEqual([{ ...named, document: 'CITIZEN_NUMBER', ending: '002X' }]);
    // Not the number itself.
    const { rows } = await node('tianjin').running.database.pool.query<{ row: string }>(
      'SELECT to_jsonb(c)::text AS row FROM case_record c WHERE id = $1',
      [id],
    );
    expect(rows[0]?.row).not.toContain(HELPER.code);
  });
});

describe('容缺办: a pledge', () => {
  const receiving = {
    modes: ['PLEDGE', 'CROSS_REGION'],
    form: { text: '样例餐厅', width: 3, permanent: true },
  };
  const inWorkingDays = (days: number): string =>
    new WorkingCalendar(KNOWN_NOTICES).add(
      new Date(cluster.now() + 8 * HOUR).toISOString().slice(0, 10),
      days,
    ).date;

  /** Received without its layout, which the applicant pledges to bring, and approved against that. */
  async function approvedWithPledge(): Promise<string> {
    const id = await at.opened('tianjin', receiving);
    await at.deliver();
    expect((await at.step('beijing', 'handler', id, 'ACCEPT')).code).toBe('CASE_MATERIAL_MISSING');
    const pledge = { pledged: ['layout'], due: inWorkingDays(10), consequence: 'revoke' };
    expect(
      (await at.step('tianjin', 'applicant', id, 'PLEDGE', { ...pledge, document: 'A'.repeat(43) })).code,
    ).toBe('CASE_MATERIAL_ABSENT');
    const { digest } = await at.upload(
      'tianjin',
      'applicant',
      id,
      'purpose=pledge',
      pdf(id),
      'application/pdf',
    );
    expect(
      (
        await at.step('tianjin', 'applicant', id, 'PLEDGE', {
          ...pledge,
          pledged: ['drawing'],
          document: digest,
        })
      ).code,
    ).toBe('CASE_MATERIAL_NOT_PLEDGEABLE');
    const other = await at.upload(
      'tianjin',
      'applicant',
      id,
      'purpose=proof',
      pdf(`other ${id}`),
      'application/pdf',
    );
    // Any other paper of the case is no pledge that the applicant has signed.
    expect(
      (await at.step('tianjin', 'applicant', id, 'PLEDGE', { ...pledge, document: other.digest })).code,
    ).toBe('CASE_FILE_OTHER_PURPOSE');
    await taken(at.step('tianjin', 'applicant', id, 'PLEDGE', { ...pledge, document: digest }));
    await at.deliver();
    await taken(at.step('beijing', 'handler', id, 'ACCEPT'));
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    expect((await at.step('beijing', 'approver', id, 'APPROVE')).code).toBe('CASE_MATERIAL_MISSING');
    const result = await at.upload(
      'beijing',
      'approver',
      id,
      'purpose=result',
      pdf(`result ${id}`),
      'application/pdf',
    );
    await taken(at.step('beijing', 'approver', id, 'APPROVE_WITH_PLEDGE', { document: result.digest }));
    const shown = await agree(id);
    expect(shown).toMatchObject({
      state: 'APPROVED_WITH_PLEDGE',
      pledge: { state: 'open', missing: ['layout'] },
      decided: { outcome: 'approved-with-pledge', result: result.digest },
    });
    // The result came with the decision, and a counter in Tianjin hands it over.
    await taken(at.step('tianjin', 'window', id, 'DELIVER', { way: 'counter', document: result.digest }));
    return id;
  }

  it('that falls due is reminded of and noted once, and the decision revoked', async () => {
    const id = await approvedWithPledge();
    expect((await at.step('beijing', 'approver', id, 'REVOKE', REVOKING)).code).toBe('CASE_PLEDGE_NOT_DUE');
    await at.pass(17);
    for (let round = 0; round < 2; round += 1) await node('beijing').running.cases.deadlines.now();
    let shown = await agree(id);
    expect(shown.reminders).toEqual([expect.objectContaining({ about: 'PLEDGE', kind: 'broken' })]);
    expect(kinds(shown).filter((kind) => kind === 'OVERDUE')).toHaveLength(1);
    await taken(at.step('beijing', 'approver', id, 'REVOKE', REVOKING));
    shown = await agree(id);
    expect(shown).toMatchObject({ state: 'REVOKED', pledge: { state: 'broken' } });
  });

  it('that is kept in time leaves nothing to remind of', async () => {
    const id = await approvedWithPledge();
    const { material } = await at.upload(
      'tianjin',
      'applicant',
      id,
      'material=layout',
      pdf('layout'),
      'application/pdf',
    );
    expect((await at.step('tianjin', 'applicant', id, 'FULFIL_PLEDGE', { materials: [] })).code).toBe(
      'CASE_INPUT_INVALID',
    );
    await taken(at.step('tianjin', 'applicant', id, 'FULFIL_PLEDGE', { materials: [material.id] }));
    const shown = await agree(id);
    expect(shown).toMatchObject({
      state: 'DELIVERED',
      pledge: { state: 'fulfilled' },
      missingMaterials: [],
      materials: [{ id: 'layout', origin: 'UPLOAD' }],
    });
    await at.pass(17);
    await node('beijing').running.cases.deadlines.now();
    expect(kinds(await agree(id))).not.toContain('OVERDUE');
  });
});

describe('both regions act', () => {
  it('and the earlier withdrawal takes precedence; the decision is set aside and shown in both', async () => {
    const id = await at.opened('tianjin');
    await at.deliver();
    await taken(at.step('beijing', 'handler', id, 'ACCEPT'));
    await taken(at.step('beijing', 'handler', id, 'BEGIN_REVIEW'));
    await at.deliver();
    node('beijing').front?.raw((socket) => socket.destroy());
    const withdrawn = await taken(at.step('tianjin', 'applicant', id, 'WITHDRAW', { reason: '不再需要' }));
    cluster.advance(60_000);
    await taken(at.step('beijing', 'approver', id, 'APPROVE'));
    node('beijing').front?.honest();
    const shown = await agree(id);
    expect(shown).toMatchObject({
      state: 'WITHDRAWN',
      decided: null,
      setAside: [{ kind: 'APPROVE', insteadOf: withdrawn.history.at(-1).id }],
    });
  });
});

it('lists in pages, the newest first', async () => {
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { data } = await at.list('tianjin', 'window', { first: 3, ...(after ? { after } : {}) });
    seen.push(...data.nodes.map((one: Json) => one.id));
    after = data.pageInfo.hasNextPage ? data.pageInfo.endCursor : undefined;
  } while (after !== undefined);
  const { data } = await at.list('tianjin', 'applicant', { first: 100 });
  expect(seen).toEqual(data.nodes.map((one: Json) => one.id));
  expect(new Set(seen).size).toBe(seen.length);
  expect((await at.list('tianjin', 'window', { after: 'Zm9v' })).code).toBe('CURSOR_INVALID');
});

it('names nobody in events or logs', async () => {
  for (const name of ['tianjin', 'beijing'] as const) {
    const { rows } = await node(name).running.database.auditorPool.query<{ token: string }>(
      'SELECT token FROM case_event',
    );
    expect(rows.length).toBeGreaterThan(10);
    const text = rows
      .map(({ token }) => Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
      .join();
    for (const personal of [FIRM.code, 'tianjin-window', 'beijing-handler', '样例人员'])
      expect(text).not.toContain(personal);
    expect(node(name).logs.join()).not.toContain(FIRM.code);
  }
});
