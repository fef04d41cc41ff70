import { jest } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer as createHttpsServer, type Server } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refusal } from '#libs/errors';
import {
  boundedExchange,
  configurationUrl,
  examineTrustChain,
  parseEntityConfiguration,
  readHistoricalKeys,
  type TrustAnchor,
} from '#libs/federation';
import { generateSigningKey } from '#libs/jws';
import {
  enrolEntity,
  initAuthority,
  refreshAuthority,
  resolverKeyFile,
  revoke,
  rotateAuthorityKey,
} from '../../apps/anchor/src/authority/commands.js';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { showChain } from '../../apps/cli/src/federation/show.js';
import { ensureExchangeKey, rotateExchangeKey } from '../../apps/node/src/exchange/exchange-keys.js';
import {
  federationConfig,
  federationHttp,
  openFederationModule,
  type FederationModule,
} from '../../apps/node/src/federation/index.js';

/** Anchor and region as processes of their own, a district's node and an observer in this one; all over TLS. */
jest.setTimeout(30_000);

const DAY = 86_400;
const clock = Date.now;

let root: string;
let ca: string;
let anchorId: string;
let regionId: string;
let nodeId: string;
let mark: string;
let anchorProcess: ChildProcess;
let regionProcess: ChildProcess;
let node: FederationModule;
let nodeServer: Server;
const at = (...parts: string[]) => join(root, ...parts);
const opened: FederationModule[] = [];

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tongban-federation-'));
  const [anchorPort, regionPort, nodePort] = await freePorts(3);
  [anchorId, regionId, nodeId] = [anchorPort, regionPort, nodePort].map(
    (port) => `https://127.0.0.1:${port}`,
  ) as [string, string, string];
  mark = `${anchorId}/marks/accredited`;
  await ensureSampleCerts(at('certs'), [
    { name: 'anchor', entityId: anchorId },
    { name: 'region', entityId: regionId },
    { name: 'node', entityId: nodeId },
  ]);
  ca = await readFile(at('certs', 'ca.crt'), 'utf8');
  await initAuthority(
    at('anchor'),
    {
      entityId: anchorId,
      organizationName: 'Anchor',
      resolver: true,
      trustMarkIssuers: { [mark]: [regionId] },
    },
    { clock },
  );
  await initAuthority(
    at('region'),
    { entityId: regionId, organizationName: 'Hebei', superiors: [anchorId] },
    { clock },
  );
  const regionConfiguration = await readFile(at('region', 'published', 'entity-configuration.jwt'), 'utf8');
  await enrolEntity(
    at('anchor'),
    { token: regionConfiguration, constraints: { max_path_length: 1 } },
    { clock },
  );
  anchorProcess = await start(
    'anchor',
    anchorPort!,
    `resolver: { keyFile: ${resolverKeyFile(at('anchor'))}, refreshSeconds: 1 }`,
  );
  regionProcess = await start('region', regionPort!);
  ensureExchangeKey(at('node', 'keys'), 'ES256', clock());
  node = open(nodeId, 'node', [regionId]);
  nodeServer = await serve(node, nodePort!);
  await enrolEntity(at('region'), { token: await node.configuration(), trustMarks: [mark] }, { clock });
  await node.start();
}, 60_000);

afterAll(async () => {
  for (const child of [anchorProcess, regionProcess]) child?.kill('SIGTERM');
  for (const module of opened) await module.stop();
  nodeServer?.closeAllConnections();
  nodeServer?.close();
  await rm(root, { recursive: true, force: true });
});

