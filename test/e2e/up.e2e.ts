import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedPostgres } from '../../apps/cli/src/postgres/embedded.js';
import { identify } from '../../apps/cli/src/up/processes.js';

/** The whole demo as a newcomer starts it, on ports and in folders of its own. */
const run = promisify(execFile);
const ROOT = process.cwd();
const COMMAND = join(ROOT, 'apps/cli/bin/tongban.js');
const DEMO_PORTS = ['7400', '7410', '7411', '7420', '7421', '7430', '7431', '7450', '7460'];

let folder: string;
let places: string[];
/** Of the case that the first start told. */
let caseId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tongban-demo-'));
  const ports = await freePorts(DEMO_PORTS.length);
  const mine = new Map(DEMO_PORTS.map((port, index) => [port, String(ports[index])]));
  // With what the configuration names beside itself.
  cpSync('config', join(folder, 'config'), { recursive: true });
  for (const name of readdirSync('config', { recursive: true, encoding: 'utf8' }).filter((file) =>
    /^(sources\/)?[a-z]+\.yaml$/.test(file),
  )) {
    const text = readFileSync(join('config', name), 'utf8').replaceAll(
      /\b74\d\d\b/g,
      (port) => mine.get(port) ?? port,
    );
    writeFileSync(join(folder, 'config', name), text);
  }
  places = ['--config-dir', join(folder, 'config'), '--data-dir', join(folder, 'data')];
}, 30_000);

afterAll(async () => {
  await EmbeddedPostgres.erase(join(folder, 'data', 'postgres'));
  rmSync(folder, { recursive: true, force: true });
}, 30_000);

it('starts from nothing, tells a true story and ends', async () => {
  const { stdout } = await run(COMMAND, ['up', '--once', '--json', '--postgres-port', '0', ...places], {
    maxBuffer: 8 << 20,
  });
  const { story, next } = JSON.parse(stdout);
  expect(stdout).not.toContain('postgres://');
  expect(story.chain.links.map((link: { issuer: string }) => link.issuer)).toEqual([
    story.answering.entityId,
    story.chain.anchor,
    story.chain.anchor,
  ]);
  expect(story.request.claims).toMatchObject({ iss: story.asking.entityId, aud: story.answering.entityId });
  expect(story.request.claims.context.purpose.itemCode).toBe(story.question.itemCode);
  expect(story.decision).toMatchObject({ outcome: 'granted', rule: 'bj-tj-business-licence@1' });
  expect(story.verification.passed).toBe(true);
  expect(story.answer.claims.receipt).toEqual(story.receipt);
  expect(story.receiptFound).toBe(true);
  expect(story.audit.answer.leaf).toBe(story.receipt.leaf);
  expect([story.audit.intent.kind, story.audit.answer.kind, story.audit.outcome.kind]).toEqual([
    'intent',
    'answer',
    'outcome',
  ]);
  expect(story.reduced.withheld).toContain('attributes.KZ_FDDBR');
  expect(story.denial).toMatchObject({ code: 'PURPOSE_NOT_AGREED', receipt: { log: story.receipt.log } });
  expect(next.nodes).toHaveLength(3);
  expect(story.consent).toMatchObject({
    before: { status: 'REDUCED', released: ['holderName', 'validUntil'] },
    after: { released: ['holderName', 'validUntil', 'attributes.KZ_CSRQ'] },
  });
  expect(story.consent.withdrawn).toContainEqual({
    field: 'attributes.KZ_CSRQ',
    reason: 'AUTHORISATION_WITHDRAWN',
  });
  expect(story.case).toMatchObject({ state: 'SIGNED_FOR' });
  caseId = story.case.id;
  expect(story.case.materials.map(({ origin, trust }: Record<string, string>) => [origin, trust])).toEqual([
    ['LOOKUP', 'A'],
    ['LOOKUP', 'A'],
    ['UPLOAD', 'B'],
    ['UPLOAD', 'B'],
  ]);
  const entries = story.case.steps.flatMap((step: { entries: string[] }) => step.entries);
  expect(entries.every((entry: unknown) => typeof entry === 'string')).toBe(true);
  expect(new Set(entries).size).toBe(18);
  expect(story.check).toMatchObject({ indication: 'TOTAL_PASSED' });
  expect(story.check.sources).toHaveLength(27);
  const fund = story.check.sources.find(
    (one: Record<string, string>) => one.region === 'BEIJING' && one.titleEn === 'housing fund',
  );
  expect(fund).toMatchObject({ outcome: 'NOT_AVAILABLE' });
  expect(story.check.files.every((file: string) => existsSync(file))).toBe(true);
  expect(existsSync(join(folder, 'data', 'up.json'))).toBe(false);
}, 120_000);

