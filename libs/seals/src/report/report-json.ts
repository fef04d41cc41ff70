import { CHECK_WORDS, INDICATION_WORDS, REASON_WORDS } from './words.js';
import type { Conclusion } from './indication.js';
import type { SignatureReport, ValidationReport } from './report.js';

/**
 * A report as plain JSON, the same wherever one is given out: the members of `ValidationReport`, bytes in base64, times in
 * milliseconds since 1970; beside each indication and each check its words in Chinese and English. Members may be added;
 * none is renamed or left out.
 */
export function reportJson(report: ValidationReport): Record<string, unknown> {
  return {
    ...(plain(report) as Record<string, unknown>),
    words: wordsOf(report),
    signatures: report.signatures.map(signatureJson),
  };
}

function signatureJson(signature: SignatureReport): unknown {
  return {
    ...(plain(signature) as Record<string, unknown>),
    words: wordsOf(signature),
    checks: signature.checks.map((check) => ({
      ...(plain(check) as Record<string, unknown>),
      words: CHECK_WORDS[check.name],
    })),
  };
}

function wordsOf({
  indication,
  subIndication,
}: Pick<ValidationReport, 'indication' | 'subIndication'> | Conclusion): object {
  return {
    indication: INDICATION_WORDS[indication],
    ...(subIndication === undefined ? {} : { reason: REASON_WORDS[subIndication] }),
  };
}

/** A copy with bytes as base64; everything else as it is. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
