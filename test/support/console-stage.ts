import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeQR } from 'qr';
import pg from 'pg';
import { logOrigin } from '#libs/audit-log';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import { refreshAuthority } from '../../apps/anchor/src/authority/commands.js';
import { AuditLog, auditConfig } from '../../apps/node/src/audit/index.js';
import { writeAccountsFile, type Account, type ClientRole } from '../../apps/node/src/callers/index.js';
import {
  asContent,
  FileDocumentStore,
  LicenceDocuments,
  seedSamples,
} from '../../apps/node/src/licences/index.js';
import { sampleAgreement } from './agreement.js';
import { accessToken, ask, CONTEXT } from './ask.js';
import { draftOf } from './auditing.js';
import { caseSections } from './case-calls.js';
import { freePorts, startCluster, type Cluster, type RegionName, type TestNode } from './cluster.js';
import { fillAuditing, type StageEntries } from './console-stage/auditing.js';
import { AUTHORITY, CaseMaker, type StageCases } from './console-stage/cases.js';
import { fillChecks, TEMPERS, type StageChecks } from './console-stage/checks.js';
import { fillOperating } from './console-stage/operating.js';
import { HOSTILE, LONG } from './console-stage/texts.js';
import { giveAccounts, type Accounts } from './console.js';
import { Court } from './court.js';
import { Departments } from './departments.js';
import { PLATFORM_MARK, startIdentity, type TestIdentity } from './identity.js';
import { issuedToken } from './issued-token.js';
import { SealingPki } from './sealing-pki.js';

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
const DAY = 86_400_000;
/** How long ago the first cases began: long enough for one to be overdue, and among the last month's figures. */
const PAST = 25 * DAY;
const SETTLED = 33 * 60_000;
/** As many as the log lets wait. */
const BATCH = 500;
/** What its counters and departments ask for. */
const MATTERS = ['basic:000131026000', 'basic:002099002000'];

export interface ConsoleStage {
  cluster: Cluster;
  identity: TestIdentity;
  /** Has looked things up, and been asked. */
  node: TestNode;
  /** Knows nobody and has done nothing. */
  empty: TestNode;
  accounts: Record<RegionName, Accounts>;
  /** Where the holder agrees to what a counter asks for; and the code that leads there, as a picture. */
  authorisation: string;
  code: Buffer;
  cases: StageCases;
  checks: StageChecks;
  sample: string;
  entries: StageEntries;
  /** Of a request that the other region refused. */
  refusedRequest: string;
  stop(): Promise<void>;
}

export interface StageOptions {
  rows?: number;
  secondFactor?: readonly ClientRole[];
  /** Told as it goes on. */
  tell?: (what: string) => void;
}

