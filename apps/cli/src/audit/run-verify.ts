import {
  cosignaturesOf,
  openCheckpoint,
  parseCheckpoint,
  parseVerifierKey,
  proveConsistency,
  rootFromTiles,
  sameBytes,
  stateFor,
  type TileReader,
  verifyConsistency,
} from '#libs/audit-log';
import { asRefusal, Refusal } from '#libs/errors';
import { ExitCode } from '../exit.js';
import { auditTextsOf } from '../i18n/audit.js';
import type { Io } from '../io.js';
import { nativeSha256 } from './published-log.js';
import { type LogOptions, withLog } from './run-fsck.js';

export interface VerifyOptions extends LogOptions {
  from?: bigint;
  to?: bigint;
}

interface Step {
  step: 'checkpoint' | 'tree' | 'consistency' | 'witnesses';
  passed: boolean;
  detail: string;
}

/** `tongban audit verify`: the newest checkpoint, and that the log only grew between two sizes. Reads tiles, no entries. */
export async function runAuditVerify(
  place: string | undefined,
  options: VerifyOptions,
  io: Io,
): Promise<void> {
  const texts = auditTextsOf(io.language);
  const steps: Step[] = [];
  const tell = (step: Step['step'], passed: boolean, detail: string) => steps.push({ step, passed, detail });
  await withLog(place, options, async (fetcher, log, stored) => {
    const bytes = await fetcher.checkpoint();
    const reader: TileReader = {
      hashes: (level, index, width) => fetcher.tile(level, index, width),
    };
    const { checkpoint, ...note } = parseCheckpoint(bytes);
    const { size, root } = checkpoint;
    await attempt(() => openCheckpoint(bytes, log), 'checkpoint', `${checkpoint.origin} ${String(size)}`);
    if (size > 0n) {
      const rebuilt = await rootFromTiles(reader, size, nativeSha256);
      tell('tree', sameBytes(rebuilt, root), String(size));
    }
    const to = options.to ?? size;
    const from = options.from ?? 1n;
    if (to > size || from > to || from < 1n) throw new Refusal('PROOF_MALFORMED', { hint: '--from, --to' });
    // A size that was signed is held to what was signed for it; any other to what the tiles make of it.
    const rootAt = async (at: bigint) => {
      const signed = await stored?.checkpointAt(at);
      if (!signed) return at === size ? root : rootFromTiles(reader, at, nativeSha256);
      await attempt(
        () => openCheckpoint(signed.note, log),
        'checkpoint',
        `${checkpoint.origin} ${String(at)}`,
      );
      return parseCheckpoint(signed.note).checkpoint.root;
    };
    if (size > 0n && (from < to || options.from !== undefined)) {
      const [root1, root2] = [await rootAt(from), await rootAt(to)];
      const proof = await proveConsistency(reader, from, to, nativeSha256);
      await attempt(
        () => verifyConsistency({ size1: from, root1, size2: to, root2, proof }, nativeSha256),
        'consistency',
        `${String(from)} → ${String(to)}`,
      );
    }
    const witnesses = (options.witness ?? []).map((key) => parseVerifierKey(key));
    if (witnesses.length > 0) {
      const { valid, wrong } = cosignaturesOf(note, witnesses);
      const names = valid.map(({ witness }) => witness).join(', ');
      tell(
        'witnesses',
        wrong.length === 0 && valid.length > 0,
        `${stateFor(valid.length)} ${names || wrong.join(', ')}`,
      );
    }
  });
  io.out({ passed: steps.every(({ passed }) => passed), steps }, () =>
    steps
      .map(({ step, passed, detail }) => `${passed ? '✓' : '✗'} ${texts.steps[step]} (${detail})`)
      .join('\n'),
  );
  if (steps.some(({ passed }) => !passed)) process.exitCode = ExitCode.refused;

  async function attempt(work: () => unknown, step: Step['step'], detail: string): Promise<void> {
    try {
      await work();
      tell(step, true, detail);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      tell(step, false, `${detail}: ${asRefusal(thrown).code}`);
    }
  }
}
