import { encodeQR } from 'qr';
import { logOrigin } from '#libs/audit-log';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { AuditLog, auditConfig } from '../../apps/node/src/audit/index.js';
import type { ClientRole } from '../../apps/node/src/callers/index.js';
import { FileDocumentStore, seedSamples } from '../../apps/node/src/licences/index.js';
import pg from 'pg';
import { sampleAgreement } from './agreement.js';
import { accessToken, ask, CONTEXT } from './ask.js';
import { draftOf } from './auditing.js';
import { freePorts, startCluster, type Cluster, type RegionName, type TestNode } from './cluster.js';
import { giveAccounts, type Accounts } from './console.js';
import { PLATFORM_MARK, startIdentity, type TestIdentity } from './identity.js';
import { issuedToken } from './issued-token.js';

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
/** As many as the log lets wait. */
const BATCH = 500;
const LONG = `办理企业变更登记，需核验申请人及其代理人的身份证明、营业执照与住所证明。${'补充说明'.repeat(24)}`;

export interface ConsoleStage {
  cluster: Cluster;
  identity: TestIdentity;
  /** Has looked things up, and been asked. */
  node: TestNode;
  /** Knows nobody and has done nothing. */
  empty: TestNode;
  accounts: Record<RegionName, Accounts>;
  /** The code of a counter, as a picture. */
  code: Buffer;
  stop(): Promise<void>;
}

/** Three regions with sample data of each kind that the console shows, and one of them with nothing. */
export async function startConsoleStage({
  rows = 0,
  secondFactor = [],
}: { rows?: number; secondFactor?: readonly ClientRole[] } = {}): Promise<ConsoleStage> {
  const [port = 0] = await freePorts(1);
  const cluster = await startCluster({
    sections: (anchorId) => ({
      console: { enabled: true },
      callers: { secondFactor: { roles: secondFactor } },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 60, stopSeconds: 120 },
      auditing: { rules: { caseNumber: {}, workingHours: { enabled: false } }, followSeconds: 0.2 },
      authorisations: {
        requiredTrustMarks: [`${anchorId}/${PLATFORM_MARK}`],
        platform: `https://127.0.0.1:${String(port)}`,
        refreshSeconds: 1,
      },
    }),
    agreements: (ids) => ({
      beijing: [ids.tianjin, ids.beijing].flatMap((partner, n) => [
        sampleAgreement(`open-${String(n)}`, partner, {
          licenceTypes: [firm.typeCode, card.typeCode],
          fields: ['name', 'number', 'holderName', 'status'],
        }),
        sampleAgreement(`consent-${String(n)}`, partner, {
          licenceTypes: [card.typeCode],
          fields: ['name', 'holderName', 'validUntil'],
          requiresHolderAuthorisation: true,
        }),
      ]),
    }),
  });
  const { beijing, tianjin, hebei } = cluster.nodes;
  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
  const identity = await startIdentity(cluster, { port });
  await identity.server.refresh();

  if (rows > 0) await fill(beijing, rows);
  const counter = await accessToken(tianjin);
  for (const [id, more] of [
    [firm.identifier, {}],
    [card.identifier, { reason: LONG, itemName: LONG.slice(0, 90) }],
    [card.identifier, { caseNumber: '随手写的编号' }],
    ['1.2.156.3005.2.11100000000013338W011.11110000000000000X.000000009.001.9', {}],
  ] as const)
    await ask(tianjin, counter, {
      query: `query($id: LicenceIdentifier!, $context: LookupContextInput) {
        licence(identifier: $id, context: $context) { status licence { name holderName validUntil } } }`,
      variables: { id, context: { ...CONTEXT, ...more } },
    });
  const code = await requestAt(tianjin, counter);
  await object(cluster, beijing);
  for (const node of [beijing, tianjin, hebei]) {
    await node.running.transparency.round();
    await node.running.witnessing.round({ anyway: true });
  }
  const holders = {
    citizen: { type: card.holderType, code: card.holderCode, name: card.holderName },
    firm: { type: firm.holderType, code: firm.holderCode, name: firm.holderName },
  };
  return {
    cluster,
    identity,
    node: beijing,
    empty: hebei,
    code,
    accounts: {
      beijing: await giveAccounts(beijing, holders),
      tianjin: await giveAccounts(tianjin, holders),
      hebei: await giveAccounts(hebei, holders),
    },
    async stop() {
      await identity.stop();
      await cluster.stop();
    },
  };
}

/** Many entries of one day, as a busy node writes them. */
async function fill(node: TestNode, count: number): Promise<void> {
  const pool = new pg.Pool({ connectionString: node.database.url, max: 4 });
  const log = await AuditLog.open({
    pool,
    config: auditConfig.parse({}),
    origin: logOrigin(node.entityId),
  });
  const start = Date.now() - 86_400_000;
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

async function requestAt(node: TestNode, token: string): Promise<Buffer> {
  const { data } = await ask(node, token, {
    query: `mutation($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
      requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { url } }`,
    variables: {
      licences: [{ typeCode: card.typeCode, fields: ['name', 'holderName', 'validUntil'] }],
      context: CONTEXT,
    },
  });
  return Buffer.from(encodeQR(data.requestHolderAuthorisation.url, 'gif', { scale: 6 }));
}

/** One objection that is answered, and one that waits. */
async function object(cluster: Cluster, node: TestNode): Promise<void> {
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
  await raise(LONG);
}
