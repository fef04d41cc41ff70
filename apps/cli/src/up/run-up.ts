import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Pool } from 'pg';
import type { RegionCode } from '#libs/codes';
import type { SigningSuiteName } from '#libs/jws';
import { loadAnchorConfig } from '../../../anchor/src/config.js';
import { loadConfig, type LoadedConfig } from '../../../node/src/config/index.js';
import { ensureKeyOfSuite } from '../../../node/src/exchange/exchange-keys.js';
import { ensureSampleCerts } from '../certs/index.js';
import { ensureSealingKeys } from '../certs/seals/node-keys.js';
import { SealPki } from '../certs/seals/seal-pki.js';
import { CliFailure, ExitCode } from '../exit.js';
import { textsOf } from '../i18n/index.js';
import { integratorAt } from '../integrator/at-region.js';
import { SAMPLE_DEPARTMENT_CLIENT } from '../integrator/sample.js';
import type { Io, Progress } from '../io.js';
import { ensureCandidates } from '../samples/candidates.js';
import { provisionNode, type Provisioned } from '../provision/node.js';
import { ANCHOR_MAIN, DEPARTMENTS_MAIN, IDENTITY_MAIN, NODE_MAIN } from '../root.js';
import { collectCase } from '../story/case.js';
import { collectCheck } from '../story/check.js';
import { collectConsent } from '../story/consent.js';
import { collectStory } from '../story/collect.js';
import type { StoryFacts } from '../story/facts.js';
import { renderStory } from '../story/render.js';
import { styleFor } from '../story/style.js';
import { publicOrigin, wantedPorts } from './addresses.js';
import { confirmErase, ensureDataFolder, eraseData } from './data-folder.js';
import { embeddedDatabases, givenDatabases, type Databases } from './databases.js';
import {
  loadDepartments,
  provisionDepartments,
  seedDepartments,
  type DepartmentsOfDemo,
} from './departments.js';
import { federate } from './federate.js';
import { Fleet } from './fleet.js';
import { keepPostgres } from './keep-postgres.js';
import { layoutOf, type Layout, type NodePlace } from './layout.js';
import { awaitMutualTrust } from './mutual-trust.js';
import { renderNext, type NextFacts } from './next.js';
import { enrolIdentity, loadIdentity, provisionIdentity, type IdentityOfDemo } from './open-identity.js';
import { busyPorts } from './ports.js';
import { answersOk } from './probe.js';
import { withSecondFactor } from './second-factor.js';
import { SAMPLES, seedRegion } from './seed.js';
import { listenForShutdown, type Shutdown } from './shutdown.js';
import { RunState } from './state.js';
import { Interrupted, seconds, step } from './steps.js';

const USUAL_POSTGRES_PORT = 7499;

export interface UpOptions {
  fresh?: boolean;
  yes?: boolean;
  /** False: no story. */
  story?: boolean;
  /** End after the story instead of waiting for Ctrl-C. */
  once?: boolean;
  configDir?: string;
  dataDir?: string;
  postgresPort?: number;
  /** In place of the configured one: keys of another suite are replaced by the start. */
  suite?: SigningSuiteName;
  /** Auditors and administrators sign in with two factors, as at a node outside the demo. */
  secondFactor?: boolean;
}

interface Node extends NodePlace {
  loaded: LoadedConfig;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts the demo, tells its story, and holds it until it is asked to end. Whatever happens, nothing is left running.
 * @returns the exit code
 */
export async function runUp(options: UpOptions, io: Io): Promise<ExitCode> {
  const started = performance.now();
  const layout = layoutOf(options);
  if (options.fresh) await confirmErase(layout, options.yes ?? false, io);
  ensureDataFolder(layout);
  const { state, ended } = await RunState.claim(layout.stateFile);
  const run = new Run(layout, options, io, state);
  if (ended.length > 0) io.warn(textsOf(io.language).steps.leftovers(ended.join(', ')));
  try {
    await run.start();
    io.note(textsOf(io.language).steps.ready(seconds(performance.now() - started)));
    await run.tell();
    if (!options.once) await run.hold();
    return run.exitCode;
  } catch (error) {
    if (error instanceof Interrupted) return ExitCode.ok;
    throw error;
  } finally {
    await run.stop();
  }
}

class Run {
  exitCode: ExitCode = ExitCode.ok;
  private readonly words;
  private readonly shutdown: Shutdown;
  private readonly fleet: Fleet;
  private databases: Databases | undefined;
  private opening: Promise<void> | undefined;
  private pki: SealPki | undefined;
  private dismissKeeper: () => void = () => undefined;
  private nodes: Node[] = [];
  private identity: IdentityOfDemo | undefined;
  private departments: DepartmentsOfDemo | undefined;
  private urls = new Map<string, string>();
  private provisioned = new Map<string, Provisioned>();

