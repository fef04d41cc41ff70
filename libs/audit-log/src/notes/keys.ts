import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { Refusal } from '#libs/errors';
import { fromBase64, toBase64 } from '../base64.js';
import { SIZE_MAX } from '../numbers.js';

/** C2SP signed-note, "Signature types". */
export const ED25519 = 0x01;
/** C2SP tlog-cosignature: Ed25519 with a timestamp. */
export const COSIGNATURE_V1 = 0x04;
export type NoteAlgorithm = typeof ED25519 | typeof COSIGNATURE_V1;

/** Ed25519, RFC 8032 (no ZIP-215 leniency). Ours runs everywhere; a server may pass its native one. */
export interface Ed25519Verifier {
  (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
}

/** Checks signatures of one key; made from a verifier key by {@link parseVerifierKey}. */
export interface NoteVerifier {
  readonly name: string;
  /** uint32. */
  readonly keyId: number;
  readonly algorithm: NoteAlgorithm;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** @param signature without the key id. */
  verify(text: string, signature: Uint8Array): boolean;
}

/** Signs notes with one key. The key itself stays with whoever made the signer. */
export interface NoteSigner {
  readonly name: string;
  readonly keyId: number;
  readonly algorithm: NoteAlgorithm;
  /** Ed25519 signature (64 bytes) of exactly these bytes. */
  sign(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

export const portableEd25519: Ed25519Verifier = (publicKey, message, signature) => {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  } catch {
    return false; // a key or a signature that is no point
  }
};

/** The first four bytes of `SHA-256(name || LF || algorithm || public key)` (C2SP signed-note, "Signatures"). */
export function keyIdOf(name: string, algorithm: NoteAlgorithm, publicKey: Uint8Array): number {
  const label = utf8(`${name}\n`);
  const input = new Uint8Array(label.length + 1 + publicKey.length);
  input.set(label);
  input[label.length] = algorithm;
  input.set(publicKey, label.length + 1);
  return new DataView(sha256(input).buffer).getUint32(0);
}

/** `<name>+<8 hex digits of the key id>+<base64 of algorithm and public key>` (C2SP signed-note, "Verifier keys"). */
export function formatVerifierKey(key: Pick<NoteVerifier, 'name' | 'algorithm' | 'publicKey'>): string {
  const id = keyIdOf(key.name, key.algorithm, key.publicKey).toString(16).padStart(8, '0');
  return `${key.name}+${id}+${toBase64(Uint8Array.of(key.algorithm, ...key.publicKey))}`;
}

/**
 * Reads a verifier key of type 0x01 or 0x04.
 * @throws Refusal `NOTE_KEY_INVALID`: another form, another algorithm, or a key id that is not of this key.
 */
export function parseVerifierKey(text: string, verify: Ed25519Verifier = portableEd25519): NoteVerifier {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text) ?? [];
  const key = encoded === undefined ? undefined : fromBase64(encoded);
  const algorithm = key?.[0];
  if (name === undefined || !isKeyName(name) || key?.length !== 33) throw new Refusal('NOTE_KEY_INVALID');
  if (algorithm !== ED25519 && algorithm !== COSIGNATURE_V1) {
    throw new Refusal('NOTE_KEY_INVALID', { hint: 'algorithm' });
  }
  const verifier = noteVerifier(name, algorithm, key.subarray(1), verify);
  if (verifier.keyId !== Number.parseInt(id ?? '', 16)) {
    throw new Refusal('NOTE_KEY_INVALID', { hint: 'key id' });
  }
  return verifier;
}

/** @param publicKey 32 bytes. */
export function noteVerifier(
  name: string,
  algorithm: NoteAlgorithm,
  publicKey: Uint8Array,
  verify: Ed25519Verifier = portableEd25519,
): NoteVerifier {
  return {
    name,
    keyId: keyIdOf(name, algorithm, publicKey),
    algorithm,
    publicKey,
    verify: (text, signature) => {
      if (algorithm === ED25519) return signature.length === 64 && verify(publicKey, utf8(text), signature);
      const stamped = splitTimestamp(signature);
      return !!stamped && verify(publicKey, cosignedMessage(text, stamped.timestamp), stamped.signature);
    },
  };
}

/** A signer over a port to the key; the public key gives its key id. */
export function noteSigner(
  name: string,
  algorithm: NoteAlgorithm,
  publicKey: Uint8Array,
  sign: NoteSigner['sign'],
): NoteSigner {
  if (!isKeyName(name)) throw new Refusal('NOTE_KEY_INVALID', { hint: 'name' });
  return { name, keyId: keyIdOf(name, algorithm, publicKey), algorithm, sign };
}

/** C2SP signed-note: non-empty, no Unicode spaces, no plus; and no control characters, which no note may hold. */
export function isKeyName(name: string): boolean {
  return /^[^\s\p{Cc}\p{Cs}+]+$/u.test(name);
}

/** C2SP tlog-cosignature, "Ed25519 signed message". @param timestamp seconds since 1970. */
export function cosignedMessage(text: string, timestamp: bigint): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timestamp}\n${text}`);
}

/** Timestamp (uint64, big endian, at most 2^63 - 1), then 64 bytes of signature; undefined for anything else. */
export function splitTimestamp(
  stamped: Uint8Array,
): { timestamp: bigint; signature: Uint8Array } | undefined {
  if (stamped.length !== 8 + 64) return undefined;
  const timestamp = new DataView(stamped.buffer, stamped.byteOffset).getBigUint64(0);
  return timestamp > SIZE_MAX ? undefined : { timestamp, signature: stamped.subarray(8) };
}

const encoder = new TextEncoder();
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}
