import { type AuditStage, type Lookup, startAuditStage } from '../support/auditing.js';

let stage: AuditStage;
let ids: string[];

const MINUTE = 60_000;
const START = Date.parse('2026-11-24T02:00:00.000Z');
const instant = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();

/** Three hundred lookups, one a minute: 10 cases, 6 people, 50 holders, every tenth denied. */
const LOOKUPS: Lookup[] = Array.from({ length: 300 }, (_, at) => ({
  at: instant(at),
  caseNumber: `TJ-2026-${String(at % 10).padStart(6, '0')}`,
  person: `tj-${at % 6}`,
  subject: `111:1101011990030${String(77000 + (at % 50))}`,
  identifier: `1.2.156.3005.2.11100000MB0143028R001.91110000.${String(at).padStart(9, '0')}.001.9`,
  jti: `jti-${at}`,
  ...(at % 10 === 0 ? { outcome: 'denied' as const, code: 'AGREEMENT_MISSING' } : {}),
  ...(at === 42 ? { reason: '100%_特殊\\事由', channel: 'web' as const, number: 'GAT-42' } : {}),
}));

beforeAll(async () => {
  stage = await startAuditStage();
  ids = await stage.append(LOOKUPS);
});
afterAll(() => stage.stop());

const SEARCH = `query Search($filter: AuditFilterInput, $first: Int! = 20, $after: String, $order: AuditEntryOrder! = NEWEST, $clear: Boolean! = false) {
  auditEntries(filter: $filter, first: $first, after: $after, order: $order, withPersonalValues: $clear) {
    edges { cursor node { index id intact kind at atLocal outcome code caseNumber reason caller { kind id channel }
      lookups { operation identifiers fieldsReleased } proof counterpartState personal { label value } json leaf } }
    pageInfo { hasNextPage endCursor } total { count exact } logSize } }`;

const search = async (filter: unknown, more: Record<string, unknown> = {}) =>
  (await stage.data(SEARCH, { filter, ...more })).auditEntries;
const placesOf = (page: { edges: { node: { id: string } }[] }) =>
  page.edges.map(({ node }) => ids.indexOf(node.id));

describe('who may search', () => {
  it.each(['sample-integrator', 'sample-administrator', 'sample-security'])('not %s', async (client) => {
    for (const field of [
      'auditEntries { logSize }',
      `auditEntry(id: "${ids[0]}") { id }`,
      'auditCounts(by: OUTCOME) { exact }',
      'auditGroups(by: CASE) { exact }',
    ]) {
      const answer = await stage.ask(`{ ${field} }`, {}, client);
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['ROLE_NOT_ALLOWED']);
      expect(JSON.stringify(answer)).not.toContain('TJ-2026');
    }
  });

  it('and an auditor may not look up licences', async () => {
    const { errors } = await stage.ask(
      '{ licence(identifier: "1.2.156.3005.2.11100000MB03271699022.340100.000000016.001.9") { status } }',
    );
    expect(errors?.[0]?.extensions.code).toBe('ROLE_NOT_ALLOWED');
  });
});

