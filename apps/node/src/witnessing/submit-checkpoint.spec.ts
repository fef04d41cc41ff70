import { generateKeyPairSync } from 'node:crypto';
import { cosign, COSIGNATURE_V1, noteVerifier, parseAddCheckpoint, parseNote } from '#libs/audit-log';
import { SampleLog } from '../../../../test/support/sample-log.js';
import { ed25519Bytes } from '../audit/ed25519-file.js';
import type { ConsistencyProof, PublishedCheckpoint } from '../transparency/ports.js';
import { SubmitCheckpoint, type WitnessReply } from './submit-checkpoint.js';
import type { Witness } from './trusted-witnesses.js';
import { witnessSigner } from './witness-signer.js';

const NOW = Date.UTC(2026, 10, 29, 8);
const log = new SampleLog('beijing.test/log');
const signerOf = (name: string, { privateKey } = generateKeyPairSync('ed25519')) => ({
  signer: witnessSigner({ name, privateKey, verifierKey: '' }),
  key: noteVerifier(name, COSIGNATURE_V1, ed25519Bytes(privateKey)),
});
const own = signerOf('tianjin.test/witness');
const other = signerOf('tianjin.test/witness');
const stranger = signerOf('hebei.test/witness');
const witness: Witness = {
  entityId: 'https://tianjin.test',
  endpoint: 'https://tianjin.test/graphql',
  name: own.key.name,
  verifierKey: '',
  key: own.key,
};

const checkpointOf = async (size: number): Promise<PublishedCheckpoint> => ({
  size: BigInt(size),
  root: log.root(size),
  note: await log.note(size),
  at: NOW,
});
const cosigned = async (note: string, { signer } = own, at = NOW): Promise<string> =>
  cosign(parseNote(note).text, BigInt(at / 1000), signer);
const reply = (status: number, body: string, contentType = 'text/plain'): WitnessReply => ({
  status,
  contentType,
  body: Buffer.from(body),
});
const knows = (size: number | string): WitnessReply => reply(409, `${size}\n`, 'text/x.tlog.size');

/** Submits a checkpoint of size 8 to a witness that replies as it is told. */
async function submit(old: number, ...replies: ((note: string) => WitnessReply | Promise<WitnessReply>)[]) {
  const asked: { old: bigint; proof: number }[] = [];
  const stored: string[] = [];
  const submitting = new SubmitCheckpoint({
    log: {
      consistency: async (size1, size2) =>
        ({ proof: log.consistency(Number(size1), Number(size2)) }) as ConsistencyProof,
      addCosignature: async (size, name, line) => void stored.push(`${size} ${name} ${line}`),
    },
    post: async (_witness, path, body) => {
      expect(path).toBe('/witness/add-checkpoint');
      const { oldSize, proof, note } = parseAddCheckpoint(body);
      asked.push({ old: oldSize, proof: proof.length });
      const next = replies.shift();
      if (!next) throw new Error('asked too often');
      return next(note);
    },
    clock: () => NOW,
    skewSeconds: 60,
  });
  const outcome = await submitting.submit(witness, await checkpointOf(8), BigInt(old)).then(
    () => 'kept',
    (thrown: { code?: string; hint?: string; message: string }) =>
      `${thrown.code ?? thrown.message}${thrown.hint === undefined ? '' : ` (${thrown.hint})`}`,
  );
  return { outcome, asked, stored };
}

const honest = async (note: string): Promise<WitnessReply> => reply(200, await cosigned(note));