describe('a second start', () => {
  let up: ChildProcess;
  let said = '';

  beforeAll(async () => {
    up = spawn(COMMAND, ['up', '--no-story', '--lang', 'en', '--postgres-port', '0', ...places]);
    up.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(
      () => said.includes('ready after'),
      () => said,
    );
  }, 90_000);
  afterAll(() => void up.kill('SIGKILL'));

  it('keeps the data and answers the command line', async () => {
    expect(said).not.toContain('writing sample licences');
    const { stdout } = await run(COMMAND, ['query', '--sample', '--json', ...places]);
    expect(JSON.parse(stdout).data.licence).toMatchObject({
      status: 'FOUND',
      verification: { passed: true },
    });
  }, 30_000);

  it('shows what a region holds at its own terminal', async () => {
    const server = await EmbeddedPostgres.start({ home: join(folder, 'data', 'postgres'), port: 0 });
    const at = async (region: string, ...args: string[]) => {
      const env = {
        ...process.env,
        TONGBAN_DATABASE_URL: await server.createDatabase(`tongban_${region}`),
        TONGBAN_DATA_DIR: join(folder, 'data', region),
      };
      const config = join(folder, 'config', `${region}.yaml`);
      const { stdout } = await run(COMMAND, [...args, '--json', '--region', region, '--config', config], {
        env,
      });
      return JSON.parse(stdout);
    };
    const held = { id: caseId, matter: 'credit-repair', state: 'signed-for', events: 9, dead: 0 };
    expect(await at('beijing', 'cases', 'list')).toMatchObject([held]);
    const shown = await at('tianjin', 'cases', 'show', caseId);
    expect(shown.steps.map(({ kind }: { kind: string }) => kind).at(-1)).toBe('sign-for');
    expect(await at('beijing', 'cases', 'resend', caseId, '--to', 'tianjin', '--reason', '演练')).toEqual({
      id: caseId,
      to: 'tianjin',
    });
    await expect(
      at('beijing', 'cases', 'resend', caseId, '--to', 'hebei', '--reason', '演练'),
    ).rejects.toMatchObject({ code: 1 });
    expect(await at('beijing', 'jobs', 'list', '--state', 'dead')).toEqual([]);
    await expect(
      at('beijing', 'jobs', 'retry', '00000000-0000-4000-8000-000000000000', '--reason', '演练'),
    ).rejects.toMatchObject({ code: 1 });
    const versions = await at('hebei', 'matters', 'held');
    expect(versions).toHaveLength(13);
    expect(await at('hebei', 'matters', 'offers')).toEqual(expect.any(Array));
  }, 60_000);

  it('judges candidates of a subsidy, and refuses a body that has no part in it', async () => {
    const args = [
      'eligibility',
      'run',
      join(folder, 'data/story/candidates.csv'),
      '--at',
      'beijing',
      '--json',
    ];
    const matter = ['--matter', 'disabled-persons', '--source', 'dataset:low-income=beijing'];
    const { stdout } = await run(COMMAND, [...args, ...matter, '--client', 'sample-benefits', ...places]);
    const judged = JSON.parse(stdout);
    expect(judged).toMatchObject({ state: 'JUDGED', candidates: 125, unknown: 0 });
    expect(judged.eligible + judged.ineligible).toBe(125);
    expect(judged.eligible).toBeGreaterThan(0);
    const again = [
      'eligibility',
      'status',
      judged.id,
      '--at',
      'beijing',
      '--client',
      'sample-benefits',
      '--json',
    ];
    expect(JSON.parse((await run(COMMAND, [...again, ...places])).stdout)).toMatchObject({ id: judged.id });
    await expect(run(COMMAND, [...args, ...matter, ...places])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ELIGIBILITY_NOT_YOURS'),
    });
  }, 60_000);

  it.each([
    ['a denied lookup', ['query', '--sample', 'denied'], 1],
    ['an unknown operation', ['query', 'nonsense'], 2],
    ['a second `up` on the same data', ['up'], 4],
  ])(
    'gives %s its exit code',
    async (_name, args, code) => {
      await expect(run(COMMAND, [...args, ...places])).rejects.toMatchObject({ code });
    },
    30_000,
  );

  it('ends everything on Ctrl-C, pressed once and heard twice', async () => {
    const state = JSON.parse(readFileSync(join(folder, 'data', 'up.json'), 'utf8'));
    const pids: number[] = state.children.map((child: { pid: number }) => child.pid);
    expect(pids.every((pid) => identify(pid))).toBe(true);
    const exited = once(up, 'exit');
    up.kill('SIGINT');
    up.kill('SIGINT');
    expect((await exited)[0]).toBe(0);
    expect(pids.filter((pid) => identify(pid))).toEqual([]);
    expect(said).toContain('the data is kept');
  }, 60_000);
});

it('goes over to SM2 where it is told so, and keeps the data', async () => {
  const args = ['up', '--once', '--json', '--lang', 'en', '--suite', 'sm2', '--postgres-port', '0'];
  const { stdout, stderr } = await run(COMMAND, [...args, ...places], { maxBuffer: 8 << 20 });
  const { story } = JSON.parse(stdout);
  expect([story.request.header.alg, story.answer.header.alg]).toEqual(['SM2', 'SM2']);
  expect(story.verification.passed).toBe(true);
  expect(stderr).toContain('the trust anchor keeps its ES256 key');
  expect(stderr).not.toContain('writing sample licences');
}, 120_000);

it('recovers from a run that was killed', async () => {
  const args = ['up', '--no-story', '--lang', 'en', '--postgres-port', '0', ...places];
  const killed = spawn(COMMAND, args);
  let said = '';
  killed.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await until(
    () => said.includes('ready after'),
    () => said,
  );
  const state = JSON.parse(readFileSync(join(folder, 'data', 'up.json'), 'utf8'));
  process.kill(state.supervisor.pid, 'SIGKILL');
  const { stderr } = await run(COMMAND, [...args, '--once']);
  expect(stderr).toContain('ready after');
  await until(
    () => state.children.every((child: { pid: number }) => !identify(child.pid)),
    () => 'a child of the killed run is still alive',
  );
}, 120_000);

async function until(holds: () => boolean, describe: () => string): Promise<void> {
  const end = performance.now() + 80_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(describe());
    await pause(50);
  }
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(async (server) => once(server.close(), 'close')));
  return ports;
}
