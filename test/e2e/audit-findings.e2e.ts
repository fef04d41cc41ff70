import { type AuditStage, startAuditStage, until } from '../support/auditing.js';
import type { Json } from '../support/ask.js';

let stage: AuditStage;
const at = (minute: number) =>
  new Date(Date.parse('2026-11-24T02:00:00.000Z') + minute * 60_000).toISOString();
const ANNA = 'person:a-1';
const BERT = 'person:b-2';

beforeAll(async () => {
  stage = await startAuditStage({
    auditing: {
      followSeconds: 0.05,
      rules: { bulk: { lookups: 20 }, manyCases: { cases: 3 }, denied: { denials: 4 } },
    },
  });
  await stage.append([
    ...Array.from({ length: 25 }, (_, n) => ({ at: at(n), person: 'tj-bulk', subject: `111:${n}` })),
    ...Array.from({ length: 5 }, (_, n) => ({
      at: at(n),
      person: `tj-${n}`,
      subject: '111:sought',
      caseNumber: `TJ-2026-${n}`,
    })),
    ...Array.from({ length: 6 }, (_, n) => ({
      at: at(n),
      person: 'tj-denied',
      subject: `111:d${n}`,
      outcome: 'denied' as const,
      code: 'NO_AGREEMENT',
    })),
    { at: at(1), person: '110101199003077758', subject: '111:110101199003077758' },
    { at: at(1), person: 'tj-odd', subject: '111:x', caseNumber: 'odd' },
    { at: '2026-11-28T02:00:00.000Z', person: 'tj-sat', subject: '111:y' },
  ]);
});
afterAll(() => stage.stop());

const FINDINGS = `query($states: [FindingState!], $rule: String, $first: Int! = 50, $after: String) {
  auditFindings(states: $states, rule: $rule, first: $first, after: $after) {
    findings { id rule state entries occurrences detail { name value } note } pageInfo { hasNextPage endCursor } } }`;
const findings = async (variables: Record<string, unknown> = {}, client?: string) =>
  (await stage.data(FINDINGS, variables, client)).auditFindings;
const TRIAGE =
  'mutation($id: ID!, $to: FindingState!, $note: String) { triageAuditFinding(id: $id, to: $to, note: $note) { id state note } }';

