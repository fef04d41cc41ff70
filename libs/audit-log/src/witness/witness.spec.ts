import { generateKeyPairSync, sign } from 'node:crypto';
import { toBase64 } from '../base64.js';
import { leafHash } from '../hashing.js';
import { Frontier } from '../merkle/frontier.js';
import { type TileReader, proveConsistency } from '../merkle/prove.js';
import { signCheckpoint } from '../notes/checkpoint.js';
import { ED25519, noteSigner, noteVerifier } from '../notes/keys.js';
import {
  formatAddCheckpoint,
  formatKnownSize,
  parseAddCheckpoint,
  parseCosignatureLines,
  parseKnownSize,
} from './add-checkpoint.js';
import { decideAddCheckpoint, type KnownCheckpoint } from './decide.js';

const ORIGIN = 'node.example/log';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
const signer = noteSigner(ORIGIN, ED25519, raw, (message) => sign(null, message, privateKey));
const keys = [noteVerifier(ORIGIN, ED25519, raw)];

/** A log of `size` leaves; with `fork`, another history from that leaf on. */
function logOf(
  size: number,
  fork = size,
): { known: KnownCheckpoint; reader: TileReader; note: Promise<string> } {
  const hashes = Array.from({ length: size }, (_, at) =>
    leafHash(Buffer.from(`${at < fork ? '' : 'fork '}${at}`)),
  );
  const frontier = Frontier.empty();
  hashes.forEach((hash) => frontier.append(hash));
  const root = frontier.root();
  return {
    known: { size: BigInt(size), root },
    reader: { hashes: async (_, __, width) => Buffer.concat(hashes.slice(0, width)) },
    note: signCheckpoint({ origin: ORIGIN, size: BigInt(size), root, extensions: [] }, signer),
  };
}
async function request(oldSize: number, log: ReturnType<typeof logOf>): Promise<string> {
  const proof = oldSize === 0 ? [] : await proveConsistency(log.reader, BigInt(oldSize), log.known.size);
  return formatAddCheckpoint({ oldSize: BigInt(oldSize), proof, note: await log.note });
}

describe('C2SP tlog-witness, add-checkpoint', () => {
  it('the first checkpoint and a consistent next one are cosigned', async () => {
    expect(decideAddCheckpoint(undefined, await request(0, logOf(5)), keys)).toMatchObject({ status: 200 });
    expect(decideAddCheckpoint(logOf(5).known, await request(5, logOf(100)), keys)).toMatchObject({
      status: 200,
      checkpoint: { origin: ORIGIN, size: 100n },
    });
    expect(decideAddCheckpoint(logOf(5).known, await request(5, logOf(5)), keys)).toMatchObject({
      status: 200,
    });
  });

  it('a log that rewrote what was cosigned is refused, and the request is worth keeping', async () => {
    const forked = logOf(100, 3);
    expect(decideAddCheckpoint(logOf(5).known, await request(5, forked), keys)).toMatchObject({
      status: 422,
      isSplitView: true,
    });
    expect(decideAddCheckpoint(logOf(100).known, await request(100, forked), keys)).toMatchObject({
      status: 409,
      size: 100n,
      isSplitView: true,
    });
  });

  it('another old size is answered with the known one', async () => {
    expect(decideAddCheckpoint(logOf(5).known, await request(0, logOf(9)), keys)).toMatchObject({
      status: 409,
      size: 5n,
      isSplitView: false,
    });
    expect(decideAddCheckpoint(undefined, await request(5, logOf(9)), keys)).toMatchObject({
      status: 409,
      size: 0n,
    });
    // An old backup restored: the log is behind what it once had signed.
    expect(decideAddCheckpoint(logOf(9).known, await request(5, logOf(7)), keys)).toMatchObject({
      status: 409,
      size: 9n,
    });
  });

  it('an old size beyond the checkpoint is malformed', async () => {
    const body = (await request(0, logOf(5))).replace('old 0', 'old 6');
    expect(decideAddCheckpoint(logOf(6).known, body, keys)).toMatchObject({ status: 400 });
  });

  it('an unknown origin, another key and a changed checkpoint are refused', async () => {
    const body = await request(0, logOf(5));
    expect(decideAddCheckpoint(undefined, body, undefined)).toMatchObject({ status: 404 });
    expect(decideAddCheckpoint(undefined, body, [])).toMatchObject({ status: 404 });
    expect(decideAddCheckpoint(undefined, body.replaceAll(ORIGIN, 'other.example/log'), keys)).toMatchObject({
      status: 404,
    });
    expect(decideAddCheckpoint(undefined, body.replace('\n5\n', '\n6\n'), keys)).toMatchObject({
      status: 403,
    });
    const stranger = [noteVerifier(ORIGIN, ED25519, Buffer.alloc(32, 9))];
    expect(decideAddCheckpoint(undefined, body, stranger)).toMatchObject({ status: 403 });
  });

  it('a proof from size 0, a proof too long and one too short are refused', async () => {
    const node = toBase64(new Uint8Array(32));
    const first = (await request(0, logOf(5))).replace('old 0\n', `old 0\n${node}\n`);
    expect(decideAddCheckpoint(undefined, first, keys)).toMatchObject({ status: 422 });
    const next = await request(5, logOf(100));
    expect(decideAddCheckpoint(logOf(5).known, next.replace('\n\n', `\n${node}\n\n`), keys)).toMatchObject({
      status: 422,
      isSplitView: false,
    });
    expect(decideAddCheckpoint(logOf(5).known, next.replace(/old 5\n.*\n/, 'old 5\n'), keys)).toMatchObject({
      status: 422,
      isSplitView: false,
    });
  });
});

