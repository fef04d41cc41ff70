import { generateKeyPairSync } from 'node:crypto';
import {
  formatAddCheckpoint,
  noteVerifier,
  COSIGNATURE_V1,
  parseCheckpoint,
  verifyCosignature,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { SampleLog } from '../../../../test/support/sample-log.js';
import { ed25519Bytes } from '../audit/ed25519-file.js';
import { AnswerAddCheckpoint, BODY_MAX_BYTES, type AddCheckpointDeps } from './answer-add-checkpoint.js';
import type { Conflict, CosignedCheckpoint, WitnessRecord } from './ports.js';
import { witnessSigner } from './witness-signer.js';

const PEER = 'https://tianjin.test';
const NOW = Date.UTC(2026, 10, 29, 8);
const log = new SampleLog('tianjin.test/log');
const { privateKey } = generateKeyPairSync('ed25519');
const key = { name: 'beijing.test/witness', privateKey, verifierKey: '' };
const witness = noteVerifier(key.name, COSIGNATURE_V1, ed25519Bytes(privateKey));

/** The memory as PostgreSQL keeps it, compare-and-swap included. */
class MemoryRecord implements WitnessRecord {
  readonly rows = new Map<string, CosignedCheckpoint>();
  readonly conflicts: Conflict[] = [];
  async latest(peer: string, origin: string): Promise<CosignedCheckpoint | undefined> {
    return this.rows.get(`${peer} ${origin}`);
  }
  async advance(known: CosignedCheckpoint | undefined, next: CosignedCheckpoint): Promise<boolean> {
    const at = `${next.peer} ${next.origin}`;
    if (this.rows.get(at) !== known) return false;
    this.rows.set(at, known ? { ...next, overtookSize: known.size } : next);
    return true;
  }
  async keepConflict(conflict: Conflict): Promise<boolean> {
    this.conflicts.push(conflict);
    return true;
  }
}

function stage(more: Partial<AddCheckpointDeps> = {}) {
  const record = new MemoryRecord();
  const alerts: Conflict[] = [];
  const answering = new AnswerAddCheckpoint({
    record,
    signer: witnessSigner(key),
    logOf: async (entityId) => (entityId === PEER ? { origin: log.origin, key: log.key } : undefined),
    take: () => true,
    clock: () => NOW,
    onConflict: async (conflict) => void alerts.push(conflict),
    ...more,
  });
  const send = async (body: string | Promise<string>, peer: string | undefined = PEER) =>
    answering.answer(peer, Buffer.from(await body));
  return { record, alerts, send, answering };
}

const size = (known: number) => ({
  status: 409,
  contentType: 'text/x.tlog.size',
  body: `${known}\n`,
});

describe('who may submit', () => {
  it('nobody without a certificate', async () => {
    const { answering } = stage();
    expect(await answering.answer(undefined, Buffer.from(await log.request(0, 3)))).toMatchObject({
      status: 403,
    });
  });
  it('nobody whom the federation does not vouch for', async () => {
    expect(await stage().send(log.request(0, 3), 'https://stranger.test')).toMatchObject({ status: 403 });
  });
  it('a peer within its share of a minute', async () => {
    expect(await stage({ take: () => false }).send(log.request(0, 3))).toMatchObject({ status: 429 });
  });
  it('not now, where nobody can say who is trusted', async () => {
    const logOf = () => Promise.reject(new Refusal('FEDERATION_UNREACHABLE'));
    expect(await stage({ logOf }).send(log.request(0, 3))).toMatchObject({ status: 503 });
  });
});

describe('what is malformed (400)', () => {
  it.each<[string, string | Promise<string>]>([
    ['nothing', ''],
    ['garbage', 'garbage'],
    ['no old size', log.request(0, 3).then((body) => body.slice(body.indexOf('\n') + 1))],
    ['a leading zero', log.request(0, 3).then((body) => body.replace('old 0', 'old 00'))],
    ['a negative size', log.request(0, 3).then((body) => body.replace('old 0', 'old -1'))],
    ['carriage returns', log.request(0, 3).then((body) => body.replaceAll('\n', '\r\n'))],
    ['a proof line of 31 bytes', `old 1\n${Buffer.alloc(31).toString('base64')}\n\nx\n`],
    ['64 proof lines', log.request(1, 3, []).then((body) => body.replace('\n\n', `\n${line(64)}\n`))],
    ['a huge proof', log.request(1, 3, []).then((body) => body.replace('\n\n', `\n${line(5_000)}\n`))],
    ['no signature', log.request(0, 3).then((body) => body.split('\n\u2014')[0]!)],
    ['an old size beyond the checkpoint', log.request(0, 3).then((body) => body.replace('old 0', 'old 4'))],
    ['more than fits', log.request(0, 3).then((body) => body + 'x'.repeat(BODY_MAX_BYTES))],
  ])('%s', async (_name, body) => {
    const { send, record } = stage();
    expect(await send(body)).toMatchObject({ status: 400 });
    expect(record.rows.size).toBe(0);
  });
});

const line = (count: number): string => `${Buffer.alloc(32).toString('base64')}\n`.repeat(count);

describe('whose log it is', () => {
  it("404 for an origin that is not the caller's, whoever signed it", async () => {
    expect(await stage().send(new SampleLog('hebei.test/log').request(0, 3))).toMatchObject({ status: 404 });
  });
  it('403 for the right origin under another key', async () => {
    expect(await stage().send(new SampleLog(log.origin).request(0, 3))).toMatchObject({ status: 403 });
  });
  it('403 for a changed root under the right signature', async () => {
    const other = Buffer.from(log.root(4)).toString('base64');
    const body = (await log.request(0, 3)).replace(Buffer.from(log.root(3)).toString('base64'), other);
    expect(await stage().send(body)).toMatchObject({ status: 403 });
  });
});

describe('a log that grows', () => {
  it('is cosigned, now, over the very checkpoint, and remembered before', async () => {
    let remembered: bigint | undefined;
    const made = stage({
      persisted: async () => void (remembered = (await made.record.latest(PEER, log.origin))?.size),
    });
    const answer = await made.send(log.request(0, 5));
    expect(answer).toMatchObject({ status: 200, contentType: 'text/plain; charset=utf-8' });
    expect(remembered).toBe(5n);
    const { text } = parseCheckpoint(await log.note(5));
    expect(verifyCosignature(text, answer.body, witness).timestamp).toBe(BigInt(NOW / 1000));
  });

  it('from any size to any other, with its proof', async () => {
    for (let from = 1; from <= 9; from += 1)
      for (let to = from; to <= 17; to += 1) {
        const { send } = stage();
        expect((await send(log.request(0, from))).status).toBe(200);
        expect([from, to, (await send(log.request(from, to))).status]).toEqual([from, to, 200]);
      }
  });

  it('is told the known size where it names another (409)', async () => {
    const { send, alerts } = stage();
    expect(await send(log.request(3, 5))).toEqual(size(0));
    await send(log.request(0, 5));
    expect(await send(log.request(0, 8))).toEqual(size(5));
    expect(await send(log.request(4, 8))).toEqual(size(5));
    expect(alerts).toEqual([]);
  });

  it('gets its cosignature again where the answer was lost', async () => {
    let isCut = true;
    const { send, alerts } = stage({
      persisted: async () => {
        if (isCut) throw new Error('cut off');
      },
    });
    await expect(send(log.request(0, 5))).rejects.toThrow('cut off');
    isCut = false;
    expect(await send(log.request(0, 5))).toEqual(size(5));
    expect(await send(log.request(5, 5))).toMatchObject({ status: 200 });
    expect(alerts).toEqual([]);
  });

  it('wins once where two submissions race', async () => {
    const { send, record } = stage();
    await send(log.request(0, 4));
    const answers = await Promise.all([send(log.request(4, 6)), send(log.request(4, 7))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = answers[0].status === 200 ? 6 : 7;
    expect((await record.latest(PEER, log.origin))?.size).toBe(BigInt(winner));
    expect(answers.find(({ status }) => status === 409)).toEqual(size(winner));
  });

  it('goes back on nothing where its smaller checkpoint was overtaken on the way', async () => {
    const { send, alerts } = stage();
    await send(log.request(0, 4));
    await send(log.request(4, 7));
    expect(await send(log.request(4, 6))).toEqual(size(7));
    expect(alerts).toEqual([]);
    expect(await send(log.request(5, 6))).toEqual(size(7));
    expect(alerts).toMatchObject([{ rule: 'log-rollback' }]);
  });

  it('gives up politely where it loses every race', async () => {
    const record = new MemoryRecord();
    record.advance = async () => false;
    expect(await stage({ record }).send(log.request(0, 4))).toMatchObject({ status: 503 });
  });
});

describe('a log that contradicts itself is refused, and the evidence kept', () => {
  const forged = new SampleLog(log.origin, undefined, (index) =>
    index === 2 ? 'another' : `entry ${index}`,
  );
  const signedByLog = async (from: number, to: number, proof = forged.consistency(from, to)) =>
    formatAddCheckpoint({ oldSize: BigInt(from), proof, note: await log.note(to, forged.root(to)) });

  it.each<[string, number, number, number, string]>([
    ['another root of the same size', 5, 5, 409, 'log-split-view'],
    ['the same, named with another old size', 0, 5, 409, 'log-split-view'],
    ['a smaller tree', 0, 3, 409, 'log-rollback'],
    ['a smaller tree that names itself', 3, 3, 409, 'log-rollback'],
    ['a larger tree with a proof of its own', 5, 8, 422, 'log-inconsistent'],
  ])('%s', async (_name, from, to, status, rule) => {
    const { send, alerts, record } = stage();
    await send(log.request(0, 5));
    const request = await signedByLog(from, to);
    expect(await send(request)).toMatchObject({ status });
    expect(alerts).toMatchObject([{ rule, request, known: { size: 5n }, offered: { size: BigInt(to) } }]);
    expect((await record.latest(PEER, log.origin))?.root).toEqual(log.root(5));
  });

  it('accuses nobody by a proof that is absent, short or long', async () => {
    for (const proof of [[], log.consistency(5, 8).slice(1), [...log.consistency(5, 8), log.root(1)]]) {
      const { send, alerts } = stage();
      await send(log.request(0, 5));
      expect(await send(log.request(5, 8, proof))).toMatchObject({ status: 422 });
      expect(alerts.filter(({ rule }) => rule !== 'log-inconsistent')).toEqual([]);
    }
  });

  it('accuses nobody by what the log did not sign', async () => {
    const { send, alerts } = stage();
    await send(log.request(0, 5));
    expect(await send(forged.request(5, 5))).toMatchObject({ status: 403 });
    expect(alerts).toEqual([]);
  });
});
