import { Refusal } from '#libs/errors';
import { fromBase64, isBase64, toBase64 } from '../base64.js';
import { ED25519, isKeyName, type NoteSigner, type NoteVerifier, utf8 } from './keys.js';

/** Bounds of what is read from outside; the specification wants at least 16 signatures taken. */
export const NOTE_MAX_BYTES = 256 * 1024;
export const NOTE_MAX_SIGNATURES = 100;

/** Hint of a refusal: base64 whose spare bits are not zero. Some implementations read it as another signature. */
export const SPELLING = 'signature spelling';

export interface NoteSignature {
  name: string;
  /** uint32. */
  keyId: number;
  /** Without the key id. */
  signature: Uint8Array;
}

export interface Note {
  /** With its final newline: what is signed. */
  text: string;
  signatures: NoteSignature[];
}

/**
 * C2SP signed-note:
 * ```
 * text, any lines\n
 * \n
 * — <key name> base64(key id || signature)\n   (one or more)
 * ```
 * Strict: valid UTF-8, no control character but the newline, one spelling of base64, nothing after the last signature.
 * Nothing is verified here, and the text must not be used before {@link openNote} said whose it is.
 * @throws Refusal `NOTE_MALFORMED`.
 */
export function parseNote(note: Uint8Array | string): Note {
  const whole = decode(note);
  const gap = whole.lastIndexOf('\n\n');
  if (gap < 0 || !whole.endsWith('\n')) throw malformed('no signatures');
  const lines = whole.slice(gap + 2, -1).split('\n');
  if (lines.length > NOTE_MAX_SIGNATURES) throw malformed('too many signatures');
  return { text: whole.slice(0, gap + 1), signatures: lines.map(parseSignatureLine) };
}

export function formatNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(formatSignatureLine).join('')}`;
}

/** A signature line without its newline. @throws Refusal `NOTE_MALFORMED`. */
export function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = /^\u2014 (\S+) (\S+)$/u.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (encoded !== undefined && !bytes && isBase64(encoded)) throw malformed(SPELLING);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5) throw malformed('signature line');
  return {
    name,
    keyId: new DataView(bytes.buffer, bytes.byteOffset).getUint32(0),
    signature: bytes.subarray(4),
  };
}

/** With its newline. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(4 + signature.length);
  new DataView(bytes.buffer).setUint32(0, keyId);
  bytes.set(signature, 4);
  return `\u2014 ${name} ${toBase64(bytes)}\n`;
}

/**
 * The signatures of known keys, each verified. Signatures of unknown keys are ignored; of one key's several only the
 * first counts.
 * @throws Refusal `NOTE_UNVERIFIED` where a known key's signature is wrong or no known key has signed.
 */
export function openNote(
  note: Note,
  keys: readonly NoteVerifier[],
): (NoteSignature & { key: NoteVerifier })[] {
  const found = signaturesOf(note, keys);
  const wrong = found.find(({ isValid }) => !isValid);
  if (wrong) throw new Refusal('NOTE_UNVERIFIED', { hint: wrong.name });
  if (found.length === 0) throw new Refusal('NOTE_UNVERIFIED', { hint: 'no known key' });
  return found.map(({ isValid: _, ...signature }) => signature);
}

/** What {@link openNote} decides on: for each known key that signed, whether its first signature is right. */
export function signaturesOf(
  { text, signatures }: Note,
  keys: readonly NoteVerifier[],
): (NoteSignature & { key: NoteVerifier; isValid: boolean })[] {
  return keys.flatMap((key) => {
    const signature = signatures.find(({ name, keyId }) => name === key.name && keyId === key.keyId);
    return signature ? [{ ...signature, key, isValid: key.verify(text, signature.signature) }] : [];
  });
}

/** Signs with Ed25519 keys (0x01). @param text with its final newline. @returns the whole note. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  if (!text.endsWith('\n')) throw malformed('no final newline');
  decode(text);
  const signatures = await Promise.all(
    signers.map(async (signer) => {
      const { name, keyId, algorithm } = signer;
      if (algorithm !== ED25519) throw new Refusal('NOTE_KEY_INVALID', { hint: 'algorithm' });
      return { name, keyId, signature: await signer.sign(utf8(text)) };
    }),
  );
  return formatNote({ text, signatures });
}

/** Text that may stand in a note. @throws Refusal `NOTE_MALFORMED`. */
function decode(note: Uint8Array | string): string {
  if (note.length > NOTE_MAX_BYTES) throw malformed('too long');
  let text: string;
  try {
    text =
      typeof note === 'string'
        ? note
        : new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(note);
  } catch {
    throw malformed('not UTF-8');
  }
  // eslint-disable-next-line no-control-regex -- the rule of signed-note, "Format"
  if (!text.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(text)) throw malformed('character');
  return text;
}

function malformed(hint: string): Refusal {
  return new Refusal('NOTE_MALFORMED', { hint });
}