describe('a cosignature is not kept', () => {
  it.each<[string, (note: string) => WitnessReply | Promise<WitnessReply>, string]>([
    ['that is none', () => reply(200, 'ok\n'), 'WITNESS_ANSWER_MALFORMED (signature line)'],
    ['that is empty', () => reply(200, ''), 'WITNESS_ANSWER_MALFORMED (signature lines)'],
    [
      'that is not UTF-8',
      () => ({ status: 200, contentType: 'text/plain', body: Buffer.of(0xff, 0x0a) }),
      'WITNESS_ANSWER_MALFORMED (not UTF-8)',
    ],
    [
      'of another key under the same name',
      async (note) => reply(200, await cosigned(note, other)),
      'WITNESS_UNVERIFIED (key)',
    ],
    [
      'of another witness',
      async (note) => reply(200, await cosigned(note, stranger)),
      'WITNESS_UNVERIFIED (key)',
    ],
    [
      'over another checkpoint',
      async () => reply(200, await cosigned(await log.note(7))),
      'WITNESS_UNVERIFIED (signature)',
    ],
    [
      'with a flipped bit',
      async (note) => {
        const line = await cosigned(note);
        const at = line.length - 20;
        return reply(200, line.slice(0, at) + (line[at] === 'A' ? 'B' : 'A') + line.slice(at + 1));
      },
      'WITNESS_UNVERIFIED (signature)',
    ],
    [
      'of long ago',
      async (note) => reply(200, await cosigned(note, own, NOW - 61_000)),
      'WITNESS_UNVERIFIED (time)',
    ],
    [
      'of the future',
      async (note) => reply(200, await cosigned(note, own, NOW + 61_000)),
      'WITNESS_UNVERIFIED (time)',
    ],
  ])('%s', async (_name, answer, expected) => {
    const { outcome, stored } = await submit(5, answer);
    expect(outcome).toBe(expected);
    expect(stored).toEqual([]);
  });
});

describe('a submission', () => {
  it('proves consistency from what the witness last confirmed, and keeps its line', async () => {
    const { outcome, asked, stored } = await submit(5, honest);
    expect(outcome).toBe('kept');
    expect(asked).toEqual([{ old: 5n, proof: log.consistency(5, 8).length }]);
    expect(stored).toEqual([`8 ${own.key.name} ${(await cosigned(await log.note(8))).trimEnd()}`]);
  });

  it('ignores lines of keys that it does not know', async () => {
    const { outcome, stored } = await submit(8, async (note) =>
      reply(200, (await cosigned(note, stranger)) + (await cosigned(note, other)) + (await cosigned(note))),
    );
    expect(outcome).toBe('kept');
    expect(stored).toHaveLength(1);
  });

  it.each<[string, number, number, number]>([
    ['had forgotten what the witness knows', 0, 5, 4],
    ['thought that it knew more than it does', 8, 3, 5],
    ['meets a witness without memory', 5, 0, 0],
    ['lost the answer to the same checkpoint', 5, 8, 0],
  ])('starts again from the size that it is told, where it %s', async (_name, old, known) => {
    const { outcome, asked } = await submit(old, () => knows(known), honest);
    expect(outcome).toBe('kept');
    expect(asked[1]).toEqual({ old: BigInt(known), proof: log.consistency(known, 8).length });
  });

  it('does not run after a witness that names another size each time', async () => {
    const { outcome, asked } = await submit(
      0,
      () => knows(1),
      () => knows(2),
      () => knows(3),
    );
    expect(outcome).toBe('WITNESS_REFUSED (409)');
    expect(asked).toHaveLength(3);
  });

  it.each<[string, WitnessReply, string]>([
    ['the witness has seen more: an old backup', knows(9), 'WITNESS_AHEAD (9 > 8)'],
    ['the witness has seen another root', knows(5), 'WITNESS_DISAGREES (root of size 5)'],
    ['the witness cannot follow the proof', reply(422, 'no\n'), 'WITNESS_DISAGREES (consistency proof)'],
    ['it is not known', reply(404, 'no\n'), 'WITNESS_REFUSED (404)'],
    ['its key is not the right one', reply(403, 'no\n'), 'WITNESS_REFUSED (403)'],
    ['it asked too often', reply(429, 'no\n'), 'WITNESS_REFUSED (429)'],
    ['the witness is out of order', reply(503, 'no\n'), 'WITNESS_REFUSED (503)'],
    [
      'a conflict comes without its type',
      reply(409, '9\n'),
      'WITNESS_ANSWER_MALFORMED (content type of a 409)',
    ],
    ['a size is none', knows('nine'), 'WITNESS_ANSWER_MALFORMED (known size)'],
    ['a size is negative', knows('-1'), 'WITNESS_ANSWER_MALFORMED (known size)'],
  ])('ends where %s', async (_name, answer, expected) => {
    expect((await submit(5, () => answer)).outcome).toBe(expected);
  });
});