describe('a search', () => {
  it.each<[string, Record<string, unknown>, number[]]>([
    ['case', { caseNumber: 'TJ-2026-000003', fromIndex: '0', toIndex: '30' }, [23, 13, 3]],
    ['person', { person: 'tj-4', toIndex: '12' }, [10, 4]],
    ['subject by type and code', { subject: '111:110101199003077007' }, [257, 207, 157, 107, 57, 7]],
    ['subject by code', { subject: '110101199003077007' }, [257, 207, 157, 107, 57, 7]],
    ['subject and person', { subject: '110101199003077007', person: 'tj-1' }, [157, 7]],
    ['licence number', { licenceNumber: 'GAT-42' }, [42]],
    ['identifier', { identifier: LOOKUPS[77]!.identifier }, [77]],
    ['jti', { jti: 'jti-78' }, [78]],
    ['code and period', { codes: ['AGREEMENT_MISSING'], from: instant(5), to: instant(31) }, [30, 20, 10]],
    ['outcome and case', { outcomes: ['DENIED'], caseNumber: 'TJ-2026-000000', toIndex: '15' }, [10, 0]],
    ['period', { from: instant(100), to: instant(103) }, [102, 101, 100]],
    ['reason, taking no sign for a pattern', { reason: '100%_特殊\\' }, [42]],
    ['a pattern that is none', { reason: '100%特' }, []],
    ['channel', { channel: 'WEB' }, [42]],
    [
      'fields, region and operation of one lookup',
      { fieldReleased: 'name', region: '110000', operation: 'BY_IDENTIFIER', toIndex: '2' },
      [1],
    ],
    ['kind', { kinds: ['HOME'] }, []],
  ])('finds by %s', async (_, filter, places) => {
    expect(placesOf(await search(filter))).toEqual(places);
  });

  it('shows what the entry says, its proof state, and persons only where asked for', async () => {
    const { edges, total } = await search({ id: ids[42] });
    expect(total).toEqual({ count: 1, exact: true });
    expect(edges[0].node).toMatchObject({
      index: '42',
      intact: true,
      kind: 'ANSWER',
      at: instant(42),
      atLocal: '2026-11-24T10:42:00.000+08:00',
      caller: { kind: 'PEER', channel: 'WEB' },
      proof: 'PENDING',
      personal: null,
    });
    const clear = await search({ id: ids[42] }, { clear: true });
    expect(clear.edges[0].node.personal).toContainEqual({ label: 'caller.person', value: 'tj-0' });
  });

  it('goes through the whole list by cursors, each entry once, while more are appended', async () => {
    for (const filter of [
      { toIndex: '300' },
      { from: instant(0), to: instant(300) },
      { person: 'tj-2', toIndex: '300' },
    ]) {
      for (const order of ['NEWEST', 'OLDEST']) {
        const seen: number[] = [];
        let after: string | undefined;
        do {
          const page = await search(filter, { first: 37, order, after });
          seen.push(...placesOf(page));
          after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
        } while (after !== undefined);
        const all = LOOKUPS.flatMap(({ person }, at) =>
          !('person' in filter) || person === filter.person ? [at] : [],
        );
        expect(seen).toEqual(order === 'OLDEST' ? all : all.reverse());
      }
    }
  });

  it('refuses a cursor that is forged, cut, or of another list', async () => {
    const { pageInfo } = await search({ caseNumber: 'TJ-2026-000001' }, { first: 2 });
    const cursor = pageInfo.endCursor as string;
    const flipped = (cursor[9] === 'A' ? 'B' : 'A') + cursor.slice(1);
    for (const [filter, after, order] of [
      [{ caseNumber: 'TJ-2026-000002' }, cursor, 'NEWEST'],
      [{ caseNumber: 'TJ-2026-000001' }, cursor, 'OLDEST'],
      [{ caseNumber: 'TJ-2026-000001' }, flipped, 'NEWEST'],
      [{ caseNumber: 'TJ-2026-000001' }, cursor.slice(0, -4), 'NEWEST'],
      [{ caseNumber: 'TJ-2026-000001' }, Buffer.from('["1",1]').toString('base64url'), 'NEWEST'],
    ]) {
      const answer = await stage.ask(SEARCH, { filter, after, order });
      expect(answer.errors?.[0]?.extensions.code).toBe('CURSOR_INVALID');
    }
  });

  it.each([
    'caller',
    'organisation',
    'role',
    'person',
    'subject',
    'licenceNumber',
    'counterpart',
    'caseNumber',
    'itemCode',
    'legalBasis',
    'reason',
    'jti',
    'licenceType',
    'identifier',
    'region',
    'fieldAsked',
    'fieldReleased',
    'rule',
  ])('takes whatever is typed into %s for a value', async (name) => {
    for (const text of [
      `' OR true --`,
      `'; DROP TABLE audit_entry; --`,
      '%',
      '_',
      '\\',
      '"}}}',
      '$1',
      '{"a":1}',
      `\u2028`,
    ]) {
      const { edges } = await search({ [name]: text });
      expect(placesOf({ edges }).filter((place) => !(name === 'reason' && place === 42))).toEqual([]);
    }
  });

  it.each<[string, Record<string, unknown>]>([
    ['a control character', { caseNumber: 'TJ\u0000' }],
    ['too long a text', { reason: 'x'.repeat(201) }],
    ['an index that is none', { fromIndex: '1; SELECT' }],
    ['an id that is none', { id: 'x' }],
    ['an action that is none', { action: 'drop' }],
    ['a period that ends before it begins', { from: instant(5), to: instant(4) }],
  ])('refuses %s and repeats nothing of it', async (_, filter) => {
    const answer = await stage.ask(SEARCH, { filter });
    expect(answer.errors?.[0]?.extensions.code).toBe('AUDIT_FILTER_INVALID');
    expect(JSON.stringify(answer)).not.toMatch(/SELECT|drop|xxxx/);
  });
});