describe('a request that cannot be read is a 400', () => {
  const node = `${toBase64(new Uint8Array(32))}\n`;
  it.each<[string, (body: string) => string | Uint8Array]>([
    ['no old line', (body) => body.replace('old 0\n', '')],
    ['two old lines', (body) => `old 0\n${body}`],
    ['a leading zero', (body) => body.replace('old 0', 'old 00')],
    ['a huge old size', (body) => body.replace('old 0', `old ${'9'.repeat(50)}`)],
    ['a negative old size', (body) => body.replace('old 0', 'old -1')],
    ['two spaces', (body) => body.replace('old 0', 'old  0')],
    ['a space behind the size', (body) => body.replace('old 0', 'old 0 ')],
    ['a hash of 31 bytes', (body) => body.replace('old 0\n', `old 0\n${toBase64(new Uint8Array(31))}\n`)],
    ['a hash of another spelling', (body) => body.replace('old 0\n', `old 0\n${node.replace('A=', 'B=')}`)],
    ['64 hashes', (body) => body.replace('old 0\n', `old 0\n${node.repeat(64)}`)],
    ['no checkpoint', () => 'old 0\n\n'],
    ['no empty line', (body) => body.replace('\n\n', '\n')],
    ['CRLF', (body) => body.replaceAll('\n', '\r\n')],
    ['a truncated checkpoint', (body) => body.slice(0, -7)],
    ['bytes that are not UTF-8', (body) => Buffer.concat([Buffer.from(body), Buffer.of(0xff)])],
    ['a megabyte', (body) => body + 'x'.repeat(1_000_000)],
    ['nothing', () => ''],
  ])('%s', async (_, spoil) => {
    const body = spoil(await request(0, logOf(5)));
    expect(() => parseAddCheckpoint(body)).toThrow(
      expect.objectContaining({ code: 'ADD_CHECKPOINT_MALFORMED' }),
    );
    expect(decideAddCheckpoint(undefined, body, keys)).toMatchObject({ status: 400 });
  });
});

it('the answers of a witness are read strictly', () => {
  expect(parseKnownSize(formatKnownSize(20852014n))).toBe(20852014n);
  for (const body of ['', '\n', '5', ' 5\n', '05\n', '5\n\n', '5\r\n', '<html>\n']) {
    expect(() => parseKnownSize(body)).toThrow(expect.objectContaining({ code: 'ADD_CHECKPOINT_MALFORMED' }));
  }
  const line = `\u2014 w ${toBase64(new Uint8Array(76))}\n`;
  expect(parseCosignatureLines(line + line)).toEqual([line, line]);
  for (const body of ['', '\n', line.trim(), `${line}\n`, `${line}x\n`]) {
    expect(() => parseCosignatureLines(body)).toThrow();
  }
});
