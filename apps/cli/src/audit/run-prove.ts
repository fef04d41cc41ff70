import { existsSync, readFileSync } from 'node:fs';
import {
  COSIGNATURE_V1,
  leafHash,
  parseReceipt,
  parseTlogProof,
  parseVerifierKey,
  verifyTlogProof,
} from '#libs/audit-log';
import { Refusal } from '#libs/errors';
import { ExitCode } from '../exit.js';
import { auditTextsOf } from '../i18n/audit.js';
import type { Io } from '../io.js';
import { withRegionDatabase } from '../licences/region-database.js';
import { givenLogKey, ownLogKey } from './log-key.js';
import type { LogOptions } from './run-fsck.js';
import { StoredLog } from './stored-log.js';

/** `tongban audit prove RECEIPT`: the entry behind a receipt, its C2SP tlog-proof and how far it is witnessed. */
export async function runProve(text: string, options: LogOptions, io: Io): Promise<void> {
  const texts = auditTextsOf(io.language);
  const witnesses = (options.witness ?? []).map((key) => parseVerifierKey(key));
  if (witnesses.some(({ algorithm }) => algorithm !== COSIGNATURE_V1)) throw new Refusal('NOTE_KEY_INVALID');
  const proven = await withRegionDatabase(options.region, process.env, async (client) => {
    const stored = new StoredLog(client);
    const origin = await stored.origin();
    const receipt = readReceipt(text, origin);
    if (receipt.log !== origin) throw new Refusal('RECEIPT_INVALID', { hint: receipt.log });
    const [row] = await stored.find('leaf', Buffer.from(receipt.leafHash));
    if (!row) return undefined;
    const proof = await stored.proof(row.index);
    if (proof === undefined) return { index: row.index, id: row.entry.id, state: 'pending' as const };
    const log = options.key === undefined ? ownLogKey(options.region, origin) : givenLogKey(options.key);
    const { state, cosignatures } = verifyTlogProof(parseTlogProof(proof), leafHash(row.body), {
      log,
      witnesses,
    });
    return { index: row.index, id: row.entry.id, state, cosignatures, proof };
  });
  if (!proven) {
    io.out({ found: false }, texts.noEntry);
    process.exitCode = ExitCode.refused;
    return;
  }
  if (!io.json) {
    io.note(texts.proven(String(proven.index), proven.id, texts.states[proven.state]));
    if (witnesses.length === 0) io.note(texts.noWitnessKeys);
  }
  io.out({ found: true, ...proven }, proven.proof ?? texts.notYet);
  if (proven.proof === undefined) process.exitCode = ExitCode.indeterminate;
}

/** A receipt as JSON, in a file or as it stands, or its bare leaf hash. */
function readReceipt(text: string, origin: string): ReturnType<typeof parseReceipt> {
  const given = existsSync(text) ? readFileSync(text, 'utf8') : text;
  const bare = given.trim();
  if (!bare.startsWith('{')) return parseReceipt({ log: origin, leaf: bare });
  let value: unknown;
  try {
    value = JSON.parse(bare);
  } catch (cause) {
    throw new Refusal('RECEIPT_INVALID', { cause });
  }
  return parseReceipt(value);
}