describe('counts and groups', () => {
  const counts = async (filter: unknown, by: string) =>
    (
      await stage.data(
        `query($filter: AuditFilterInput, $by: AuditCountKey!) { auditCounts(filter: $filter, by: $by) { counts { key count } exact } }`,
        { filter, by },
      )
    ).auditCounts;

  it('count by each key', async () => {
    const range = { toIndex: '300' };
    expect(await counts(range, 'OUTCOME')).toEqual({
      counts: [
        { key: 'granted', count: 270 },
        { key: 'denied', count: 30 },
      ],
      exact: true,
    });
    expect((await counts(range, 'HOUR')).counts.at(-1)).toEqual({ key: '2026-11-24T10:00+08:00', count: 60 });
    expect((await counts(range, 'LICENCE_TYPE')).counts).toEqual([
      { key: '11100000MB0143028R001', count: 300 },
    ]);
    const people = (await counts(range, 'PERSON')).counts as { key: string; count: number }[];
    expect(people).toHaveLength(6);
    for (const { key, count } of people) expect([key[0], count]).toEqual(['~', 50]);
  });

  it('put sessions apart at a long pause', async () => {
    const { auditGroups } = await stage.data(
      'query($filter: AuditFilterInput) { auditGroups(filter: $filter, by: SESSION, withPersonalValues: true) { groups { person caseNumber entries from until firstIndex } exact } }',
      { filter: { person: 'tj-0', caseNumber: 'TJ-2026-000000', toIndex: '300' } },
    );
    // One entry every 30 minutes is one session; the gap is 30.
    expect(auditGroups).toEqual({
      groups: [
        {
          person: 'tj-0',
          caseNumber: 'TJ-2026-000000',
          entries: 10,
          from: instant(0),
          until: instant(270),
          firstIndex: '0',
        },
      ],
      exact: true,
    });
  });
});

describe('the audit of the auditors', () => {
  it('has each read in the log, its persons as commitments, before the answer left', async () => {
    const { total } = await search({ kinds: ['AUDIT_READ'] });
    expect(total.count).toBeGreaterThan(50);
    await search({ subject: '110101199003077007', caseNumber: 'TJ-2026-000007' });
    const { edges } = await search({ kinds: ['AUDIT_READ'], action: 'search' }, { first: 1 });
    const entry = JSON.parse(edges[0].node.json);
    expect(entry).toMatchObject({
      kind: 'audit-read',
      caller: { kind: 'client', id: 'sample-auditor', role: 'auditor' },
      governance: { action: 'search', rows: 6 },
    });
    const logged = JSON.parse(entry.governance.filter);
    expect(logged.filter.caseNumber).toBe('TJ-2026-000007');
    expect(logged.filter.subject).toMatch(/^[\w-]{43}$/);
    expect(edges[0].node.json).not.toContain('110101199003077007');
  });

  it('leaves no person in the log of the operator', () => {
    expect(stage.node.logs.join('\n')).not.toMatch(/110101199003077|GAT-42|tj-4/);
  });

  it('shows nothing where the read cannot be logged', async () => {
    await stage.owner.query('ALTER FUNCTION audit_append RENAME TO audit_append_away');
    try {
      const answer = await stage.ask(SEARCH, { filter: {} });
      expect(answer.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
      expect(JSON.stringify(answer)).not.toContain('TJ-2026');
    } finally {
      await stage.owner.query('ALTER FUNCTION audit_append_away RENAME TO audit_append');
    }
  });

  it('shows a row that was tampered with as such', async () => {
    await stage.owner.query('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_stays');
    await stage.owner.query(
      `UPDATE audit_entry SET body = convert_to(replace(convert_from(body, 'UTF8'), 'granted', 'reduced'), 'UTF8') WHERE index = 1`,
    );
    await stage.owner.query('ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_stays');
    const { edges } = await search({ id: ids[1] });
    expect(edges[0].node).toMatchObject({ intact: false, kind: null, lookups: [] });
  });
});