describe('findings', () => {
  it('are raised as entries arrive, one a matter, and say nothing of persons', async () => {
    const { findings: found } = await until(findings, (page) => page.findings.length >= 6);
    expect(found.map(({ rule }: Json) => rule).sort()).toEqual([
      'bulk',
      'caseNumber',
      'denied',
      'manyCases',
      'ownData',
      'workingHours',
    ]);
    const bulk = found.find(({ rule }: Json) => rule === 'bulk');
    expect(bulk).toMatchObject({ state: 'OPEN', occurrences: 5 });
    expect(bulk.entries).toHaveLength(25);
    expect(JSON.stringify(found)).not.toMatch(/tj-bulk|tj-denied|110101199003077758|sought/);
    const { rows } = await stage.owner.query(`SELECT row_to_json(f)::text AS text FROM auditing_finding f`);
    expect(rows.map(({ text }) => text).join()).not.toMatch(/tj-bulk|tj-denied|110101199003077758|sought/);
  });

  it('stand in the log once opened, and come no more than once when the log is followed again', async () => {
    const logged = async () =>
      (await stage.owner.query(`SELECT count(*)::int AS n FROM audit_entry WHERE kind = 'finding'`)).rows[0]
        .n;
    await until(logged, (count) => count === 6);
    const before = await findings();
    await stage.node.stop();
    await stage.owner.query('UPDATE auditing_follower SET next_index = 0');
    await stage.node.restart();
    const [{ size }] = (await stage.owner.query('SELECT size FROM audit_log')).rows;
    await until(
      async () => (await stage.owner.query('SELECT next_index FROM auditing_follower')).rows[0].next_index,
      (next) => BigInt(next) >= BigInt(size),
    );
    expect(await logged()).toBe(6);
    expect((await findings()).findings).toEqual(before.findings);
  });

  it('are listed page by page', async () => {
    const one = await findings({ first: 4 });
    const two = await findings({ first: 4, after: one.pageInfo.endCursor });
    expect([one.pageInfo.hasNextPage, two.pageInfo.hasNextPage]).toEqual([true, false]);
    expect(new Set([...one.findings, ...two.findings].map(({ id }: Json) => id)).size).toBe(6);
    const forged = await stage.ask(FINDINGS, { after: 'A'.repeat(80) });
    expect(forged.errors?.[0]?.extensions.code).toBe('CURSOR_INVALID');
  });

  it('are handled by a person, one step at a time, with a reason, and each step is an entry', async () => {
    const [{ id }] = (await findings({ rule: 'denied' })).findings;
    const code = async (variables: Json, client: string) =>
      (await stage.ask(TRIAGE, { id, ...variables }, client)).errors?.[0]?.extensions.code;
    expect(await code({ to: 'ACKNOWLEDGED' }, 'sample-auditor')).toBe('AUDIT_PERSON_MISSING');
    expect(await code({ to: 'ACKNOWLEDGED' }, 'sample-security')).toBe('ROLE_NOT_ALLOWED');
    expect(await code({ to: 'RESOLVED', note: 'x' }, ANNA)).toBe('FINDING_STATE');
    expect(await code({ to: 'OPEN' }, ANNA)).toBe('FINDING_STATE');
    expect(await code({ to: 'DISMISSED' }, ANNA)).toBe('AUDIT_NOTE_INVALID');
    expect(await code({ to: 'ACKNOWLEDGED', id: '00000000-0000-4000-8000-000000000000' }, ANNA)).toBe(
      'FINDING_UNKNOWN',
    );
    expect((await stage.data(TRIAGE, { id, to: 'ACKNOWLEDGED' }, ANNA)).triageAuditFinding.state).toBe(
      'ACKNOWLEDGED',
    );
    expect(await code({ to: 'ACKNOWLEDGED' }, BERT)).toBe('FINDING_STATE');
    expect(
      (await stage.data(TRIAGE, { id, to: 'RESOLVED', note: '协议已更正' }, BERT)).triageAuditFinding,
    ).toMatchObject({ state: 'RESOLVED', note: '协议已更正' });
    const { auditEntries } = await stage.data(
      'query($f: AuditFilterInput) { auditEntries(filter: $f, order: OLDEST) { edges { node { json } } } }',
      { f: { finding: id } },
    );
    const states = auditEntries.edges.map(({ node }: Json) => JSON.parse(node.json).governance.finding.state);
    expect(states).toEqual(['open', 'acknowledged', 'resolved']);
  });

  it('change only where the step can be logged', async () => {
    const [{ id }] = (await findings({ rule: 'caseNumber' })).findings;
    await stage.owner.query('ALTER FUNCTION audit_append RENAME TO audit_append_away');
    const answer = await stage.ask(TRIAGE, { id, to: 'ACKNOWLEDGED' }, ANNA);
    await stage.owner.query('ALTER FUNCTION audit_append_away RENAME TO audit_append');
    expect(answer.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
    expect((await findings({ rule: 'caseNumber' })).findings[0].state).toBe('OPEN');
  });

  it('is no operation for a GET', async () => {
    const url = `${stage.node.publicUrl}/graphql?query=${encodeURIComponent('mutation { deleteAuditSearch(id: "x") }')}`;
    const response = await fetch(url, { headers: { authorization: `Bearer ${await stage.token(ANNA)}` } });
    expect(await response.text()).toContain('GRAPHQL_METHOD');
  });
});

describe('saved searches', () => {
  const SAVE =
    'mutation($name: String!, $filter: AuditFilterInput!, $shared: Boolean! = false) { saveAuditSearch(name: $name, filter: $filter, shared: $shared) { id name own filter } }';
  const list = async (client: string) =>
    (await stage.data('{ savedAuditSearches { id name shared own filter } }', {}, client))
      .savedAuditSearches as Json[];

  it('are their owner’s, unless shared, and hold persons sealed', async () => {
    const mine = (await stage.data(SAVE, { name: '某人', filter: { person: 'tj-secret' } }, ANNA))
      .saveAuditSearch;
    expect(JSON.parse(mine.filter)).toEqual({ person: 'tj-secret' });
    await stage.data(SAVE, { name: '拒绝', filter: { outcomes: ['DENIED'] }, shared: true }, ANNA);
    expect((await list(ANNA)).map(({ name, own }) => [name, own])).toEqual(
      expect.arrayContaining([
        ['某人', true],
        ['拒绝', true],
      ]),
    );
    expect((await list(BERT)).map(({ name, own }) => [name, own])).toEqual([['拒绝', false]]);
    const { rows } = await stage.owner.query(
      `SELECT encode(filter, 'escape') AS text FROM auditing_saved_search`,
    );
    expect(rows.map(({ text }) => text).join()).not.toContain('tj-secret');
    const { errors } = await stage.ask(
      'mutation($id: ID!) { deleteAuditSearch(id: $id) }',
      { id: mine.id },
      BERT,
    );
    expect(errors?.[0]?.extensions.code).toBe('SAVED_SEARCH_UNKNOWN');
    expect((await stage.ask(SAVE, { name: '某人', filter: {} }, ANNA)).errors?.[0]?.extensions.code).toBe(
      'SAVED_SEARCH_NAME',
    );
    expect(
      (await stage.data('mutation($id: ID!) { deleteAuditSearch(id: $id) }', { id: mine.id }, ANNA))
        .deleteAuditSearch,
    ).toBe(true);
  });

  it('have a limit', async () => {
    for (let n = 0; n < 50; n += 1) await stage.ask(SAVE, { name: `n${n}`, filter: {} }, 'person:c-3');
    expect(
      (await stage.ask(SAVE, { name: 'more', filter: {} }, 'person:c-3')).errors?.[0]?.extensions.code,
    ).toBe('SAVED_SEARCH_LIMIT');
  });
});
