import { createPublicKey, type KeyObject } from 'node:crypto';
import { Refusal } from '#libs/errors';
import { ed25519Bytes, NOTE_COSIGNATURE_V1, openEd25519, verifierKey } from '../audit/ed25519-file.js';

/** The key under which this node cosigns the checkpoints of others (C2SP tlog-cosignature, cosignature/v1). */
export interface WitnessKey {
  /** Name on its signature lines. */
  name: string;
  privateKey: KeyObject;
  /** `<name>+<hash>+<base64>` with signature type 0x04. */
  verifierKey: string;
}

/**
 * The one name under which a node may witness: `https://127.0.0.1:7411` as `127.0.0.1:7411/witness`, a schema-less URL
 * as tlog-cosignature recommends. Derived, so that no node can take the name of another.
 */
export function witnessName(entityId: string): string {
  const url = new URL(entityId);
  return `${url.host}${url.pathname.replace(/\/+$/, '')}/witness`;
}

/**
 * Reads the witness key, or makes it at the first start (mode 0600).
 * @param logKey the key of this node's own log; a cosigner must not share a key with anything else, because
 *   cosignature/v1 does not sign the cosigner's name
 * @throws Refusal `CONFIG_INVALID`
 */
export function openWitnessKey(file: string, name: string, logKey?: KeyObject): WitnessKey {
  const privateKey = openEd25519(file);
  if (logKey && Buffer.from(ed25519Bytes(logKey)).equals(ed25519Bytes(privateKey)))
    throw new Refusal('CONFIG_INVALID', { hint: 'witnessing.keyFile holds the key of the log' });
  return {
    name,
    privateKey,
    verifierKey: verifierKey(name, createPublicKey(privateKey), NOTE_COSIGNATURE_V1),
  };
}
