import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { fromBase64, toBase64 } from '../base64.js';
import { openCheckpoint, parseCheckpoint, parseCheckpointText, signCheckpoint } from './checkpoint.js';
import { cosign, cosignaturesOf, verifyCosignature } from './cosignature.js';
import {
  COSIGNATURE_V1,
  ED25519,
  formatVerifierKey,
  type NoteAlgorithm,
  noteSigner,
  noteVerifier,
  parseVerifierKey,
} from './keys.js';
import { NOTE_MAX_SIGNATURES, openNote, parseNote, signNote } from './note.js';
import { proofState } from './proof-state.js';

const ORIGIN = 'node.example/log';
function party(name: string, algorithm: NoteAlgorithm = COSIGNATURE_V1) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  return {
    signer: noteSigner(name, algorithm, raw, (message) => sign(null, message, privateKey)),
    verifier: noteVerifier(name, algorithm, raw),
    raw,
  };
}
const log = party(ORIGIN, ED25519);
const [w1, w2] = [party('w1.example/log'), party('w2.example/log')];
const checkpoint = { origin: ORIGIN, size: 7n, root: new Uint8Array(32).fill(1), extensions: [] };
const refused = (code: string) => expect.objectContaining({ code });
const ROOT = `${toBase64(checkpoint.root)}\n`;

describe('base64 has one spelling', () => {
  it('and agrees with the platform', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    'A',
    'AA',
    'AAA',
    'AA=',
    'AB==',
    'AAB=',
    'A===',
    '====',
    'AA==AA==',
    'AA-_',
    'AAAA\n',
    ' AAAA',
    'AA==\n',
  ])('%j is refused', (text) => expect(fromBase64(text)).toBeUndefined());
});