  constructor(
    private readonly layout: Layout,
    private readonly options: UpOptions,
    private readonly io: Io,
    private readonly state: RunState,
  ) {
    this.words = textsOf(io.language).steps;
    this.fleet = new Fleet(state, (child, how) => {
      this.exitCode = ExitCode.environment;
      io.warn(child.failure(how));
      if (!this.fleet.anyRunning) this.shutdown.request('everything has ended');
    });
    this.shutdown = listenForShutdown(() => {
      io.warn(this.words.stoppingAgain);
      this.fleet.kill();
      void this.databases?.stop().finally(() => {
        this.dismissKeeper();
        state.remove();
        process.exit(ExitCode.interrupted);
      });
      if (!this.databases) process.exit(ExitCode.interrupted);
    });
  }

  async start(): Promise<void> {
    const { layout, io, shutdown, words } = this;
    const within = <T>(label: string, work: () => Promise<T>): Promise<T> => step(io, shutdown, label, work);
    if (this.options.fresh) await within(words.fresh, () => eraseData(layout));
    this.nodes = layout.nodes.map((place) => ({
      ...place,
      loaded: inSuite(loadConfig(place.configFile, { TONGBAN_DATA_DIR: place.dataDir }), this.options.suite),
    }));
    if (this.options.secondFactor) this.nodes = this.nodes.map(withSecondFactor);
    this.identity = await loadIdentity(layout.identity);
    this.departments = loadDepartments(layout.departments);
    await within(words.certificates, async () => {
      await ensureSampleCerts(layout.certsDir, [
        { name: 'anchor', entityId: this.anchorId },
        ...(this.identity ? [{ name: 'identity', entityId: this.identity.config.entityId }] : []),
        ...(this.departments ? [{ name: 'departments', entityId: originOf(this.departments) }] : []),
        ...this.nodes.map(({ name, loaded }) => ({ name, entityId: loaded.config.node.entityId })),
      ]);
      this.pki = SealPki.open(layout.sealsDir);
    });
    const anchor = await loadAnchorConfig(layout.anchor.configFile, layout.anchor.dataDir);
    await this.assertPortsFree(anchor.listen);
    await Promise.all([
      within(words.database, () => (this.opening = this.openDatabases())),
      within(words.accounts, () => this.provision()).then(() =>
        within(words.federation, () => this.federateNodes()),
      ),
    ]);
    await within(words.nodes, () => Promise.all([this.startProcesses(anchor.listen), this.seed()]));
    await within(words.trust, () =>
      awaitMutualTrust(
        this.nodes.map(({ name }) => ({ name, integrator: integratorAt({ ...this.options, at: name }) })),
      ),
    );
    this.fleet.watch();
  }

  /** The story on standard output, then where to go on; both are data under --json. */
  async tell(): Promise<void> {
    const facts = this.options.story === false ? undefined : await this.collect();
    ensureCandidates(join(this.layout.dataDir, 'story/candidates.csv'), '110000', SAMPLES.count);
    const next = this.next();
    const style = styleFor(process.stdout.isTTY, process.env);
    this.io.out({ story: facts, next }, () =>
      [
        facts ? renderStory(facts, this.io.language, style) : '',
        renderNext(next, this.io.language, style),
      ].join('\n'),
    );
  }

  async hold(): Promise<void> {
    // A pending promise alone keeps no process alive.
    const alive = setInterval(() => undefined, 60_000);
    await this.shutdown.requested;
    clearInterval(alive);
  }

