import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Receipt } from '#libs/audit-log';
import { EmbeddedPostgres } from '../../apps/cli/src/postgres/embedded.js';
import { sampleDraft } from '../support/audit.js';
import { startLog, type LogReplica, type TestLog } from '../support/published-log.js';
import { brokenPromises, faultsOf } from '../support/sound-log.js';

let home: string;
let server: EmbeddedPostgres;
let log: TestLog;
let replica: LogReplica;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'tongban-restart-'));
  server = await EmbeddedPostgres.start({ home, port: 0 });
  log = await startLog({ url: await server.createDatabase('log'), drop: () => Promise.resolve() });
  replica = await log.replica();
  await replica.round();
});
afterAll(async () => {
  await log.stop();
  await EmbeddedPostgres.erase(home);
  await rm(home, { recursive: true, force: true });
});

const ways: Record<string, () => Promise<void>> = {
  'was stopped': () => server.stop(),
  'was killed': () => {
    process.kill(server.pid, 'SIGKILL');
    return Promise.resolve();
  },
};

it.each(Object.entries(ways))(
  'after PostgreSQL %s in the middle of appends and rounds every receipt is honoured and integration goes on',
  async (name, end) => {
    const receipts: Receipt[] = [];
    const append = async (at: number): Promise<void> => {
      const draft = sampleDraft(replica.audit.log, `${name}-${at}`);
      await replica.audit.log.append(draft);
      receipts.push(draft.prepared.receipt);
    };
    await Promise.all(Array.from({ length: 100 }, (_, at) => append(at)));
    const under = Promise.allSettled(Array.from({ length: 200 }, (_, at) => append(100 + at)));
    const round = replica.round().catch(() => undefined);
    await end();
    await Promise.all([under, round]);
    await replica.round().catch(() => undefined);
    const { port } = server;
    server = await EmbeddedPostgres.start({ home, port });
    // Each pool meets its dead connections at its own time.
    for (let at = 0; at < 4; at += 1) await replica.round().catch(() => undefined);
    await append(999);
    await replica.round();
    expect(receipts.length).toBeGreaterThan(100);
    expect(await brokenPromises(log.owner, receipts)).toEqual([]);
    expect(await faultsOf(log.owner, log.key.verifierKey)).toEqual([]);
    expect(replica.watch.health()).toMatchObject({ state: 'ok', unintegrated: 0n });
  },
);