describe('a federation of processes: anchor, region, district', () => {
  it('lets an observer that pins only the anchor trust the district, and answer for its division', async () => {
    const observer = await observe('observer');
    const peer = await observer.directory.resolve(nodeId);
    expect(peer.chain.path).toEqual([nodeId, regionId, anchorId]);
    expect(peer.chain.trustMarks.map(({ claims }) => claims.iss)).toEqual([regionId]);
    expect(observer.directory.byJurisdiction('133100')?.entityId).toBe(nodeId);
    expect(observer.directory.byJurisdiction('110000')).toBeUndefined();
    expect(observer.directory.ownerOf(peer.keys[0]!.kid)).toBe(nodeId);
  });

  it('does not call a stranger who names himself', async () => {
    const observer = await observe('stranger');
    const stranger = `https://127.0.0.1:${(await freePorts(1))[0]}`;
    expect(await codeOf(observer.directory.resolve(stranger))).toBe('ENTITY_UNKNOWN');
  });

  it('keeps private keys to their owner, and away from what is served', async () => {
    const { keys } = JSON.parse(await readFile(at('anchor', 'authority.json'), 'utf8')) as {
      keys: { kid: string }[];
    };
    const file = await stat(at('anchor', 'keys', `${keys[0]!.kid}.json`));
    expect((file.mode & 0o777).toString(8)).toBe('600');
    const { d } = JSON.parse(await readFile(at('anchor', 'keys', `${keys[0]!.kid}.json`), 'utf8')) as {
      d: string;
    };
    expect(await readFile(at('anchor', 'authority.json'), 'utf8')).not.toContain(d);
  });

  it('resolves by an entity with a key of its own (§8.3)', async () => {
    const query = new URLSearchParams({ sub: nodeId, trust_anchor: anchorId });
    const { status, body } = await get(`${anchorId}/resolver/federation/resolve?${query.toString()}`);
    const [header, payload] = body
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
    expect([status, header.typ, payload.iss]).toEqual([200, 'resolve-response+jwt', `${anchorId}/resolver`]);
    expect(payload.metadata.tongban_node.jurisdictions).toEqual(['133100']);
    const resolver = parseEntityConfiguration((await get(configurationUrl(`${anchorId}/resolver`))).body);
    expect(header.kid).toBe(resolver.claims.jwks.keys[0]!.kid);
    const { chain } = await examineTrustChain(payload.trust_chain, { anchors: [await pinned()], clock });
    expect(chain?.subject).toBe(nodeId);
    const away = new URLSearchParams({ sub: 'https://stranger.example', trust_anchor: anchorId });
    expect((await get(`${anchorId}/resolver/federation/resolve?${away.toString()}`)).status).toBe(404);
  });

  it('answers what is not asked properly, and lives', async () => {
    expect((await get(`${anchorId}/status/live`)).status).toBe(200);
    expect((await get(`${anchorId}/federation/fetch`)).status).toBe(400);
    expect((await get(`${anchorId}/%2e%2e/%2e%2e/keys`)).status).toBe(404);
    expect(
      (await get(`${anchorId}/federation/fetch?sub=${encodeURIComponent(`${nodeId}/../x`)}`)).status,
    ).toBe(400);
    expect((await get(`${anchorId}/federation/trust-mark-status`)).status).toBe(405);
  });

  it('shows the chain with every check at the command line', async () => {
    const anchors = [at('anchor', 'published', 'trust-anchor.json')];
    const shown = await showChain(
      nodeId,
      { anchors, ca: at('certs', 'ca.crt'), requiredTrustMarks: [mark] },
      clock,
    );
    expect([shown.valid, shown.checks.filter(({ outcome }) => outcome !== 'passed')]).toEqual([true, []]);
    expect(shown.checks.map(({ name }) => name)).toContain(`status of trust mark ${mark}`);
  });

  it('serves on from the cache while the anchor is away, also over a restart of the observer', async () => {
    const observer = await observe('away');
    await observer.stop();
    const port = Number(new URL(anchorId).port);
    anchorProcess.kill('SIGTERM');
    await once(anchorProcess, 'exit');
    const again = await observe('away');
    expect((await again.directory.resolve(nodeId)).chain.anchor).toBe(anchorId);
    const fresh = await observe('fresh');
    expect(await codeOf(fresh.directory.resolve(nodeId))).toBe('FEDERATION_UNREACHABLE');
    anchorProcess = await start(
      'anchor',
      port,
      `resolver: { keyFile: ${resolverKeyFile(at('anchor'))}, refreshSeconds: 1 }`,
    );
    await fresh.directory.refresh();
    expect((await fresh.directory.resolve(nodeId)).entityId).toBe(nodeId);
  });

  it("rotates the anchor's key with overlap; observers follow without a restart and without a new pin", async () => {
    const observer = await observe('rotation', { refreshSeconds: 1 });
    const before = await pinned();
    const { newKey } = await rotateAuthorityKey(at('anchor'), {}, { clock });
    await observer.directory.refresh();
    expect((await anchorConfiguration()).jws.header.kid).toBe(before.jwks.keys[0]!.kid);
    const week = () => clock() + 7 * DAY * 1000 + 60_000;
    await refreshAuthority(at('anchor'), { clock: week });
    const signedNew = await anchorConfiguration();
    expect(signedNew.jws.header.kid).toBe(newKey);
    // This process has not aged a week: what was signed "next week" counts only with a clock of next week.
    const late = open(`${nodeId}/late`, 'rotation', [regionId], {}, week);
    await late.start();
    expect(await codeOf(late.directory.resolve(nodeId))).not.toMatch(
      /ANCHOR_KEY_UNKNOWN|STATEMENT_KEY_UNKNOWN/,
    );
    const fortnight = () => clock() + 14 * DAY * 1000 + 120_000;
    await refreshAuthority(at('anchor'), { clock: fortnight });
    const historical = await get(`${anchorId}/federation/historical-keys`);
    const keys = await readHistoricalKeys(
      historical.body,
      anchorId,
      (await anchorConfiguration()).claims.jwks,
    );
    expect(keys).toMatchObject([{ kid: before.jwks.keys[0]!.kid, revoked: { reason: 'superseded' } }]);
    // Back to the clock of this process for the tests that follow.
    await refreshAuthority(at('anchor'), { clock, force: true });
  });

  it("takes over a node's new federation key while the old one still counts", async () => {
    const observer = await observe('node-rotation', { refreshSeconds: 1 });
    const { kid } = rotateExchangeKey(at('node', 'keys'), 'EdDSA', clock(), 0);
    const token = await waitFor(async () => {
      const current = await node.configuration();
      return parseEntityConfiguration(current).jws.header.kid === kid ? current : undefined;
    });
    expect(await codeOf(enrolEntity(at('region'), { token }, { clock }))).toBe('ENROLMENT_KEY_MISMATCH');
    await enrolEntity(at('region'), { token, confirm: kid }, { clock });
    await waitFor(async () => {
      await observer.directory.refresh();
      const { keys } = (await observer.directory.resolve(nodeId)).chain.federationKeys;
      return keys.some((key) => key.kid === kid) ? true : undefined;
    });
  });

  it('loses a trust mark with the next look, without a restart', async () => {
    const observer = await observe('mark', { refreshSeconds: 1 });
    await revoke(at('region'), { sub: nodeId, reason: 'audit', trustMark: mark }, { clock });
    // Revoked while the node still shows it, missing once the node's own round has dropped it: either may come first.
    const lost = new Set(['TRUST_MARK_REVOKED', 'TRUST_MARK_MISSING']);
    await waitFor(async () => {
      await observer.directory.refresh();
      return lost.has(await codeOf(observer.directory.resolve(nodeId))) ? true : undefined;
    });
    await enrolEntity(at('region'), { token: await node.configuration(), trustMarks: [mark] }, { clock });
    await waitFor(async () => {
      await node.directory.refresh();
      await observer.directory.refresh();
      return (await codeOf(observer.directory.resolve(nodeId))) === 'done' ? true : undefined;
    });
  });

  it('loses an entity with the next look, without a restart, and says that it was revoked', async () => {
    const observer = await observe('revocation', { refreshSeconds: 1 });
    expect(observer.directory.byJurisdiction('133100')?.entityId).toBe(nodeId);
    await revoke(at('region'), { sub: nodeId, reason: 'left' }, { clock });
    await waitFor(async () => {
      await observer.directory.refresh();
      return (await codeOf(observer.directory.resolve(nodeId))) === 'ENTITY_REVOKED' ? true : undefined;
    });
    expect(observer.directory.byJurisdiction('133100')).toBeUndefined();
    const list = await get(`${regionId}/federation/list`);
    expect(JSON.parse(list.body)).toEqual([]);
  });

  it('ends its server on SIGTERM with code 0', async () => {
    regionProcess.kill('SIGTERM');
    const [code] = (await once(regionProcess, 'exit')) as [number];
    expect(code).toBe(0);
  });
});