  /** Nodes first, then the anchor, then PostgreSQL: each finishes what it has begun while what it needs still runs. */
  async stop(): Promise<void> {
    this.io.note(this.words.stopping);
    await this.fleet.stop(this.layout.anchor.name);
    // A server that is still coming up would otherwise be left behind.
    await this.opening?.catch(() => undefined);
    await this.databases?.stop();
    this.dismissKeeper();
    this.state.remove();
    this.shutdown.release();
    this.io.note(this.words.stopped);
  }

  private get anchorId(): string {
    return this.nodes[0]?.loaded.config.federation.anchors[0]?.entityId ?? '';
  }

  /**
   * The asked port, otherwise the usual one, otherwise a free one: nothing outside needs to know it. Our own server
   * that a crashed run left behind is found by its data folder, whatever its port.
   */
  private async postgresPort(): Promise<number> {
    if (this.options.postgresPort !== undefined) return this.options.postgresPort;
    const usual = { host: '127.0.0.1', port: USUAL_POSTGRES_PORT, wantedBy: 'PostgreSQL' };
    return (await busyPorts([usual])).length === 0 ? usual.port : 0;
  }

  private async assertPortsFree(anchor: { host: string; port: number }): Promise<void> {
    const nodes = this.nodes.map(({ name, loaded }) => ({ name, config: loaded.config }));
    // PostgreSQL's own port is left out: a server that a crashed run left there is taken over.
    const busy = await busyPorts(
      wantedPorts(nodes, anchor, undefined, this.identity?.config.listen, this.departments?.config.listen),
    );
    if (busy.length === 0) return;
    const lines = busy.map(({ port, wantedBy, holder }) =>
      holder
        ? `  ${String(port)} (${wantedBy}): process ${String(holder.pid)}, ${holder.command}`
        : `  ${String(port)} (${wantedBy})`,
    );
    throw new CliFailure(
      ExitCode.environment,
      `${this.io.say({ zh: '以下端口已被占用', en: 'These ports are in use' })}:\n${lines.join('\n')}`,
      { busy },
    );
  }

  private async openDatabases(): Promise<void> {
    const given = process.env.DATABASE_URL;
    const names = this.nodes.map(({ database }) => database);
    this.databases = given
      ? await givenDatabases(given, this.options.fresh ?? false, names)
      : await embeddedDatabases(this.layout.postgresHome, await this.postgresPort());
    if (this.databases.pid !== undefined) this.dismissKeeper = keepPostgres(this.databases.pid, this.state);
    for (const { name, database } of this.nodes) this.urls.set(name, await this.databases.ensure(database));
  }

  private async provision(): Promise<void> {
    if (this.identity) this.identity = await provisionIdentity(this.identity);
    if (this.departments) await provisionDepartments(this.departments, this.departmentsNodes(), Date.now);
    for (const { name, loaded, dataDir } of this.nodes) {
      const passwordsFile = `${dataDir}/sample-passwords.json`;
      this.provisioned.set(name, await provisionNode(loaded, dataDir, { clock: Date.now, passwordsFile }));
      const { exchange, federation, node, sealing } = loaded.config;
      if (this.pki) {
        const region = node.region as RegionCode;
        await ensureSealingKeys(sealing, { pki: this.pki, region, organisation: node.organisation });
      }
      if (this.options.suite === undefined) continue;
      for (const { keysDir, suite } of [exchange, federation]) ensureKeyOfSuite(keysDir, suite, Date.now());
    }
  }

  private async federateNodes(): Promise<void> {
    const members = this.nodes.map(({ loaded, dataDir }) => ({ config: loaded.config, dataDir }));
    const { signs } = await federate(this.layout.anchor.dataDir, members, Date.now);
    if (this.identity) await enrolIdentity(this.layout.anchor.dataDir, this.identity, Date.now);
    const { suite } = this.options;
    if (suite !== undefined && signs !== suite) this.io.warn(this.words.anchorSuite(signs, suite));
  }

