import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureSampleCerts } from '../../apps/cli/src/certs/index.js';
import { DEMO_SEED } from '../../apps/cli/src/samples/recipes.js';
import { SAMPLES } from '../../apps/cli/src/up/seed.js';
import { provisionDepartments, seedDepartments } from '../../apps/cli/src/up/departments.js';
import { loadDepartmentsConfig } from '../../apps/departments/src/config.js';
import { datasets } from '../../apps/departments/src/records.js';
import { startDepartments, type DepartmentsServer } from '../../apps/departments/src/server.js';
import { debtorOf, firmsOf, personsOf } from '../../apps/departments/src/subjects.js';
import { loadCatalogue } from '../../apps/node/src/catalogue/index.js';
import { createLogger } from '../../apps/node/src/observability/logger.js';
import { databaseConfig } from '../../apps/node/src/persistence/database.config.js';
import { Database } from '../../apps/node/src/persistence/index.js';
import { openSources, type Sources } from '../../apps/node/src/sources/index.js';
import { standardCatalogue } from '#libs/licences';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';

const REGIONS = [
  { name: 'beijing', region: '110000' },
  { name: 'tianjin', region: '120000' },
  { name: 'hebei', region: '130000' },
] as const;

/** The demo's departments behind the mapping files of the demo, without its nodes. */
describe("the demo's departments", () => {
  let dir: string;
  let place: TestDatabase;
  let theirs: TestDatabase;
  let database: Database;
  let server: DepartmentsServer;
  let offset = 0;
  const logs: string[] = [];
  const opened = new Map<string, Sources>();
  const clock = (): number => Date.now() + offset;

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'tongban-departments-'));
    [place, theirs] = await Promise.all([freshDatabase(), freshDatabase()]);
    database = await Database.open({ url: place.url, config: databaseConfig.parse({}) });
    const port = await freePort();
    cpSync('config', join(dir, 'config'), { recursive: true });
    for (const file of ['departments.yaml', ...REGIONS.map(({ name }) => `sources/${name}.yaml`)]) {
      const at = join(dir, 'config', file);
      // As slow as the demo's, a hundred times faster.
      const text = readFileSync(at, 'utf8')
        .replaceAll('7460', String(port))
        .replaceAll(/delayMs: (\d+)00/g, 'delayMs: $1');
      writeFileSync(at, text);
    }
    await ensureSampleCerts(join(dir, 'certs-sample'), [
      { name: 'departments', entityId: `https://127.0.0.1:${port}` },
    ]);
    const dataDir = join(dir, 'data', 'departments');
    const config = loadDepartmentsConfig(join(dir, 'config/departments.yaml'), dataDir);
    const demo = { place: { name: 'departments', configFile: '', dataDir, logFile: '' }, config };
    const nodes = REGIONS.map(({ name, region }) => ({
      name,
      region,
      configFile: '',
      logFile: '',
      database: '',
      dataDir: join(dir, 'data', name),
    }));
    await provisionDepartments(demo, nodes, clock);
    const server_ = { description: '', initialised: false, pid: undefined, stop: async () => undefined };
    await seedDepartments(demo, nodes, { ...server_, ensure: async () => theirs.url });
    // Once more, as at a second start: what is there is kept, the login gets a new password.
    await seedDepartments(demo, nodes, { ...server_, ensure: async () => theirs.url });
    server = await startDepartments(config, clock);
    const folder = 'config/catalogue';
    const catalogue = loadCatalogue(
      ['beijing', 'tianjin', 'hebei', 'evidence', 'vertical-systems'].map((name) =>
        join(folder, `${name}.yaml`),
      ),
      standardCatalogue,
    );
    const logger = createLogger({ level: 'info', node: 'x' }, { write: (line) => void logs.push(line) });
    for (const { name, dataDir: own } of nodes) {
      const files = [join(dir, 'config/sources', `${name}.yaml`)];
      const sources = openSources({ files }, { catalogue, dataDir: own, clock, logger, database });
      sources.start();
      opened.set(name, sources);
    }
  });
  afterAll(async () => {
    await Promise.all([...opened.values()].map((sources) => sources.stop()));
    await server?.stop();
    await database.close();
    await Promise.all([place.drop(), theirs.drop()]);
    rmSync(dir, { recursive: true });
  });

  async function ask(name: (typeof REGIONS)[number]['name'], code: string, type: '001' | '111' = '001') {
    const ofFirms = (dataset: string): boolean => dataset !== 'low-income';
    const listed = (opened.get(name)?.list() ?? []).filter(
      ({ dataset }) => ofFirms(dataset) === (type === '001'),
    );
    const options = (items: string[]) => ({
      items,
      limit: 50,
      signal: new AbortController().signal,
      deadline: clock() + 20_000,
    });
    const items = new Map(
      loadCatalogue(['config/catalogue/evidence.yaml'], standardCatalogue)?.datasets.map((one) => [
        one.code,
        one.items.map((item) => item.code),
      ]),
    );
    return new Map(
      await Promise.all(
        listed.map(
          async (source) =>
            [
              source.dataset,
              await source.records({ type, code }, options(items.get(source.dataset) ?? [])),
            ] as const,
        ),
      ),
    );
  }

  /** The first delivery is taken while the node comes up. */
  async function delivered(): Promise<void> {
    const until = Date.now() + 10_000;
    while (
      opened
        .get('beijing')
        ?.health()
        .find(({ dataset }) => dataset === 'housing')?.asOf === undefined
    ) {
      if (Date.now() > until) throw new Error(`no delivery was taken: ${logs.join('\n')}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('stand for nine datasets of firms in Beijing and eight in the others, each by a department of its region', () => {
    const of = (name: string) => new Set((opened.get(name)?.list() ?? []).map(({ dataset }) => dataset));
    expect(of('beijing')).toEqual(new Set([...datasets, 'low-income']));
    const others = datasets.filter((dataset) => dataset !== 'housing');
    expect(of('tianjin')).toEqual(new Set([...others, 'low-income']));
    expect(of('hebei')).toEqual(new Set([...others, 'low-income']));
    const codes = [...opened.values()].flatMap((sources) =>
      sources.list().map(({ department }) => department.code),
    );
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('answer about the debtor, all but the one that is broken, and that one later', async () => {
    await delivered();
    const { code } = debtorOf('110000');
    const answers = await ask('beijing', code);
    const outcomes = Object.fromEntries([...answers].map(([dataset, { outcome }]) => [dataset, outcome]));
    expect(outcomes).toEqual({
      ...Object.fromEntries(datasets.map((dataset) => [dataset, 'answered'])),
      'housing-fund': 'not-available',
    });
    const broken = answers.get('housing-fund');
    expect(broken).toMatchObject({ code: 'SOURCE_ASKED_TO_WAIT', until: expect.any(Number) });
    expect(answers.get('registration')).toMatchObject({
      records: [
        {
          uscc: code,
          status: '存续',
          branches: expect.stringContaining('第一分公司'),
          shareholders: expect.stringContaining('；'),
        },
      ],
    });
    expect(answers.get('tax')).toMatchObject({
      records: [{ penalties: '3250.75', owed: expect.stringMatching(/^\d+\.00$/) }],
    });
    expect(answers.get('real-estate')).toMatchObject({
      records: expect.arrayContaining([expect.objectContaining({ seizure: '查封机关：样例人民法院' })]),
    });
    offset += 121_000;
    expect((await ask('beijing', code)).get('housing-fund')).toMatchObject({
      records: [{ arrears: '15200.00' }],
    });
  });

  it('know the debtor of another region by what it left there, and nothing of a firm that is not theirs', async () => {
    const { code } = debtorOf('110000');
    const answers = await ask('hebei', code);
    expect(
      [...answers].filter(([, { outcome }]) => outcome === 'answered').map(([dataset]) => dataset),
    ).toEqual(['vehicles', 'real-estate', 'customs-status', 'tax']);
    expect([...answers.values()].map(({ outcome }) => outcome)).not.toContain('not-available');
    const [, stranger] = firmsOf('120000', DEMO_SEED, 2);
    const nothing = await ask('hebei', stranger?.code ?? '');
    expect(new Set([...nothing.values()].map(({ outcome }) => outcome))).toEqual(new Set(['nothing-found']));
  });

  it('support some of the persons of the sample licences', async () => {
    const [supported, other] = personsOf('110000', SAMPLES);
    const member = (await ask('beijing', supported?.code ?? '', '111')).get('low-income');
    expect(member).toMatchObject({
      outcome: 'answered',
      records: [{ member: supported?.code, status: '在保', since: expect.stringMatching(/^20\d\d-/) }],
    });
    expect((await ask('beijing', other?.code ?? '', '111')).get('low-income')?.outcome).toBe('nothing-found');
    expect((await ask('hebei', supported?.code ?? '', '111')).get('low-income')?.outcome).toBe(
      'nothing-found',
    );
  });

  it('give no token to who does not prove to be the node', async () => {
    const { request, Agent } = await import('undici');
    const dispatcher = new Agent({ connect: { ca: readFileSync(join(dir, 'certs-sample/ca.crt'), 'utf8') } });
    const asked = async (path: string, authorization?: string, body = 'grant_type=client_credentials') => {
      const { statusCode } = await request(`${server.origin}${path}`, {
        dispatcher,
        method: body ? 'POST' : 'GET',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...(authorization === undefined ? {} : { authorization }),
        },
        body: body || null,
      });
      return statusCode;
    };
    const wrong = `Basic ${Buffer.from('tongban:wrong').toString('base64')}`;
    expect(await asked('/beijing/customs-status/token', wrong)).toBe(401);
    expect(await asked('/beijing/tax/token', wrong)).toBe(401);
    expect(
      await asked('/beijing/tax/token', undefined, 'grant_type=client_credentials&client_assertion=a.b.c'),
    ).toBe(401);
    expect(await asked('/beijing/tax/v1/firms/x', 'Bearer x', '')).toBe(401);
    await dispatcher.close();
  });
});

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
