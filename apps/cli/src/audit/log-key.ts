import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519, type NoteVerifier, parseVerifierKey } from '#libs/audit-log';
import { verifierKey } from '../../../node/src/audit/log-key.js';
import { CliFailure, ExitCode } from '../exit.js';
import type { RegionName } from '../licences/region-database.js';
import { layoutOf } from '../up/layout.js';

/** The verifier key that was given. @throws Refusal `NOTE_KEY_INVALID`. */
export function givenLogKey(key: string): NoteVerifier {
  const verifier = parseVerifierKey(key);
  if (verifier.algorithm === ED25519) return verifier;
  throw new CliFailure(
    ExitCode.usage,
    '--key 须为日志密钥（0x01 类型）。 --key takes a key of a log (type 0x01).',
  );
}

/** The data directory of the node: TONGBAN_DATA_DIR, otherwise the demo's of the region. */
export function dataDirOf(region: RegionName): string {
  return process.env.TONGBAN_DATA_DIR ?? layoutOf().nodes.find(({ name }) => name === region)?.dataDir ?? '.';
}

/**
 * The key of a node's own log, out of the file with which it signs: `keys/log.pem` in TONGBAN_DATA_DIR, otherwise in the
 * demo's folder of the region.
 * @throws CliFailure (configuration) where there is none.
 */
export function ownLogKey(region: RegionName, origin: string): NoteVerifier {
  const file = join(dataDirOf(region), 'keys', 'log.pem');
  try {
    const publicKey = createPublicKey(createPrivateKey(readFileSync(file)));
    return parseVerifierKey(verifierKey(origin, publicKey));
  } catch (cause) {
    throw new CliFailure(
      ExitCode.configuration,
      `没有日志密钥：请用 --key 给出，或设置 TONGBAN_DATA_DIR。 No key of the log: give it by --key, or set TONGBAN_DATA_DIR (${file}).`,
      {},
      { cause },
    );
  }
}