  private async startProcesses(anchorListen: { host: string; port: number }): Promise<void> {
    const { anchor, certsDir } = this.layout;
    const ca = `${certsDir}/ca.crt`;
    const anchorChild = this.fleet.start({
      name: anchor.name,
      main: ANCHOR_MAIN,
      args: [anchor.configFile],
      env: { TONGBAN_DATA_DIR: anchor.dataDir },
      logFile: anchor.logFile,
    });
    const children = this.nodes.map((node) => ({
      node,
      child: this.fleet.start({
        name: node.name,
        main: NODE_MAIN,
        args: ['--config', node.configFile],
        env: { TONGBAN_DATA_DIR: node.dataDir, TONGBAN_DATABASE_URL: this.urls.get(node.name) ?? '' },
        logFile: node.logFile,
      }),
    }));
    const platform = this.identity && this.startIdentity(this.identity);
    const departments = this.departments && this.startDepartments(this.departments);
    const anchorUrl = `https://${anchorListen.host}:${String(anchorListen.port)}/.well-known/openid-federation`;
    await Promise.all([
      anchorChild.ready(() => answersOk(anchorUrl, ca), READY_WITHIN_MS),
      ...(platform ? [platform.child.ready(() => answersOk(platform.url, ca), READY_WITHIN_MS)] : []),
      ...(departments
        ? [departments.child.ready(() => answersOk(departments.url, ca), READY_WITHIN_MS)]
        : []),
      ...children.map(({ node, child }) =>
        child.ready(() => answersOk(`${publicOrigin(node.loaded.config)}/status/ready`, ca), READY_WITHIN_MS),
      ),
    ]);
  }

  private startIdentity({ place, config }: IdentityOfDemo) {
    const child = this.fleet.start({
      name: place.name,
      main: IDENTITY_MAIN,
      args: [place.configFile],
      env: { TONGBAN_DATA_DIR: place.dataDir },
      logFile: place.logFile,
    });
    return { child, url: `${config.entityId}/status/ready` };
  }

  private startDepartments(departments: DepartmentsOfDemo) {
    const { place } = departments;
    const child = this.fleet.start({
      name: place.name,
      main: DEPARTMENTS_MAIN,
      args: [place.configFile],
      env: { TONGBAN_DATA_DIR: place.dataDir },
      logFile: place.logFile,
    });
    return { child, url: `${originOf(departments)}/status/ready` };
  }

  private departmentsNodes() {
    return this.nodes.map((node) => ({ ...node, region: node.loaded.config.node.region as RegionCode }));
  }

  /** The demo goes on without the departments' databases where a given server allows no login of their own. */
  private async seedDepartments(): Promise<void> {
    if (!this.departments || !this.databases) return;
    await seedDepartments(this.departments, this.departmentsNodes(), this.databases).catch(
      (error: unknown) => {
        this.io.warn(this.words.departmentsWithout(error instanceof Error ? error.message : String(error)));
      },
    );
  }

  private async seed(): Promise<void> {
    await this.seedDepartments();
    for (const { name, loaded } of this.nodes) {
      const region = loaded.config.node.name[this.io.language];
      let bar: Progress | undefined;
      if (!this.pki) continue;
      await seedRegion(this.urls.get(name) ?? '', loaded.config, this.pki, (done, total) => {
        bar ??= this.io.progress(this.words.seeding(region), total);
        bar.update(done);
      });
      bar?.end();
    }
  }

  private async collect(): Promise<StoryFacts> {
    const find = (wanted: string): Node => {
      const node = this.nodes.find(({ name }) => name === wanted);
      if (!node) throw new Error(`no node ${wanted}`);
      return node;
    };
    const asking = find('tianjin');
    const answering = find('beijing');
    const pools = [asking, answering].map(
      ({ name }) => new Pool({ connectionString: this.urls.get(name) ?? '', max: 1 }),
    );
    const [askingPool, answeringPool] = pools as [Pool, Pool];
    const party = ({ loaded }: Node): { name: { zh: string; en: string }; entityId: string } => ({
      name: loaded.config.node.name,
      entityId: loaded.config.node.entityId,
    });
    const issuer = asking.loaded.config.callers.issuer;
    try {
      const consent = await this.consent(find('hebei'));
      const case_ = await this.case(asking, answering);
      const check = await this.check(asking, answering);
      const story = await collectStory({
        asking: { ...party(asking), database: askingPool },
        answering: { ...party(answering), database: answeringPool },
        integrator: integratorAt({ ...this.options, at: asking.name }),
        organisation: issuer.kind === 'embedded' ? (issuer.clients[0]?.organisation.name ?? '') : '',
        sealed: {
          region: answering.loaded.config.node.region as RegionCode,
          documents: {
            directory: answering.loaded.config.licences.documentsDir,
            maxBytes: answering.loaded.config.licences.maxDocumentBytes,
          },
          trustFolder: join(this.layout.sealsDir, 'trust'),
        },
        caseNumber: `TJ-${new Date().toISOString().slice(0, 10)}-0001`,
      });
      return {
        ...story,
        ...(consent && { consent }),
        ...(case_ && { case: case_ }),
        ...(check && { check }),
      };
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
    }
  }

