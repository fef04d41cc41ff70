import pg from 'pg';
import type { Receipt } from '#libs/audit-log';
import { SAMPLE_MATTER } from '../../apps/cli/src/integrator/sample.js';
import { accessToken, ask } from '../support/ask.js';
import { sampleDraft } from '../support/audit.js';
import { startCluster, type Cluster } from '../support/cluster.js';
import { sizeOfExchange } from '../support/exchange-entries.js';
import { dropTemplate, startLog, type LogReplica, type TestLog } from '../support/published-log.js';
import { smallDisk } from '../support/small-disk.js';
import { brokenPromises, faultsOf } from '../support/sound-log.js';

const BATCH = 40;
const MOST_BATCHES = 200;

/** Says what PostgreSQL says when a table cannot grow any more; for places where no disk may be mounted. */
const FULL = `
  CREATE FUNCTION disk_is_full() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
  CREATE TRIGGER full_entry BEFORE INSERT ON audit_evidence FOR EACH ROW EXECUTE FUNCTION disk_is_full();
  CREATE TRIGGER full_tile BEFORE INSERT ON audit_checkpoint FOR EACH ROW EXECUTE FUNCTION disk_is_full()`;
const FREE = `
  DROP TRIGGER full_entry ON audit_evidence; DROP TRIGGER full_tile ON audit_checkpoint;
  DROP FUNCTION disk_is_full()`;

interface Disk {
  log: TestLog;
  fill(): Promise<void>;
  free(): Promise<void>;
}

const disks: Record<string, () => Promise<Disk | undefined>> = {
  async 'a disk that is full'() {
    const disk = await smallDisk();
    if (!disk) return undefined;
    return {
      log: await startLog(disk.database),
      fill: () => Promise.resolve(disk.fill()),
      free: () => Promise.resolve(disk.free()),
    };
  },
  async 'a database that says disk_full'() {
    const log = await startLog();
    return {
      log,
      fill: async () => void (await log.owner.query(FULL)),
      free: async () => void (await log.owner.query(FREE)),
    };
  },
};

describe.each(Object.entries(disks))('%s', (_name, open) => {
  let disk: Disk | undefined;
  let replica: LogReplica;
  const receipts: Receipt[] = [];
  beforeAll(async () => {
    disk = await open();
    if (!disk) return;
    replica = await disk.log.replica();
    await replica.round();
  });
  afterAll(async () => {
    await disk?.log.stop();
    await dropTemplate();
  });

  /** @returns the codes of what was refused */
  async function append(name: string): Promise<string[]> {
    const outcomes = await Promise.allSettled(
      Array.from({ length: BATCH }, async (_, at) => {
        const draft = sampleDraft(replica.audit.log, `${name}-${at}`);
        await replica.audit.log.append(draft);
        receipts.push(draft.prepared.receipt);
      }),
    );
    return outcomes.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
    );
  }

  it('refuses entries by name, honours every receipt, signs nothing wrong, and goes on by itself', async () => {
    if (!disk) return; // nothing may be mounted here: the other one stands in
    expect(await append('before')).toEqual([]);
    await replica.round();
    await disk.fill();
    let refused: string[] = [];
    // Pages that the tables have already are filled first.
    for (let batch = 0; refused.length === 0 && batch < MOST_BATCHES; batch += 1)
      refused = await append(`full-${batch}`);
    expect(new Set(refused)).toEqual(new Set(['AUDIT_UNAVAILABLE']));
    expect(replica.audit.failures).toContainEqual(expect.objectContaining({ code: '53100' }));
    await replica.round().catch(() => undefined);
    await append('still full');
    await replica.round().catch(() => undefined);
    expect(await brokenPromises(disk.log.owner, receipts)).toEqual([]);

    await disk.free();
    expect(await append('after')).toEqual([]);
    await replica.round().catch(() => undefined); // whoever held a connection that had failed takes another
    await replica.round();
    expect(await brokenPromises(disk.log.owner, receipts)).toEqual([]);
    expect(await faultsOf(disk.log.owner, disk.log.key.verifierKey)).toEqual([]);
    expect(replica.watch.health()).toMatchObject({ state: 'ok', unintegrated: 0n });
  });
});

describe('a node whose log has no room', () => {
  let cluster: Cluster;
  let owner: pg.Pool;
  beforeAll(async () => {
    cluster = await startCluster({ regions: ['beijing'] });
    owner = new pg.Pool({ connectionString: cluster.nodes.beijing.database.url, max: 1 });
  });
  afterAll(async () => {
    await owner?.end();
    await cluster?.stop();
  });

  it('answers no lookup, by the code AUDIT_UNAVAILABLE, and answers again once there is room', async () => {
    const { beijing } = cluster.nodes;
    const token = await accessToken(beijing);
    const look = () =>
      ask(beijing, token, {
        query: `query($context: LookupContextInput) {
          licence(identifier: "1.2.156.3005.2.11100000MB0143028R001.91110000.000000001.001.9", region: BEIJING, context: $context) { status } }`,
        variables: {
          context: {
            ...SAMPLE_MATTER,
            caseNumber: 'BJ-2026-000009',
            legalBasis: '样例依据',
            reason: '核对',
            channel: 'COUNTER',
            person: { id: 'clerk-0042', name: '王小明（样例）' },
          },
        },
      });
    const answered = await look();
    expect(answered.errors).toBeUndefined();
    const size = await sizeOfExchange(beijing);
    await owner.query(FULL.replace('audit_evidence', 'audit_entry'));
    const refused = await look();
    expect(refused.data ?? null).toBeNull();
    expect(refused.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
    expect(await sizeOfExchange(beijing)).toBe(size);
    await owner.query(FREE.replace('audit_evidence', 'audit_entry'));
    expect((await look()).data).toEqual(answered.data);
    expect(await sizeOfExchange(beijing)).toBe(size + 1n);
  });
});