/** Three regions with sample data of each kind that the console shows, and one of them with nothing. */
export async function startConsoleStage({
  rows = 0,
  secondFactor = [],
  tell = () => undefined,
}: StageOptions = {}): Promise<ConsoleStage> {
  const folder = mkdtempSync(join(tmpdir(), 'tongban-stage-'));
  const [port = 0] = await freePorts(1);
  const court = await Court.open(folder);
  const pki = new SealingPki(Date.now());
  const departments = await Departments.open(TEMPERS);
  const cluster = await openCluster({ folder, port, court, pki, departments, secondFactor });
  const { beijing, tianjin, hebei } = cluster.nodes;
  const round = async (): Promise<void> => {
    for (const node of [beijing, tianjin, hebei]) {
      await node.running.transparency.round();
      await node.running.witnessing.round({ anyway: true });
    }
  };
  tell('three nodes');

  const documents = new FileDocumentStore({ directory: `${beijing.dataDir}/documents`, maxBytes: 1 << 22 });
  await seedSamples(beijing.running.database.pool, documents, { region: '110000', seed: 1, count: 12 });
  const maker = new CaseMaker(cluster, court);
  const past = await maker.past();
  await pass(cluster, PAST);
  await round();
  const present = await maker.present();
  await beijing.running.cases.deadlines.now();
  tell('cases');

  const identity = await startIdentity(cluster, { port });
  await identity.server.refresh();
  if (rows > 0) await fill(beijing, rows);
  tell(`${String(rows)} rows`);

  const sealed = await pki.sealedBy({
    organisations: [firm.issuerCode, firm.issuerName],
    number: '11010000000001',
  });
  await new LicenceDocuments(beijing.running.database.pool, documents).attach(
    firm.identifier,
    asContent(sealed),
    'application/ofd',
    { by: 'test', at: new Date(cluster.now()) },
  );
  const { authorisation } = await lookUp(tianjin);
  // Tianjin shares nothing of the kind with Beijing.
  const { headers } = await ask(beijing, await accessToken(beijing), {
    query: `query Refused($id: LicenceIdentifier!, $context: LookupContextInput) {
      licence(identifier: $id, region: TIANJIN, context: $context) { status refusal { code } } }`,
    variables: { id: firm.identifier, context: CONTEXT },
  });
  const refusedRequest = headers.get('tongban-request-id') ?? '';
  await object(cluster, beijing);
  await round();

  const holders = {
    citizen: { type: card.holderType, code: card.holderCode, name: card.holderName },
    firm: { type: firm.holderType, code: firm.holderCode, name: firm.holderName },
  };
  const department = beijing.running.matters.known.departmentOf(AUTHORITY);
  const accounts = {
    beijing: await giveAccounts(
      beijing,
      holders,
      undefined,
      department && { code: department.code, name: department.name.zh },
    ),
    tianjin: await giveAccounts(tianjin, holders),
    hebei: await giveAccounts(hebei, holders),
  };
  await move(beijing, 'supervisor', 'government-service');
  const tokenOf = tokens(cluster, beijing);
  const checks = await fillChecks(beijing, await tokenOf('clerk'), court);
  await fillOperating(beijing, hebei, {
    first: await tokenOf('security'),
    second: await tokenOf('security2'),
  });
  tell('checks, agreements, imports');
  // The window of what was looked up has ended, and both sides have had their time.
  cluster.advance(SETTLED);
  await round();
  for (const node of [beijing, tianjin]) await node.running.reconciliation.job.now();
  tell('reconciliation');
  const { sample, entries } = await fillAuditing(beijing, [
    await tokenOf('auditor'),
    await tokenOf('auditor2'),
  ]);
  await round();
  tell('samples, findings, exports');
  return {
    cluster,
    identity,
    node: beijing,
    empty: hebei,
    authorisation,
    code: Buffer.from(encodeQR(authorisation, 'gif', { scale: 6 })),
    accounts,
    cases: { ...present, ...past },
    checks,
    sample,
    entries,
    refusedRequest,
    async stop() {
      await identity.stop();
      await cluster.stop();
      await departments.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openCluster({
  folder,
  port,
  court,
  pki,
  departments,
  secondFactor,
}: {
  folder: string;
  port: number;
  court: Court;
  pki: SealingPki;
  departments: Departments;
  secondFactor: readonly ClientRole[];
}): Promise<Cluster> {
  const datasets = Object.keys(TEMPERS);
  const { fields } = sampleAgreement('x', '*', { licenceTypes: [] });
  const everything = {
    licenceTypes: [firm.typeCode, card.typeCode],
    purposes: MATTERS,
    fields: [...fields, 'issuerName', 'issuerCode', 'issueDate', 'holderType', 'validFrom', 'validUntil'],
  };
  return startCluster({
    offsetMs: -PAST,
    names: {
      beijing: { zh: '北京市交换节点', en: 'Beijing node' },
      tianjin: { zh: '天津市交换节点', en: 'Tianjin node' },
      hebei: { zh: '河北省交换节点', en: 'Hebei node' },
    },
    sections: (anchorId) => ({
      console: { enabled: true },
      graphql: { graphiql: true },
      // Longer than the clocks are ahead in the end.
      callers: { secondFactor: { roles: secondFactor }, accessTokenSeconds: 3_600 },
      calendar: caseSections().calendar,
      matters: {
        directory: 'config/matters',
        departments: ['beijing', 'tianjin', 'hebei'].map((name) => `config/matters/departments/${name}.yaml`),
      },
      catalogue: { files: ['config/catalogue/evidence.yaml'] },
      // Rounds are asked for.
      messages: { pollSeconds: 3_600, retrySeconds: 60 },
      transparency: { intervalMs: 60_000 },
      witnessing: { intervalSeconds: 3_600, alertSeconds: 3_600, stopSeconds: 7_200 },
      reconciliation: { windowSeconds: 1_800, settleSeconds: 120, pollSeconds: 3_600, lookBackDays: 1 },
      auditing: { rules: { caseNumber: {}, workingHours: { enabled: false } }, followSeconds: 0.2 },
      documents: {
        threads: 1,
        trust: { ...court.trust, folders: [pki.writeTrust(join(folder, 'seals'))] },
      },
      authorisations: {
        requiredTrustMarks: [`${anchorId}/${PLATFORM_MARK}`],
        platform: `https://127.0.0.1:${String(port)}`,
        refreshSeconds: 1,
      },
    }),
    own: {
      beijing: {
        sealing: court.keysOf('node'),
        sources: { files: [departments.mappingFile(join(folder, 'beijing'), { deadlineMs: 2_000 })] },
        checks: { sample: true, graceSeconds: 1 },
      },
    },
    agreements: (ids) => ({
      beijing: [
        ...[ids.tianjin, ids.beijing].flatMap((partner, n) => [
          sampleAgreement(`open-${String(n)}`, partner, {
            licenceTypes: [firm.typeCode, card.typeCode],
            fields: ['name', 'number', 'holderName', 'status', 'documentVerdict'],
          }),
          sampleAgreement(`consent-${String(n)}`, partner, {
            licenceTypes: [card.typeCode],
            fields: ['name', 'holderName', 'validUntil'],
            requiresHolderAuthorisation: true,
          }),
        ]),
        sampleAgreement('matters', '*', everything),
        sampleAgreement('matters-tianjin', ids.tianjin, everything),
        sampleAgreement('checks', '*', {
          licenceTypes: [],
          datasets,
          operations: ['records'],
          purposes: ['basic:002099002000'],
          fields: datasets.flatMap((dataset) => departments.itemsOf(dataset)),
        }),
      ],
      tianjin: [sampleAgreement('matters', '*', everything)],
    }),
  });
}

/** Time goes by; the trust anchor's operator and the nodes do meanwhile what they do every day. */
async function pass(cluster: Cluster, ms: number): Promise<void> {
  cluster.advance(ms);
  await refreshAuthority(cluster.anchor.directory, { clock: () => cluster.now() });
  for (let turn = 0; turn < 2; turn += 1)
    for (const node of Object.values(cluster.nodes)) await node.running.peers.refresh();
}

/** Makes somebody one of another department. */
async function move(node: TestNode, username: string, key: string): Promise<void> {
  const department = node.running.matters.known.departmentOf(key);
  if (!department) throw new Error(`no department is ${key}`);
  const organisation = { code: department.code, name: department.name.zh };
  await writeAccountsFile(
    accountsOf(node),
    accountsIn(node).map((one) => (one.username === username ? { ...one, organisation } : one)),
  );
}

const accountsOf = (node: TestNode): string => join(node.dataDir, 'accounts.json');
const accountsIn = (node: TestNode): Account[] =>
  (JSON.parse(readFileSync(accountsOf(node), 'utf8')) as { accounts: Account[] }).accounts;

/** Tokens of people with an account at a node, by their user names. */
function tokens(cluster: Cluster, node: TestNode): (username: string) => Promise<string> {
  const accounts = accountsIn(node);
  return async (username) => {
    const account = accounts.find((one) => one.username === username);
    if (!account) throw new Error(`nobody is called ${username}`);
    const { id, name, role, organisation } = account;
    return issuedToken(node, cluster.now(), {
      client_id: 'console',
      role,
      org_code: organisation.code,
      org_name: organisation.name,
      person_id: id,
      person_name: name,
      amr: ['pwd', 'otp', 'mfa'],
    });
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

/** Lookups of another region: plain, long, hostile, without a sound case number, of nothing; and a code for the holder. */
async function lookUp(node: TestNode): Promise<{ authorisation: string }> {
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
  const { data } = await ask(node, token, {
    query: `mutation($licences: [AuthorisationLicenceInput!]!, $context: LookupContextInput!) {
      requestHolderAuthorisation(region: BEIJING, licences: $licences, context: $context) { url } }`,
    variables: {
      licences: [{ typeCode: card.typeCode, fields: ['name', 'holderName', 'validUntil'] }],
      context: CONTEXT,
    },
  });
  return { authorisation: data.requestHolderAuthorisation.url as string };
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
  await raise(`${LONG}${HOSTILE}`);
}
