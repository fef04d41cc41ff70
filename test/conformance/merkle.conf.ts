import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  decideAddCheckpoint,
  ED25519,
  formatAddCheckpoint,
  type KnownCheckpoint,
  noteVerifier,
  openNote,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  proofState,
  verifyConsistency,
  verifyCosignature,
  verifyInclusion,
} from '#libs/audit-log';

/**
 * Proofs of transparency-dev/merkle, notes and witness exchanges of C2SP, tessera and litewitness.
 * Verdicts are the corpus's; where a newer specification gives another status, the case says so.
 */
const corpus = join(process.env['CORPORA_DIR'] ?? '../shared/corpora', 'merkle');
const present = existsSync(corpus);
if (!present) console.warn('The Merkle vectors are absent: set CORPORA_DIR.');

interface Inclusion {
  leafIdx: number;
  treeSize: number;
  root: string | null;
  leafHash: string | null;
  proof: string[] | null;
  wantErr: boolean;
}
interface Consistency {
  size1: number;
  size2: number;
  root1: string | null;
  root2: string | null;
  proof: string[] | null;
  wantErr: boolean;
}
interface Vectors {
  notes: { src: string; note: string; vkey: string; valid: boolean }[];
  vkeys: { vkey: string; type: number; idOk: boolean }[];
  witness: {
    logVkey: string;
    witnessVkey: string;
    checkpoint5: string;
    checkpoint8: string;
    consistency_5_8: string[];
  };
  cosigExample: { line: string; keyId: string; timestamp: number };
  litewitness: { logPublicKeyHex: string; steps: { request: string; status: number }[] };
}
const bytes = (text: string | null) => new Uint8Array(Buffer.from(text ?? '', 'base64'));
const filesOf = (folder: string) =>
  readdirSync(join(corpus, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
const read = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;

/** One test a folder, because there are hundreds of cases; a failure names the files. */
function wrongOnes<T extends { wantErr: boolean }>(folder: string, verify: (vector: T) => void): string[] {
  const files = filesOf(folder);
  expect(files.length).toBeGreaterThan(50);
  return files
    .filter((file) => {
      const vector = read<T>(file);
      let isRefused = false;
      try {
        verify(vector);
      } catch (thrown) {
        isRefused = true;
        expect(thrown).toMatchObject({ code: expect.stringMatching(/^PROOF_(MALFORMED|INVALID)$/) });
      }
      return isRefused !== vector.wantErr;
    })
    .map((file) => relative(corpus, file));
}

(present ? describe : describe.skip)('transparency-dev/merkle', () => {
  it('inclusion: every vector has the verdict that it wants', () => {
    expect(
      wrongOnes<Inclusion>('inclusion', ({ leafIdx, treeSize, root, leafHash, proof }) =>
        verifyInclusion({
          index: BigInt(leafIdx),
          size: BigInt(treeSize),
          root: bytes(root),
          leafHash: bytes(leafHash),
          proof: (proof ?? []).map(bytes),
        }),
      ),
    ).toEqual([]);
  });

  it('consistency: every vector has the verdict that it wants', () => {
    expect(
      wrongOnes<Consistency>('consistency', ({ size1, size2, root1, root2, proof }) =>
        verifyConsistency({
          size1: BigInt(size1),
          size2: BigInt(size2),
          root1: bytes(root1),
          root2: bytes(root2),
          proof: (proof ?? []).map(bytes),
        }),
      ),
    ).toEqual([]);
  });
});

(present ? describe : describe.skip)('C2SP', () => {
  const vectors = present ? read<Vectors>(join(corpus, 'c2sp-vectors.json')) : undefined;

  it('every note opens with its key and none opens changed', () => {
    for (const { src, note, vkey, valid } of vectors?.notes ?? []) {
      const key = parseVerifierKey(vkey);
      const opens = (text: string) => {
        try {
          return openNote(parseNote(text), [key]).length > 0;
        } catch {
          return false;
        }
      };
      expect([src, opens(note)]).toEqual([src, valid]);
      expect([src, opens(`x${note}`)]).toEqual([src, false]);
    }
  });

  it('every verifier key is read', () => {
    for (const { vkey, type } of vectors?.vkeys ?? []) {
      expect(parseVerifierKey(vkey)).toMatchObject({ algorithm: type, name: vkey.split('+')[0] });
    }
  });

  it('a cosignature line has its key id and its time', () => {
    const { line, keyId, timestamp } = vectors!.cosigExample;
    const parsed = parseSignatureLine(`\u2014 witness.example.com/w1 ${line}`);
    expect(parsed.keyId.toString(16)).toBe(keyId);
    expect(new DataView(Uint8Array.from(parsed.signature).buffer).getBigUint64(0)).toBe(BigInt(timestamp));
  });

  it('a witness takes the checkpoint of 5 and then, with its proof, the one of 8', () => {
    const { logVkey, witnessVkey, checkpoint5, checkpoint8, consistency_5_8 } = vectors!.witness;
    const keys = [parseVerifierKey(logVkey)];
    const first = decideAddCheckpoint(
      undefined,
      formatAddCheckpoint({ oldSize: 0n, proof: [], note: checkpoint5 }),
      keys,
    );
    if (first.status !== 200) throw new Error(`status ${first.status}`);
    const request = {
      oldSize: 5n,
      proof: consistency_5_8.map((hash) => new Uint8Array(Buffer.from(hash, 'hex'))),
      note: checkpoint8,
    };
    expect(decideAddCheckpoint(first.checkpoint, formatAddCheckpoint(request), keys)).toMatchObject({
      status: 200,
      checkpoint: { size: 8n },
    });
    const without = formatAddCheckpoint({ ...request, proof: request.proof.slice(1) });
    expect(decideAddCheckpoint(first.checkpoint, without, keys)).toMatchObject({ status: 422 });
    // Its witness key is of type 0x01, which does not cosign.
    const witness = parseVerifierKey(witnessVkey);
    expect(witness.algorithm).toBe(ED25519);
    expect(proofState(parseNote(checkpoint8), [witness])).toBe('pending');
    expect(() => verifyCosignature(first.text, checkpoint5.split('\n').at(-2)!, witness)).toThrow();
  });

  it('litewitness: every step of the exchange is answered as it was there', () => {
    const { logPublicKeyHex, steps } = vectors!.litewitness;
    let known: KnownCheckpoint | undefined;
    const statuses = steps.map(({ request }) => {
      const origin = request.split('\n\n')[1]!.split('\n')[0]!;
      // An origin that litewitness does not know was a 403 there; tlog-witness now wants 404 for that, and 403 for a wrong
      // signature. Its key is offered under every origin, so that the signature decides.
      const key = noteVerifier(origin, ED25519, Buffer.from(logPublicKeyHex, 'hex'));
      const decision = decideAddCheckpoint(known, request, [key]);
      if (decision.status === 200) known = decision.checkpoint;
      return decision.status;
    });
    expect(statuses).toEqual(steps.map(({ status }) => status));
    expect(known?.size).toBe(5n);
  });
});
