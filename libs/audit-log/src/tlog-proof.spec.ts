import { generateKeyPairSync, sign } from 'node:crypto';
import { toBase64 } from './base64.js';
import { leafHash } from './hashing.js';
import { Frontier } from './merkle/frontier.js';
import { proveInclusion } from './merkle/prove.js';
import { signCheckpoint } from './notes/checkpoint.js';
import { cosign } from './notes/cosignature.js';
import { COSIGNATURE_V1, ED25519, type NoteAlgorithm, noteSigner, noteVerifier } from './notes/keys.js';
import { formatTlogProof, parseTlogProof, verifyTlogProof } from './tlog-proof.js';

function party(name: string, algorithm: NoteAlgorithm) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  return {
    signer: noteSigner(name, algorithm, raw, (message) => sign(null, message, privateKey)),
    verifier: noteVerifier(name, algorithm, raw),
  };
}
const log = party('node.example/log', ED25519);
const witness = party('w.example/log', COSIGNATURE_V1);
const hashes = Array.from({ length: 20 }, (_, at) => leafHash(Uint8Array.of(at)));
const reader = {
  hashes: async (_: number, __: bigint, width: number) => Buffer.concat(hashes.slice(0, width)),
};

async function proofOf(index: bigint) {
  const frontier = Frontier.empty();
  hashes.forEach((hash) => frontier.append(hash));
  const note = await signCheckpoint(
    { origin: 'node.example/log', size: 20n, root: frontier.root(), extensions: [] },
    log.signer,
  );
  const text = note.slice(0, note.lastIndexOf('\n\n') + 1);
  const checkpoint = note + (await cosign(text, 1n, witness.signer));
  return { index, hashes: await proveInclusion(reader, index, 20n), checkpoint };
}
const trust = { log: log.verifier, witnesses: [witness.verifier] };

it('C2SP tlog-proof: is read back and verified, with the state that its cosignatures give it', async () => {
  for (const extra of [undefined, new Uint8Array(), Uint8Array.of(1, 2, 3)]) {
    const proof = { ...(await proofOf(7n)), ...(extra && { extra }) };
    const read = parseTlogProof(Buffer.from(formatTlogProof(proof)));
    expect(formatTlogProof(read)).toBe(formatTlogProof(proof));
    expect(verifyTlogProof(read, hashes[7]!, trust)).toMatchObject({
      checkpoint: { size: 20n },
      cosignatures: [{ witness: 'w.example/log', timestamp: 1n }],
      state: 'provisional',
    });
  }
});

it('of another leaf, another index, another log or with a spoiled cosignature is refused', async () => {
  const proof = await proofOf(7n);
  expect(() => verifyTlogProof(proof, hashes[8]!, trust)).toThrow(
    expect.objectContaining({ code: 'PROOF_INVALID' }),
  );
  expect(() => verifyTlogProof({ ...proof, index: 20n }, hashes[7]!, trust)).toThrow(
    expect.objectContaining({ code: 'PROOF_MALFORMED' }),
  );
  const other = party('node.example/log', ED25519);
  expect(() => verifyTlogProof(proof, hashes[7]!, { ...trust, log: other.verifier })).toThrow(
    expect.objectContaining({ code: 'NOTE_UNVERIFIED' }),
  );
  const checkpoint = proof.checkpoint.replace(
    /(w\.example\/log .{8}).*/,
    (_, start: string) => `${start}${'A'.repeat(92)}AA==`,
  );
  expect(checkpoint).not.toBe(proof.checkpoint);
  expect(() => verifyTlogProof({ ...proof, checkpoint }, hashes[7]!, trust)).toThrow(
    expect.objectContaining({ code: 'COSIGNATURE_INVALID' }),
  );
});

describe('what cannot be read is refused', () => {
  it.each<[string, (text: string) => string]>([
    ['another version', (text) => text.replace('@v1', '@v2')],
    ['no index', (text) => text.replace(/index \d+\n/, '')],
    ['two indexes', (text) => text.replace(/index \d+\n/, (line) => line + line)],
    ['a leading zero', (text) => text.replace('index 7', 'index 07')],
    ['a huge index', (text) => text.replace('index 7', `index ${'9'.repeat(40)}`)],
    ['two extras', (text) => text.replace('index', 'extra AA==\nextra AA==\nindex')],
    ['an extra that is not base64', (text) => text.replace('index', 'extra A\nindex')],
    ['an extra behind the index', (text) => text.replace('index 7\n', 'index 7\nextra AA==\n')],
    ['a hash of 33 bytes', (text) => text.replace('index 7\n', `index 7\n${toBase64(new Uint8Array(33))}\n`)],
    [
      '64 hashes',
      (text) => text.replace('index 7\n', `index 7\n${`${toBase64(new Uint8Array(32))}\n`.repeat(64)}`),
    ],
    ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
    ['no checkpoint', (text) => text.slice(0, text.indexOf('\n\n'))],
    ['nothing', () => ''],
  ])('%s', async (_, spoil) => {
    const text = spoil(formatTlogProof(await proofOf(7n)));
    expect(() => parseTlogProof(text)).toThrow(expect.objectContaining({ code: 'TLOG_PROOF_MALFORMED' }));
  });
});
