import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeQR } from 'qr';
import { wellKnownPersonSample, wellKnownSample } from '#libs/licences';
import type { ClientRole } from '../../apps/node/src/callers/index.js';
import {
  asContent,
  FileDocumentStore,
  LicenceDocuments,
  seedSamples,
} from '../../apps/node/src/licences/index.js';
import { accessToken, ask, CONTEXT } from './ask.js';
import { freePorts, type Cluster, type RegionName, type TestNode } from './cluster.js';
import { fillAuditing, type StageEntries } from './console-stage/auditing.js';
import { AUTHORITY, CaseMaker, type StageCases } from './console-stage/cases.js';
import { fillChecks, TEMPERS, type StageChecks } from './console-stage/checks.js';
import { askHolder, fill, lookUp, object } from './console-stage/lookups.js';
import { openCluster, pass } from './console-stage/open-cluster.js';
import { fillOperating } from './console-stage/operating.js';
import { move, tokens } from './console-stage/people.js';
import { giveAccounts, type Accounts } from './console.js';
import { Court } from './court.js';
import { Departments } from './departments.js';
import { startIdentity, type TestIdentity } from './identity.js';
import { SealingPki } from './sealing-pki.js';

const card = wellKnownPersonSample('110000');
const firm = wellKnownSample('110000');
const DAY = 86_400_000;
/** How long ago the first cases began: long enough for one to be overdue, and among the last month's figures. */
const PAST = 25 * DAY;
/** Until the window of the newest lookup has ended, and both sides have had their time. */
const SETTLED = 33 * 60_000;

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
  const cluster = await openCluster({ folder, port, court, pki, departments, secondFactor, offsetMs: -PAST });
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
  await lookUp(tianjin);
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
  cluster.advance(SETTLED);
  await round();
  for (const node of [beijing, tianjin]) await node.running.reconciliation.job.now();
  tell('reconciliation');
  const authorisation = await askHolder(tianjin);
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
