import { generateKeyPairSync } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { SampleLog } from '../../../../test/support/sample-log.js';
import { CompareViews } from './compare-views.js';
import type { Conflict, CosignedCheckpoint } from './ports.js';
import type { WitnessReply } from './submit-checkpoint.js';
import type { Witness } from './trusted-witnesses.js';

const { privateKey } = generateKeyPairSync('ed25519');
const log = new SampleLog('tianjin.test/log', privateKey);
const forged = new SampleLog('tianjin.test/log', privateKey, (index) => `forged ${index}`);
const witnessOf = (host: string) => ({ entityId: `https://${host}` }) as Witness;
const all = [witnessOf('tianjin.test'), witnessOf('hebei.test'), witnessOf('shanxi.test')];

/** This node knows the log at size 5; the others say what they are told to. */
async function stage(reply: () => Promise<WitnessReply>) {
  const asked: string[] = [];
  const conflicts: Conflict[] = [];
  const failures: string[] = [];
  const known: CosignedCheckpoint = {
    origin: log.origin,
    peer: 'https://tianjin.test',
    size: 5n,
    root: log.root(5),
    note: await log.note(5),
  };
  const views = new CompareViews({
    record: {
      latest: async () => known,
      keepConflict: async (one) => conflicts.every(({ offered }) => offered.size !== one.offered.size),
    },
    logs: async () => [{ entityId: known.peer, origin: log.origin, key: log.key }],
    witnesses: () => all,
    get: async ({ entityId }, path) => {
      asked.push(`${entityId} ${path}`);
      return reply();
    },
    onConflict: async (conflict) => void conflicts.push(conflict),
    onFailure: (_witness, { code }) => void failures.push(code),
  });
  return { views, asked, conflicts, failures };
}

const told = async (note: string | Promise<string>, status = 200): Promise<WitnessReply> => ({
  status,
  contentType: 'text/plain',
  body: Buffer.from(await note),
});

describe('what two witnesses saw of one log', () => {
  it('proves a split view where one size has two roots, once', async () => {
    const { views, conflicts } = await stage(() => told(forged.note(5)));
    expect(await views.round()).toBe(1);
    await views.round();
    expect(conflicts).toMatchObject([
      { rule: 'log-split-view', offered: { size: 5n, root: forged.root(5) }, request: await forged.note(5) },
    ]);
  });

  it.each<[string, () => Promise<WitnessReply>, number, string[]]>([
    ['the same', () => told(log.note(5)), 1, []],
    ['more, or less', () => told(forged.note(6)), 0, []],
    ['nothing', () => told('nothing seen of this log\n', 404), 0, []],
    ['what the log did not sign', () => told(new SampleLog(log.origin).note(5)), 0, ['NOTE_UNVERIFIED']],
    ['garbage', () => told('garbage'), 0, ['NOTE_MALFORMED']],
    ['a refusal', () => told('no\n', 429), 0, ['WITNESS_REFUSED']],
    ['no answer', () => Promise.reject(new Refusal('PEER_TIMEOUT')), 0, ['PEER_TIMEOUT']],
  ])('proves nothing by %s', async (_name, reply, compared, expected) => {
    const { views, conflicts, failures } = await stage(reply);
    expect(await views.round()).toBe(compared);
    expect([conflicts, failures]).toEqual([[], expected]);
  });

  it('is asked of each other witness in turn, never of the log itself', async () => {
    const { views, asked } = await stage(() => told(log.note(5)));
    for (let round = 0; round < 3; round += 1) await views.round();
    const path = '/witness/last-seen?of=https%3A%2F%2Ftianjin.test';
    expect(asked).toEqual([
      `https://hebei.test ${path}`,
      `https://shanxi.test ${path}`,
      `https://hebei.test ${path}`,
    ]);
  });
});
