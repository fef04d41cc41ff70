import { openCheckpoint, parseVerifierKey, verifyInclusion } from '#libs/audit-log';
import { ORIGIN } from '../support/audit.js';
import { startLog, type LogReplica, type TestLog } from '../support/published-log.js';

let log: TestLog;
let replica: LogReplica;

beforeEach(async () => {
  log = await startLog();
  replica = await log.replica();
  await replica.round();
});
afterEach(async () => {
  await log.stop();
});

describe('integration', () => {
  it('publishes a checkpoint over what was appended, in which each entry is proven', async () => {
    expect(await replica.published.latest()).toBeUndefined();
    await replica.append(300);
    await replica.round();
    const latest = await replica.published.latest();
    expect(latest?.size).toBe(300n);
    const opened = openCheckpoint(latest!.note, parseVerifierKey(log.key.verifierKey));
    expect(opened.checkpoint).toMatchObject({ origin: ORIGIN, size: 300n });
    for (const index of [0n, 255n, 256n, 299n]) verifyInclusion(await replica.published.inclusion(index));
    expect(replica.watch.health()).toMatchObject({ state: 'ok', unintegrated: 0n });
  });
});
