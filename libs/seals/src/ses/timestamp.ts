import { Refusal } from '#libs/errors';
import { parseTimestampToken, type Certificate } from '#libs/pki';
import type { SignatureChecks } from '../report/checks.js';
import type { VerifyOptions } from '../report/ports.js';

export interface Proof {
  /** Milliseconds since 1970. */
  at: number;
  by: string;
}

/**
 * Validates a timestamp over a signature value. One that does not hold proves nothing, and is told.
 * @returns the time by which the signature is proven to have existed
 */
export async function proofOf(
  checks: SignatureChecks,
  stamp: { token: Uint8Array; message: Uint8Array; of: string; intermediates: readonly Certificate[] },
  { paths, now }: VerifyOptions,
): Promise<Proof | undefined> {
  const clause = 'RFC 3161 §2.4.2';
  try {
    const token = parseTimestampToken(stamp.token);
    const { message, intermediates } = stamp;
    const verdict = await paths.timestamp({ token, message, intermediates, at: now, now });
    const at = verdict.time + verdict.accuracy;
    if (verdict.outcome === 'passed' && at <= now) {
      const by = `RFC 3161 timestamp of ${verdict.signer ?? 'its authority'}`;
      checks.tell('time', clause, 'passed', `${stamp.of}: ${by}`);
      return { at, by };
    }
    const problem = verdict.checks.find(({ outcome }) => outcome !== 'passed');
    const detail = `${stamp.of}: the timestamp proves nothing, ${problem?.name}: ${problem?.detail}`;
    checks.tell('time', clause, verdict.outcome === 'failed' ? 'failed' : 'not-checked', detail);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    checks.tell('time', clause, 'failed', `${stamp.of}: the timestamp cannot be read, ${thrown.message}`);
  }
  return undefined;
}