function open(
  entityId: string,
  folder: string,
  authorityHints: string[],
  more: object = {},
  at_: () => number = clock,
): FederationModule {
  const config = federationConfig.parse({
    anchors: [{ entityId: anchorId, keysFile: at('anchor-pinned.json') }],
    authorityHints,
    keysDir: at('node', 'keys'),
    stateFile: at(folder, 'federation.json'),
    caFile: at('certs', 'ca.crt'),
    requiredTrustMarks: [mark],
    trustMarks: folder === 'node' ? [{ type: mark, issuer: regionId }] : [],
    retrySeconds: 1,
    negativeSeconds: 1,
    ...more,
  });
  const module = openFederationModule({
    config,
    entityId,
    organizationName: 'District',
    node: {
      endpoint: `${entityId}/graphql`,
      jurisdictions: ['133100'],
      suites: ['ES256', 'EdDSA'],
      name: { zh: '雄安', en: 'Xiong’an' },
      log: { origin: 'log.example', verifierKey: 'log.example+1+x' },
      witness: { name: 'log.example/witness', verifierKey: 'log.example/witness+1+x' },
      exchangeKeys: () => [exchangeKey],
    },
    clock: at_,
    random: () => 0.5,
  });
  opened.push(module);
  return module;
}

const exchangeKey = generateSigningKey('ES256').publicJwk;