describe('a verifier key', () => {
  const key = formatVerifierKey(log.verifier);

  it('is read back, plus signs in its base64 included', () => {
    for (let at = 0; at < 50; at += 1) {
      const { verifier } = party('a.example/b');
      expect(parseVerifierKey(formatVerifierKey(verifier)).keyId).toBe(verifier.keyId);
    }
  });

  it.each([
    ['another id', key.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
    ['another name', `x${key}`],
    ['an id in capitals', key.replace(/\+[0-9a-f]{8}\+/, (id) => id.toUpperCase())],
    ['a space in its name', key.replace('node', 'no de')],
    ['a no-break space in its name', key.replace('node', 'no\u00a0de')],
    ['a key that is too short', `${key.slice(0, -4)}`],
    ['another algorithm', formatVerifierKey({ ...log.verifier, algorithm: 2 as NoteAlgorithm })],
    ['a line end', `${key}\n`],
    ['no name', key.slice(key.indexOf('+'))],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(() => parseVerifierKey(text)).toThrow(refused('NOTE_KEY_INVALID'));
  });
});

describe('a note', () => {
  it('may have empty lines in its text; the last one parts text and signatures', async () => {
    const text = 'a\n\n— b c\n\nd\n';
    const note = parseNote(await signNote(text, [log.signer]));
    expect(note.text).toBe(text);
    expect(openNote(note, [log.verifier])).toHaveLength(1);
  });

  it.each<[string, (note: string) => string | Uint8Array]>([
    ['cut within a signature', (note) => note.slice(0, -5)],
    ['without its last newline', (note) => note.slice(0, -1)],
    ['with bytes behind it', (note) => `${note}x`],
    ['with a second newline behind it', (note) => `${note}\n`],
    ['without signatures', (note) => note.slice(0, note.lastIndexOf('\u2014'))],
    ['with CRLF', (note) => note.replaceAll('\n', '\r\n')],
    ['with a tab', (note) => `\t${note}`],
    ['with U+0000', (note) => `\u0000${note}`],
    ['with a hyphen for the dash', (note) => note.replace('\u2014', '-')],
    ['with two spaces in a signature line', (note) => note.replace('\u2014 ', '\u2014  ')],
    ['with a space behind a signature', (note) => `${note.slice(0, -1)} \n`],
    ['with base64 without padding', (note) => note.replace(/=\n$/, '\n')],
    [
      'with base64 of another spelling',
      (note) => note.replace(/[A-Za-z0-9+/]==?\n$/, (end) => `/${end.slice(1)}`),
    ],
    ['with a signature of no bytes', (note) => note.replace(/ \S+\n$/, ' AAAAAA==\n')],
    ['with a plus in a key name', (note) => note.replace('\u2014 node', '\u2014 no+de')],
    [
      'with too many signatures',
      (note) => note + note.slice(note.lastIndexOf('\u2014')).repeat(NOTE_MAX_SIGNATURES),
    ],
    ['too long', (note) => 'a'.repeat(256 * 1024) + note],
    ['not UTF-8', (note) => Buffer.concat([Buffer.of(0xff), Buffer.from(note)])],
    ['with a lone surrogate', (note) => `\ud800${note}`],
    ['with nothing', () => ''],
  ])('%s is refused', async (_, spoil) => {
    const note = await signNote('text\n', [log.signer]);
    expect(() => parseNote(spoil(note))).toThrow(refused('NOTE_MALFORMED'));
  });

  it('takes 16 signatures of strangers and ignores them', async () => {
    const strangers = Array.from({ length: 15 }, (_, at) => party(`s${at}.example`, ED25519).signer);
    const note = parseNote(await signNote('text\n', [...strangers, log.signer]));
    expect(openNote(note, [log.verifier]).map(({ name }) => name)).toEqual([ORIGIN]);
  });

  it('signed by a stranger only, or changed, is not opened', async () => {
    const note = await signNote('text\n', [log.signer]);
    expect(() => openNote(parseNote(note), [party(ORIGIN, ED25519).verifier])).toThrow(
      refused('NOTE_UNVERIFIED'),
    );
    expect(() => openNote(parseNote(note.replace('text', 'tent')), [log.verifier])).toThrow(
      refused('NOTE_UNVERIFIED'),
    );
  });

  it('with a wrong signature of one known key is refused whole', async () => {
    const other = party('other.example', ED25519);
    const note = parseNote(await signNote('text\n', [log.signer, other.signer]));
    note.signatures[1]!.signature = new Uint8Array(64);
    expect(() => openNote(note, [log.verifier, other.verifier])).toThrow(refused('NOTE_UNVERIFIED'));
  });
});

describe('a checkpoint', () => {
  it.each([
    ['a leading zero', `${ORIGIN}\n07\n${ROOT}`],
    ['a plus sign', `${ORIGIN}\n+7\n${ROOT}`],
    ['a negative size', `${ORIGIN}\n-7\n${ROOT}`],
    ['a hexadecimal size', `${ORIGIN}\n0x7\n${ROOT}`],
    ['a size beyond 2^63 - 1', `${ORIGIN}\n9223372036854775808\n${ROOT}`],
    ['a size of a thousand digits', `${ORIGIN}\n${'9'.repeat(1000)}\n${ROOT}`],
    ['Arabic-Indic digits', `${ORIGIN}\n٧\n${ROOT}`],
    ['a space behind its size', `${ORIGIN}\n7 \n${ROOT}`],
    ['no size', `${ORIGIN}\n\n${ROOT}`],
    ['no root', `${ORIGIN}\n7\n`],
    ['a root of 31 bytes', `${ORIGIN}\n7\n${toBase64(new Uint8Array(31))}\n`],
    ['a root of another spelling', `${ORIGIN}\n7\n${ROOT.replace('=', '')}`],
    ['an empty origin', `\n7\n${ROOT}`],
    ['an empty extension line', `${ORIGIN}\n7\n${ROOT}\n`],
    ['no final newline', `${ORIGIN}\n7\n${ROOT.trim()}`],
    ['nothing', ''],
  ])('with %s is refused', (_, text) => {
    expect(() => parseCheckpointText(text)).toThrow(refused('CHECKPOINT_MALFORMED'));
  });

  it('is read back, extension lines included', async () => {
    const extended = { ...checkpoint, extensions: ['a', '\u2014 b c'] };
    const note = await signCheckpoint(extended, log.signer);
    expect(openCheckpoint(note, log.verifier).checkpoint).toEqual(extended);
  });

  it('of another origin is not opened, though the key is right', async () => {
    const text = `other.example/log\n7\n${ROOT}`;
    const note = await signNote(text, [log.signer]);
    expect(() => openCheckpoint(note, log.verifier)).toThrow(refused('NOTE_UNVERIFIED'));
  });

  it.each(['a\nb', ''])('with the origin %j is not written', async (origin) => {
    const signer = { ...log.signer, name: origin };
    await expect(signCheckpoint({ ...checkpoint, origin }, signer)).rejects.toThrow();
  });
});

describe('a cosignature', () => {
  const at = 1_679_315_147n;
  const signed = signCheckpoint(checkpoint, log.signer);
  const parsed = async () => parseCheckpoint(await signed);

  it('is verified with its time', async () => {
    const { text } = await parsed();
    const line = await cosign(text, at, w1.signer);
    expect(verifyCosignature(text, line, w1.verifier)).toMatchObject({
      witness: 'w1.example/log',
      timestamp: at,
    });
  });

  it('of another witness, another time, another checkpoint or another algorithm is refused', async () => {
    const { text } = await parsed();
    const line = await cosign(text, at, w1.signer);
    expect(() => verifyCosignature(text, line, w2.verifier)).toThrow(refused('COSIGNATURE_INVALID'));
    expect(() => verifyCosignature(text.replace('7', '8'), line, w1.verifier)).toThrow(
      refused('COSIGNATURE_INVALID'),
    );
    const bytes = fromBase64(line.trim().split(' ')[2]!)!;
    bytes[11]! ^= 1;
    const late = `\u2014 w1.example/log ${toBase64(bytes)}\n`;
    expect(() => verifyCosignature(text, late, w1.verifier)).toThrow(refused('COSIGNATURE_INVALID'));
    const plain = noteVerifier('w1.example/log', ED25519, w1.raw);
    expect(() => verifyCosignature(text, line, plain)).toThrow(refused('COSIGNATURE_INVALID'));
    await expect(cosign(text, at, log.signer)).rejects.toThrow(refused('NOTE_KEY_INVALID'));
  });

  it('makes a proof provisional, two of different witnesses make it final', async () => {
    const { text } = await parsed();
    const note = await signed;
    const [one, again, two] = await Promise.all([
      cosign(text, at, w1.signer),
      cosign(text, at + 1n, w1.signer),
      cosign(text, at, w2.signer),
    ]);
    const own = party(ORIGIN);
    const ours = await cosign(text, at, own.signer);
    const witnesses = [w1.verifier, w2.verifier, own.verifier];
    const stateOf = (lines: string, keys = witnesses) => proofState(parseNote(note + lines), keys);
    expect(stateOf('')).toBe('pending');
    expect(stateOf(ours)).toBe('pending');
    expect(stateOf(one)).toBe('provisional');
    expect(stateOf(one + one + again + ours)).toBe('provisional');
    expect(stateOf(one + two)).toBe('final');
    expect(stateOf(one + two, [w1.verifier])).toBe('provisional');
    expect(stateOf(one + two.replace('w2.', 'w3.'))).toBe('provisional');
  });

  it('that is wrong is named and does not count', async () => {
    const { text } = await parsed();
    const wrong = await cosign(text.replace('7', '8'), at, w1.signer);
    const note = parseNote((await signed) + wrong);
    expect(cosignaturesOf(note, [w1.verifier])).toEqual({ valid: [], wrong: ['w1.example/log'] });
  });
});