  /** The platform's person is the holder of the sample card; without the person's password nobody can tell the story. */
  private async consent(asking: Node): Promise<StoryFacts['consent']> {
    const { identity } = this;
    const holder = identity?.passwords.find(({ username }) => username === 'citizen');
    const { issuer } = asking.loaded.config.callers;
    const organisation = issuer.kind === 'embedded' ? issuer.clients[0]?.organisation : undefined;
    if (!identity || !holder || !organisation) return undefined;
    return collectConsent({
      integrator: integratorAt({ ...this.options, at: asking.name }),
      organisation,
      platform: {
        origin: identity.config.entityId,
        ca: readFileSync(`${this.layout.certsDir}/ca.crt`, 'utf8'),
        username: holder.username,
        password: holder.password,
      },
      caseNumber: `HE-${new Date().toISOString().slice(0, 10)}-0001`,
    });
  }

  private async case(asking: Node, answering: Node): Promise<StoryFacts['case']> {
    const { issuer } = answering.loaded.config.callers;
    if (issuer.kind !== 'embedded' || !issuer.clients.some(({ id }) => id === SAMPLE_DEPARTMENT_CLIENT))
      return undefined;
    return collectCase({
      hall: integratorAt({ ...this.options, at: asking.name }),
      department: integratorAt({ ...this.options, at: answering.name, client: SAMPLE_DEPARTMENT_CLIENT }),
      names: { receiving: asking.loaded.config.node.name, deciding: answering.loaded.config.node.name },
    });
  }

  private async check(asking: Node, answering: Node): Promise<StoryFacts['check']> {
    const { issuer } = asking.loaded.config.callers;
    const organisation = issuer.kind === 'embedded' ? issuer.clients[0]?.organisation : undefined;
    if (!this.departments || !this.pki || !organisation) return undefined;
    return collectCheck({
      integrator: integratorAt({ ...this.options, at: asking.name }),
      organisation,
      region: answering.loaded.config.node.region as RegionCode,
      pki: this.pki,
      trustFolder: join(this.layout.sealsDir, 'trust'),
      folder: join(this.layout.dataDir, 'story'),
      caseNumber: `TJ-${new Date().toISOString().slice(0, 10)}-0002`,
    });
  }

  private next(): NextFacts {
    return {
      nodes: this.nodes.map(({ name, loaded: { config } }) => ({
        name: config.node.name,
        console: `${publicOrigin(config)}/console/`,
        graphiql: `${publicOrigin(config)}/graphiql`,
        issuer: config.callers.issuer.url,
        passwords: this.provisioned.get(name)?.passwords ?? [],
      })),
      secondFactor: this.options.secondFactor === true,
      endpoint: this.nodes.find(({ name }) => name === 'tianjin')?.loaded.config.callers.audience ?? '',
      ...(this.identity
        ? { identity: { url: `${this.identity.config.entityId}/given`, passwords: this.identity.passwords } }
        : {}),
      logs: [
        this.layout.anchor,
        ...(this.identity ? [this.layout.identity] : []),
        ...(this.departments ? [this.layout.departments] : []),
        ...this.nodes,
      ].map(({ logFile }) => logFile),
    };
  }
}

const originOf = ({ config: { listen } }: DepartmentsOfDemo): string =>
  `https://${listen.host}:${String(listen.port)}`;

/** The configuration as if it said so; the nodes read theirs from the file, and their suite from their keys. */
function inSuite(loaded: LoadedConfig, suite: SigningSuiteName | undefined): LoadedConfig {
  if (suite === undefined) return loaded;
  const { exchange, federation } = loaded.config;
  const config = {
    ...loaded.config,
    exchange: { ...exchange, suite },
    federation: { ...federation, suite },
  };
  return { ...loaded, config };
}
