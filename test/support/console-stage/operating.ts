import { formatCsvRecord } from '../../../apps/node/src/licences/index.js';
import { csvColumns } from '#libs/licences';
import { ask } from '../ask.js';
import type { TestNode } from '../cluster.js';
import { csvLine, Importer, samples } from '../licences.js';
import { HOSTILE, LONG } from './texts.js';

/** What administrators find: imports with and without findings, messages that wait, a change that waits for four eyes. */
export async function fillOperating(
  node: TestNode,
  peer: TestNode,
  { first, second }: { first: string; second: string },
): Promise<void> {
  const importer = new Importer(node.database.url);
  const rows = samples(60, 7);
  await importer.run(formatCsvRecord(csvColumns) + rows.slice(0, 40).map(csvLine).join(''), {
    name: '全量证照目录（2026年第三季度）.csv',
    source: 'quarterly',
  });
  const spoiled = rows.slice(40).map((row, n) => (n % 5 === 0 ? 'a,b\r\n' : csvLine(row)));
  await importer.run(formatCsvRecord(csvColumns) + spoiled.join(''), { name: 'daily.csv', source: HOSTILE });
  importer.close();

  await node.running.database.pool.query(
    `INSERT INTO message_outbox (jti, peer, kind, subject, seq, body, state, made_at, attempts, last_code)
     VALUES ('0190aaaa-0000-7000-8000-000000000001', $1, 'case.event', 'TJ-2026-000001', 1, '{}', 'dead', now(), 12,
       'PEER_UNREACHABLE')`,
    [peer.entityId],
  );

  const { agreements } = node.running.sharing.live.current();
  const open = agreements.find(({ id }) => id === 'open-0');
  if (!open) throw new Error('nothing is shared');
  const propose = async (agreement: object, note: string): Promise<string> => {
    const { data, errors } = await ask(node, first, {
      query: `mutation($changes: SharingChangesInput!, $note: String!) { proposeSharing(changes: $changes, note: $note) { id } }`,
      variables: { changes: { agreements: [JSON.stringify(agreement)] }, note },
    });
    if (errors) throw new Error(`proposal: ${JSON.stringify(errors[0])}`);
    return data.proposeSharing.id as string;
  };
  const refused = await propose({ ...open, validUntil: '2040-12-31' }, '延长期限');
  const { errors } = await ask(node, second, {
    query: 'mutation($id: ID!) { refuseSharing(id: $id, note: "未附上级批复") { id } }',
    variables: { id: refused },
  });
  if (errors) throw new Error(`refusal: ${JSON.stringify(errors[0])}`);
  await propose(
    { ...open, fields: [...open.fields, 'validUntil'], legalBasis: LONG, validUntil: '2030-06-30' },
    `按年度评估缩短期限，增加有效期止。${HOSTILE}`,
  );
}
