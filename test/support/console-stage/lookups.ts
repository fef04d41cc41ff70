import pg from 'pg';
import { logOrigin } from '#libs/audit-log';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { AuditLog, auditConfig } from '../../../apps/node/src/audit/index.js';
import type { ClientRole } from '../../../apps/node/src/callers/index.js';
import { accessToken, ask, CONTEXT } from '../ask.js';
import { draftOf } from '../auditing.js';
import type { Cluster, TestNode } from '../cluster.js';
import { issuedToken } from '../issued-token.js';
import { HOSTILE, LONG } from './texts.js';

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
const DAY = 86_400_000;
/** As many as the log lets wait. */
const BATCH = 500;

/** Many entries of one day, as a busy node writes them. */
export async function fill(node: TestNode, count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: node.database.url, max: 4 });
  const log = await AuditLog.open({
    pool,
    config: auditConfig.parse({}),
    origin: logOrigin(node.entityId),
  });
  const start = Date.now() - DAY;
  const drafts = Array.from({ length: count }, (_, n) =>
    draftOf(log, node.entityId, {
      at: new Date(start + Math.floor((n * 80_000_000) / count)).toISOString(),
      caseNumber: `TJ-2026-${String(n % 500).padStart(6, '0')}`,
      person: `tj-${String(n % 40)}`,
      ...(n % 9 === 0 ? { outcome: 'denied' as const, code: 'AGREEMENT_MISSING' } : {}),
    }),
  );
  for (let at = 0; at < count; at += BATCH)
    await Promise.all(drafts.slice(at, at + BATCH).map((draft) => log.append(draft)));
  await log.drain();
  await pool.end();
}

/** Lookups of another region: plain, long, hostile, without a sound case number, of nothing. */
export async function lookUp(node: TestNode): Promise<void> {
  const token = await accessToken(node);
  for (const [id, more] of [
    [firm.identifier, {}],
    [card.identifier, { reason: LONG, itemName: LONG.slice(0, 90) }],
    [
      card.identifier,
      { reason: HOSTILE, itemName: HOSTILE, person: { id: 'tj-0008', name: HOSTILE.slice(0, 40) } },
    ],
    [card.identifier, { caseNumber: '随手写的编号' }],
    ['1.2.156.3005.2.11100000000013338W011.11110000000000000X.000000009.001.9', {}],
  ] as const) {
    await ask(node, token, {
      query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, context: $context) {
          status licence { name holderName validUntil documentVerdict { indication } } } }`,
      variables: { id, context: { ...CONTEXT, ...more } },
    });
  }
}

/** What a counter asks a holder for. @returns where they agree to it */
export async function askHolder(node: TestNode): Promise<string> {
  const { data } = await ask(node, await accessToken(node), {
    query: `mutation($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
      requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { url } }`,
    variables: {
      licences: [{ typeCode: card.typeCode, fields: ['name', 'holderName', 'validUntil'] }],
      context: CONTEXT,
    },
  });
  return data.requestHolderAuthorisation.url as string;
}

/** One objection that is answered, and one that waits. */
export async function object(cluster: Cluster, node: TestNode): Promise<void> {
  const as = (role: ClientRole, claims: object): Promise<string> =>
    issuedToken(node, cluster.now(), { role, person_id: 'p-1', person_name: '样例', ...claims });
  const holder = await as('holder', { holder_type: card.holderType, holder_code: card.holderCode });
  const raise = async (claim: string, proposed?: string): Promise<string> => {
    const { data } = await ask(node, holder, {
      query: 'mutation($input: DataObjectionInput!) { raiseDataObjection(input: $input) { id } }',
      variables: { input: { identifier: card.identifier, field: 'holderName', claim, proposed } },
    });
    return data.raiseDataObjection.id as string;
  };
  const id = await raise('姓名中的“娟”字有误，与户口簿不一致。', '高涓涓');
  await ask(node, await as('securityAdministrator', {}), {
    query: `mutation($id: ID!) { answerDataObjection(id: $id, answer: CORRECT, text: "已按户籍信息更正") { state } }`,
    variables: { id },
  });
  await raise(`${LONG}${HOSTILE}`);
}
