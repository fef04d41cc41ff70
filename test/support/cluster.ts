import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enrolEntity, initAuthority, revoke } from '../../apps/anchor/src/authority/commands.js';
import { anchorConfig } from '../../apps/anchor/src/config.js';
import { startAnchorServer, type AnchorServer } from '../../apps/anchor/src/server.js';
import { createSampleAuthority, ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { generateClient } from '../../apps/node/src/callers/index.js';
import { deepFreeze } from '../../apps/node/src/config/load.js';
import { nodeConfiguration } from '../../apps/node/src/config/schema.js';
import { ensureExchangeKey } from '../../apps/node/src/exchange/exchange-keys.js';
import { createNode, type RunningNode } from '../../apps/node/src/node.js';
import { createLogger } from '../../apps/node/src/observability/logger.js';
import type { DepartmentSources } from '../../apps/node/src/sources/ports.js';
import type { SigningSuiteName } from '#libs/jws';
import type { Agreement } from '#libs/sharing';
import { Front } from './front.js';
import { openList } from './open-list.js';
import { freshDatabase, type TestDatabase } from './postgres.js';

export { createSampleAuthority };

export type RegionName = 'beijing' | 'tianjin' | 'hebei';

export const REGION_CODES: Record<RegionName, string> = {
  beijing: '110000',
  tianjin: '120000',
  hebei: '130000',
};
export const ORGANISATIONS: Record<RegionName, { code: string; name: string }> = {
  beijing: { code: '11110000TB90000160', name: '北京市政务服务样例机构' },
  tianjin: { code: '11120000TB9000024Y', name: '天津市政务服务样例机构' },
  hebei: { code: '11130000TB9000032X', name: '河北省政务服务样例机构' },
};
export const TRUST_MARK = 'accredited-node';

/** Tests run at any hour; what the rules find would stand in the log between the entries that they count. */
const QUIET_RULES = Object.fromEntries(
  ['caseNumber', 'bulk', 'workingHours', 'manyCases', 'ownData', 'denied', 'purpose'].map((rule) => [
    rule,
    { enabled: false },
  ]),
);

export interface TestNode {
  name: RegionName;
  entityId: string;
  publicUrl: string;
  running: RunningNode;
  database: TestDatabase;
  dataDir: string;
  /** Private JWK of the sample integrator (private_key_jwt). */
  client: { id: string; privateJwk: Record<string, unknown> };
  tls: { cert: string; key: string; ca: string };
  logs: string[];
  /** Ends the node as a signal would; done again it does nothing. */
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** What stands at the port of the entity id, where the cluster was told so. */
  front?: Front;
  /** One more process's worth of this node: the same identity, keys and database, listeners of its own. */
  replica(): Promise<{ peerPort: number; running: RunningNode; stop(): Promise<void> }>;
}

export interface Cluster {
  dir: string;
  certsDir: string;
  anchor: { entityId: string; directory: string; server: AnchorServer };
  nodes: Record<RegionName, TestNode>;
  /** Adds to every node's clock, milliseconds. */
  advance(ms: number): void;
  now(): number;
  revokeNode(name: RegionName): Promise<void>;
  stop(): Promise<void>;
}

type Sections = Record<string, Record<string, unknown>>;

export interface ClusterOptions {
  regions?: readonly RegionName[];
  agreements?:
    | Partial<Record<RegionName, readonly Agreement[]>>
    | ((ids: Record<RegionName, string>) => Partial<Record<RegionName, readonly Agreement[]>>);
  /** Nodes whose peer listener is at another port, behind a front that a test may turn hostile. */
  fronted?: readonly RegionName[];
  /** Overrides of a node's configuration, by section. */
  sections?: Sections | ((anchorId: string) => Sections);
  /** Departments' sources of a node, in place of configured ones. */
  sources?: Partial<Record<RegionName, DepartmentSources>>;
  /** Whole sections of one node alone, in place of those of all. */
  own?: Partial<Record<RegionName, Sections>>;
  /** What nodes are called; by their short names unless said. */
  names?: Partial<Record<RegionName, { zh: string; en: string }>>;
  /** What every clock is ahead by when all begins, milliseconds; less than nothing for a past that is to be made up for. */
  offsetMs?: number;
}

/** Real nodes with a real trust anchor, over real TLS, on a real PostgreSQL: each with a database and keys of its own. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const regions = options.regions ?? (['beijing', 'tianjin', 'hebei'] as const);
  const dir = mkdtempSync(join(tmpdir(), 'tongban-cluster-'));
  const certsDir = join(dir, 'certs');
  const ports = await freePorts(1 + regions.length * 2);
  const anchorId = `https://127.0.0.1:${ports[0]}`;
  const ids = Object.fromEntries(
    regions.map((name, i) => [name, `https://127.0.0.1:${ports[1 + i * 2]}`]),
  ) as Record<RegionName, string>;
  const common =
    typeof options.sections === 'function' ? options.sections(anchorId) : (options.sections ?? {});
  let offset = options.offsetMs ?? 0;
  const clock = (): number => Date.now() + offset;

  await ensureSampleCerts(
    certsDir,
    [{ name: 'anchor', entityId: anchorId }, ...regions.map((name) => ({ name, entityId: ids[name] }))],
    { clock },
  );
  const file = (name: string): string => join(certsDir, name);

  /** As the sections say; the anchor signs in the suite of the nodes' federation keys. */
  const suiteOf = (section: string): SigningSuiteName =>
    (common[section]?.['suite'] ?? 'ES256') as SigningSuiteName;
  const directory = join(dir, 'anchor');
  const authority = await initAuthority(
    directory,
    {
      entityId: anchorId,
      organizationName: '京津冀信任锚（样例）',
      suite: suiteOf('federation'),
      trustMarkIssuers: { [`${anchorId}/${TRUST_MARK}`]: [anchorId] },
    },
    { clock },
  );
  const anchorOf = () =>
    startAnchorServer(
      anchorConfig.parse({
        listen: { host: '127.0.0.1', port: ports[0] },
        tls: { certFile: file('anchor.crt'), keyFile: file('anchor.key') },
        authorities: [authority.published],
        fetch: { caFile: file('ca.crt') },
      }),
      { clock, log: { warn: () => undefined } },
    );
  const anchor = { entityId: anchorId, directory, server: await anchorOf() };

  const nodes = {} as Record<RegionName, TestNode>;
  for (const [i, name] of regions.entries()) {
    const dataDir = join(dir, name);
    mkdirSync(dataDir, { recursive: true });
    const publicPort = ports[2 + i * 2];
    const ownPort = Number(new URL(ids[name]).port);
    const [peerPort = ownPort] = options.fronted?.includes(name) ? await freePorts(1) : [];
    const front = peerPort === ownPort ? undefined : await Front.open(ownPort, peerPort);
    const database = await freshDatabase();
    const client = await generateClient();
    writeFileSync(join(dataDir, 'accounts.json'), JSON.stringify({ accounts: [] }));
    ensureExchangeKey(join(dataDir, 'keys/exchange'), suiteOf('exchange'), clock());
    ensureExchangeKey(join(dataDir, 'keys/federation'), suiteOf('federation'), clock());
    const tls = { cert: file(`${name}.crt`), key: file(`${name}.key`), ca: file('ca.crt') };
    const agreements =
      typeof options.agreements === 'function' ? options.agreements(ids) : options.agreements;
    const sections = { ...common, ...options.own?.[name] };
    const config = deepFreeze(
      nodeConfiguration.parse({
        node: {
          entityId: ids[name],
          region: REGION_CODES[name],
          name: options.names?.[name] ?? { zh: name, en: name },
          organisation: ORGANISATIONS[name],
          jurisdictions: [REGION_CODES[name]],
        },
        http: {
          public: { host: '127.0.0.1', port: publicPort },
          peer: { host: '127.0.0.1', port: peerPort, tls },
          shutdownGraceMs: 2000,
          ...sections['http'],
        },
        database: { ...sections['database'] },
        exchange: { keysDir: join(dataDir, 'keys/exchange'), ...sections['exchange'] },
        peers: { tls: { ...tls, reloadSeconds: 0 }, ...sections['peers'] },
        graphql: { introspection: true, freeForm: true, ...sections['graphql'] },
        federation: {
          anchors: [{ entityId: anchorId, keysFile: authority.trustAnchorFile }],
          authorityHints: [anchorId],
          keysDir: join(dataDir, 'keys/federation'),
          stateFile: join(dataDir, 'federation.json'),
          caFile: tls.ca,
          requiredTrustMarks: [`${anchorId}/${TRUST_MARK}`],
          trustMarks: [{ type: `${anchorId}/${TRUST_MARK}`, issuer: anchorId }],
          negativeSeconds: 1,
          ...sections['federation'],
        },
        callers: {
          issuer: {
            kind: 'embedded',
            url: `http://127.0.0.1:${publicPort}/oidc`,
            keysDirectory: join(dataDir, 'keys/oidc'),
            accountsFile: join(dataDir, 'accounts.json'),
            clients: [
              {
                id: 'sample-integrator',
                name: { zh: '样例系统', en: 'Sample system' },
                jwks: client.jwks,
                grantTypes: ['client_credentials'],
                organisation: ORGANISATIONS[name],
              },
              {
                id: 'sample-administrator',
                name: { zh: '样例运维', en: 'Sample administration' },
                jwks: client.jwks,
                grantTypes: ['client_credentials'],
                role: 'systemAdministrator',
                organisation: ORGANISATIONS[name],
              },
              {
                id: 'sample-auditor',
                name: { zh: '样例审计', en: 'Sample audit' },
                jwks: client.jwks,
                grantTypes: ['client_credentials'],
                role: 'auditor',
                organisation: ORGANISATIONS[name],
              },
              {
                id: 'console',
                name: { zh: '控制台', en: 'Console' },
                authentication: 'none',
                grantTypes: ['authorization_code', 'refresh_token'],
                redirectUris: [`http://127.0.0.1:${publicPort}/console/callback`],
                postLogoutRedirectUris: [`http://127.0.0.1:${publicPort}/console/`],
                organisation: ORGANISATIONS[name],
              },
              {
                id: 'sample-security',
                name: { zh: '样例安全管理', en: 'Sample security administration' },
                jwks: client.jwks,
                grantTypes: ['client_credentials'],
                role: 'securityAdministrator',
                organisation: ORGANISATIONS[name],
              },
            ],
          },
          audience: `http://127.0.0.1:${publicPort}/graphql`,
          // Who tests other things signs in by password; the second factor has tests of its own.
          secondFactor: { roles: [] },
          ...sections['callers'],
        },
        audit: { keyFile: join(dataDir, 'keys/log.pem'), ...sections['audit'] },
        transparency: {
          stateFile: join(dataDir, 'log-state.json'),
          archiveDir: join(dataDir, 'archive'),
          ...sections['transparency'],
        },
        auditing: {
          keyFile: join(dataDir, 'keys/auditing.key'),
          rules: QUIET_RULES,
          ...sections['auditing'],
          exports: { directory: join(dataDir, 'exports'), ...(sections['auditing']?.['exports'] as object) },
        },
        witnessing: { keyFile: join(dataDir, 'keys/witness.pem'), ...sections['witnessing'] },
        licences: {
          documentsDir: join(dataDir, 'documents'),
          cursorKeyFile: join(dataDir, 'keys/cursor.key'),
          // These nodes have no key to seal with, and would release no document.
          annotateCopies: { peers: false },
          ...sections['licences'],
        },
        credentials: {
          keysDir: join(dataDir, 'keys/credential'),
          secretFile: join(dataDir, 'keys/credential.key'),
          ...sections['credentials'],
        },
        authorisations: { ...sections['authorisations'] },
        sealing: { ...sections['sealing'] },
        console: { keyFile: join(dataDir, 'keys/console.key'), ...sections['console'] },
        reconciliation: { ...sections['reconciliation'] },
        issuing: { ...sections['issuing'] },
        receipts: { pollSeconds: 3_600, ...sections['receipts'] },
        messages: { ...sections['messages'] },
        eligibility: { ...sections['eligibility'] },
        jobs: { pollSeconds: 0.5, ...sections['jobs'] },
        calendar: { ...sections['calendar'] },
        matters: { ...sections['matters'] },
        counters: { ...sections['counters'] },
        checks: { ...sections['checks'] },
        catalogue: { ...sections['catalogue'] },
        sources: { ...sections['sources'] },
        requests: { ...sections['requests'] },
        materials: {
          filesDir: join(dataDir, 'case-files'),
          keyFile: join(dataDir, 'keys/materials.key'),
          ...sections['materials'],
        },
        cases: { keyFile: join(dataDir, 'keys/cases.key'), pollSeconds: 3_600, ...sections['cases'] },
        explaining: { ...sections['explaining'] },
        feed: { ...sections['feed'] },
        webhooks: { ...sections['webhooks'] },
        subjects: { cursorKeyFile: join(dataDir, 'keys/subjects.key'), ...sections['subjects'] },
        sharing: {
          agreements: agreements?.[name] ?? [],
          responsibilityList: openList(agreements?.[name] ?? []),
          ...sections['sharing'],
        },
        documents: {
          ...sections['documents'],
          trust: {
            historyDir: join(dataDir, 'document-trust'),
            ...(sections['documents']?.['trust'] as object),
          },
        },
        log: { level: 'info' },
      }),
    );
    const logs: string[] = [];
    const open = (own = config) =>
      createNode(
        { config: own, file: `${name}.yaml`, dataDir, databaseUrl: database.url },
        {
          logger: createLogger({ level: 'info', node: name }, { write: (line) => void logs.push(line) }),
          environment: { TONGBAN_DATABASE_URL: database.url },
          clock,
          ...(options.sources?.[name] ? { sources: options.sources[name] } : {}),
        },
      );
    const running = await open();
    await running.start();
    let stopping: Promise<void> | undefined;
    const node: TestNode = {
      name,
      entityId: ids[name],
      publicUrl: `http://127.0.0.1:${publicPort}`,
      running,
      database,
      dataDir,
      client: { id: 'sample-integrator', privateJwk: client.privateJwk },
      tls,
      logs,
      ...(front ? { front } : {}),
      async replica() {
        const [port = 0] = await freePorts(1);
        const { public: atPublic, peer: atPeer, ...http } = config.http;
        const replica = await open(
          deepFreeze({
            ...config,
            http: { ...http, public: { ...atPublic, port: 0 }, peer: { ...atPeer, port } },
          }),
        );
        await replica.start();
        return { peerPort: port, running: replica, stop: () => replica.stop() };
      },
      stop: () => (stopping ??= node.running.stop()),
      async restart() {
        await node.stop();
        node.running = await open();
        await node.running.start();
        stopping = undefined;
      },
    };
    nodes[name] = node;
  }

  for (const name of regions) {
    const token = await fetchConfiguration(ids[name], file('ca.crt'));
    await enrolEntity(directory, { token, trustMarks: [`${anchorId}/${TRUST_MARK}`] }, { clock });
  }
  // Two rounds: the first takes the own marks, the second finds them on the others.
  for (let round = 0; round < 2; round++)
    for (const name of regions) await nodes[name].running.peers.refresh();

  return {
    dir,
    certsDir,
    anchor,
    nodes,
    advance: (ms) => void (offset += ms),
    now: clock,
    revokeNode: async (name) => {
      await revoke(directory, { sub: ids[name], reason: 'test' }, { clock });
    },
    async stop() {
      for (const node of Object.values(nodes)) {
        await node.stop();
        await node.front?.close();
        await node.database.drop();
      }
      await anchor.server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function fetchConfiguration(entityId: string, caFile: string): Promise<string> {
  const { Agent, request } = await import('undici');
  const { readFileSync } = await import('node:fs');
  const agent = new Agent({ connect: { ca: readFileSync(caFile, 'utf8') } });
  try {
    const { statusCode, body } = await request(`${entityId}/.well-known/openid-federation`, {
      dispatcher: agent,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`entity configuration: ${statusCode} ${text}`);
    return text;
  } finally {
    await agent.close();
  }
}

/** Ports that were free a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