async function observe(folder: string, more: object = {}): Promise<FederationModule> {
  const observer = open('https://observer.example', folder, [anchorId], more);
  await observer.start();
  return observer;
}

async function pinned(): Promise<TrustAnchor> {
  return JSON.parse(await readFile(at('anchor-pinned.json'), 'utf8')) as TrustAnchor;
}

async function anchorConfiguration() {
  return parseEntityConfiguration((await get(configurationUrl(anchorId))).body);
}

async function get(url: string): Promise<{ status: number; body: string }> {
  const client = federationHttp({ ca, timeoutMs: 5_000 });
  try {
    const exchange = boundedExchange(client.send);
    const reply = await exchange({ url, accept: '*/*', maxBytes: 1_000_000 });
    return { status: reply.status, body: Buffer.from(reply.body).toString() };
  } finally {
    await client.close();
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (thrown) {
    if (thrown instanceof Refusal) return thrown.code;
    throw thrown;
  }
}

/** Asks again until there is an answer; for what happens after a bounded delay. */
async function waitFor<Result>(probe: () => Promise<Result | undefined>): Promise<Result> {
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    const result = await probe();
    if (result !== undefined) return result;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not happen in 20 s');
}

async function start(name: string, port: number, more = ''): Promise<ChildProcess> {
  if (name === 'anchor') {
    await writeFile(at('anchor-pinned.json'), await readFile(at('anchor', 'published', 'trust-anchor.json')));
  }
  await writeFile(
    at(`${name}.yaml`),
    [
      `listen: { port: ${port} }`,
      `tls: { certFile: certs/${name}.crt, keyFile: certs/${name}.key }`,
      `authorities: [${name}/published]`,
      'fetch: { caFile: certs/ca.crt }',
      more,
    ].join('\n'),
  );
  const child = spawn(process.execPath, ['dist/apps/anchor/src/main.js', at(`${name}.yaml`)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    output += chunk.toString();
    if (output.includes('"ready"')) break;
  }
  if (!output.includes('"ready"')) throw new Error(`the ${name} did not start: ${output}`);
  return child;
}

async function serve(module: FederationModule, port: number): Promise<Server> {
  const [cert, key] = await Promise.all([
    readFile(at('certs', 'node.crt')),
    readFile(at('certs', 'node.key')),
  ]);
  const server = createHttpsServer({ cert, key }, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', nodeId);
    const route = module.routes.find(({ path }) => path === pathname);
    void route?.handler({ query: searchParams }).then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
    if (route === undefined) response.writeHead(404).end();
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}
