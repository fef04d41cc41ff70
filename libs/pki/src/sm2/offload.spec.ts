import { randomBytes } from 'node:crypto';
import { Sm2Engine, verifierInPlace } from './engine.js';
import { Sm2JobRunner, type Sm2Job } from './job.js';
import { deterministicNonce } from './nonce.js';
import { Sm2Offload } from './offload.js';
import { Sm2PrivateKey } from './private-key.js';
import { sign } from './sign.js';
import { encodeSignature } from './signature.js';

const key = Sm2PrivateKey.fromBytes(Buffer.alloc(32, 5));
const { publicKey } = key;
const jobs: Sm2Job[] = [];
const runner = new Sm2JobRunner(randomBytes);
/** Another thread, as it looks from here: jobs are cloned and buffers given away. */
const offload = new Sm2Offload({
  async run(job, _affinity, transfer) {
    jobs.push(job);
    return runner.run(structuredClone(job, { transfer: [...transfer] }));
  },
});
const short = Buffer.from('short');
const long = Buffer.alloc(200_000, 'long');
const signed = (message: Uint8Array, form: 'der' | 'raw' = 'raw', id?: string): Buffer =>
  encodeSignature(
    sign(key, message, { nonce: deterministicNonce, ...(id === undefined ? {} : { id }) }),
    form,
  );

beforeEach(() => void (jobs.length = 0));

describe('SM2 by other threads', () => {
  it.each([
    ['short', short],
    ['long', long],
  ])('verifies and refuses as in place: a %s message', async (_, message) => {
    const signature = signed(message);
    expect(await offload.verifySignature(publicKey, message, signature, { form: 'raw' })).toBe(true);
    expect(await offload.verifySignature(publicKey, message, signature, { form: 'raw', id: 'x' })).toBe(
      false,
    );
    expect(message.length).toBeGreaterThan(0);
    const other = Buffer.from(message);
    other[0] = 0;
    expect(await offload.verifySignature(publicKey, other, signature, { form: 'raw' })).toBe(false);
  });

  it('sends the digest of a short message and a copy of a long one', async () => {
    await offload.verifySignature(publicKey, short, signed(short), { form: 'raw' });
    await offload.verifySignature(publicKey, long, signed(long), { form: 'raw' });
    expect(jobs.map((job) => job.kind === 'verify' && Object.keys(job.content))).toEqual([
      ['digest'],
      ['message'],
    ]);
    expect(long.buffer.byteLength).toBeGreaterThan(0);
  });

  it('bothers no thread with what can never verify', async () => {
    for (const signature of [Buffer.alloc(64), Buffer.alloc(63, 1), Buffer.alloc(64, 255)])
      await expect(
        offload.verifySignature(publicKey, short, signature, { form: 'raw' }),
      ).rejects.toMatchObject({ code: expect.stringMatching(/^SM2_SIGNATURE_/) });
    expect(jobs).toEqual([]);
  });

  it('signs what verifies in place', async () => {
    const engine = new Sm2Engine();
    for (const id of [undefined, 'ALICE123@YAHOO.COM']) {
      const signature = await offload.sign(key, short, id);
      const named = id === undefined ? {} : { id };
      expect(engine.verify(publicKey, short, signature, { form: 'raw', ...named })).toBe(true);
    }
  });

  it('hands a refusal on, and does not take the outcome of another job', async () => {
    const failing = new Sm2Offload({ run: async () => ({ code: 'SM2_KEY_INVALID', hint: 'd' }) });
    await expect(failing.sign(key, short)).rejects.toMatchObject({ code: 'SM2_KEY_INVALID', hint: 'd' });
    const confused = new Sm2Offload({ run: async () => ({ good: true }) });
    await expect(confused.sign(key, short)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

/** The port of certificates and documents: bytes of any kind, an answer and never a throw. */
describe.each([
  ['by other threads', offload],
  ['in place', verifierInPlace(new Sm2Engine())],
])('the port %s', (_, verifier) => {
  const userId = Buffer.from('1234567812345678');
  const input = {
    publicKey: publicKey.toPoint(),
    message: short,
    signature: signed(short, 'der'),
    form: 'der' as const,
    userId,
  };

  it('verifies', async () => {
    expect(await verifier.verify(input)).toBe(true);
    expect(await verifier.verify({ ...input, form: 'raw', signature: signed(short) })).toBe(true);
  });

  it.each([
    ['a key that is no point', { publicKey: Buffer.alloc(65, 4) }],
    ['an empty key', { publicKey: new Uint8Array() }],
    ['the other form', { form: 'raw' as const }],
    ['an empty signature', { signature: new Uint8Array() }],
    ['trailing bytes', { signature: Buffer.concat([input.signature, Buffer.alloc(1)]) }],
    ['another id', { userId: new Uint8Array() }],
    ['another message', { message: long }],
  ])('is false for %s', async (__, change) => {
    expect(await verifier.verify({ ...input, ...change })).toBe(false);
  });
});

it('the runner answers for bytes of any kind', () => {
  const bad: Sm2Job[] = [
    { kind: 'sign', privateKey: Buffer.alloc(32), message: short, id: short },
    { kind: 'sign', privateKey: Buffer.alloc(3, 1), message: short, id: short },
    {
      kind: 'verify',
      publicKey: Buffer.alloc(64),
      content: { digest: Buffer.alloc(32) },
      id: short,
      signature: signed(short),
      form: 'raw',
    },
    {
      kind: 'verify',
      publicKey: publicKey.coordinates,
      content: { digest: Buffer.alloc(32) },
      id: short,
      signature: short,
      form: 'der',
    },
  ];
  for (const job of bad) expect(runner.run(job)).toMatchObject({ code: expect.stringMatching(/^SM2_/) });
});
