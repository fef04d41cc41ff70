import { setTimeout as pause } from 'node:timers/promises';
import { ask, CONTEXT, type Json } from '../ask.js';
import type { TestNode } from '../cluster.js';
import { HOSTILE, LONG } from './texts.js';

/** Ids of entries. */
export interface StageEntries {
  /** One with a verdict on a document. */
  lookup: string;
  hostile: string;
  long: string;
  denied: string;
  inCase: string;
  administration: string;
}

/** What auditors leave behind: saved searches, findings that they looked at, samples judged by two, exports. */
export async function fillAuditing(
  node: TestNode,
  [first, second]: readonly [string, string],
): Promise<{ sample: string; entries: StageEntries }> {
  const as =
    (token: string) =>
    async (query: string, variables: object = {}): Promise<Json> => {
      const { data, errors } = await ask(node, token, { query, variables });
      if (errors) throw new Error(`${query.slice(0, 60)}: ${JSON.stringify(errors[0])}`);
      return Object.values(data as object)[0];
    };
  const auditor = as(first);
  const other = as(second);
  const ofCase = { caseNumber: CONTEXT.caseNumber };

  const save =
    'mutation($name: String!, $filter: AuditFilterInput!, $shared: Boolean!) { saveAuditSearch(name: $name, filter: $filter, shared: $shared) { id } }';
  await auditor(save, { name: '本办件', filter: ofCase, shared: true });
  await auditor(save, { name: HOSTILE, filter: { outcomes: ['DENIED'] }, shared: false });

  const { findings } = await reach(
    () => auditor('{ auditFindings(first: 5) { findings { id } } }'),
    (found) => found.findings.length > 0,
  );
  await auditor(
    'mutation($id: ID!, $note: String) { triageAuditFinding(id: $id, to: ACKNOWLEDGED, note: $note) { id } }',
    { id: findings[0].id, note: `${HOSTILE}${LONG}` },
  );

  const create =
    'mutation($filter: AuditFilterInput!, $count: Int) { createAuditSample(filter: $filter, count: $count) { id } }';
  const { id: sample } = await auditor(create, { filter: ofCase, count: 4 });
  await node.running.transparency.round();
  await node.running.witnessing.round({ anyway: true });
  await auditor('mutation($id: ID!) { drawAuditSample(id: $id) { id } }', { id: sample });
  const judge = (who: typeof auditor, place: number, verdict: string, note?: string): Promise<Json> =>
    who(
      'mutation($sample: ID!, $place: Int!, $verdict: ReviewVerdict!, $note: String) { reviewAuditSampleItem(sample: $sample, place: $place, verdict: $verdict, note: $note) { id } }',
      { sample, place, verdict, note },
    );
  await judge(auditor, 1, 'REVIEWED');
  await judge(other, 1, 'REVIEWED');
  await judge(auditor, 2, 'QUESTIONED', `用途不清，${LONG}`);
  await auditor(create, { filter: {}, count: 20 });

  const exported =
    'mutation($format: String!, $filter: AuditFilterInput, $personal: Boolean!) { createAuditExport(format: $format, filter: $filter, withPersonalValues: $personal) { id } }';
  await auditor(exported, { format: 'csv', filter: ofCase, personal: true });
  await auditor(exported, { format: 'jsonl', filter: ofCase, personal: false });
  await reach(
    () => auditor('{ auditExports { state } }'),
    (jobs: Json[]) => jobs.every(({ state }) => state === 'done'),
  );
  return { sample, entries: await entriesBySight(auditor) };
}

/** Entries that look different from one another, each by what there is to see. */
async function entriesBySight(
  auditor: (query: string, variables?: object) => Promise<Json>,
): Promise<StageEntries> {
  const newest = async (filter: object): Promise<string> => {
    const { edges } = await auditor(
      'query($filter: AuditFilterInput) { auditEntries(filter: $filter, first: 1) { edges { node { id } } } }',
      { filter },
    );
    if (!edges[0]) throw new Error(`no entry: ${JSON.stringify(filter)}`);
    return edges[0].node.id as string;
  };
  return {
    lookup: await newest({ kinds: ['ANSWER'], verdict: 'TOTAL_PASSED' }),
    hostile: await newest({ kinds: ['ANSWER'], reason: HOSTILE }),
    long: await newest({ kinds: ['ANSWER'], reason: LONG }),
    denied: await newest({ kinds: ['ANSWER'], outcomes: ['DENIED'] }),
    inCase: await newest({ kinds: ['CASE'] }),
    administration: await newest({ kinds: ['ADMINISTRATION'] }),
  };
}

async function reach(read: () => Promise<Json>, is: (value: Json) => boolean): Promise<Json> {
  for (const end = performance.now() + 60_000; ; await pause(100)) {
    const value = await read();
    if (is(value)) return value;
    if (performance.now() > end) throw new Error(`did not come so far: ${JSON.stringify(value)}`);
  }
}
