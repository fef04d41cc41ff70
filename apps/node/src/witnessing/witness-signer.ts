import { sign } from 'node:crypto';
import { COSIGNATURE_V1, noteSigner, type NoteSigner } from '#libs/audit-log';
import { ed25519Bytes } from '../audit/ed25519-file.js';
import type { WitnessKey } from './witness-key.js';

/** The witness key as notes need it. */
export function witnessSigner({ name, privateKey }: WitnessKey): NoteSigner {
  return noteSigner(name, COSIGNATURE_V1, ed25519Bytes(privateKey), (message) =>
    sign(null, message, privateKey),
  );
}
