import type { Verification } from './verify-files.js';

/** The whole of a verification as plain JSON: bytes in base64, times of reports in milliseconds since 1970. */
export function verificationJson(
  { documents, others, links }: Verification,
  about: { at: number; anchors: number; crls: number; exitCode: number },
): unknown {
  const { at, anchors, crls, exitCode } = about;
  const count = (indication: string) =>
    documents.filter(({ report }) => report?.indication === indication).length;
  return {
    at: new Date(at).toISOString(),
    trust: { anchors, crls },
    summary: {
      documents: documents.length,
      passed: count('TOTAL_PASSED'),
      failed: count('TOTAL_FAILED'),
      indeterminate: count('INDETERMINATE'),
      unreadable: documents.filter(({ problem }) => problem).length,
      otherFiles: others,
      linksNotFollowed: links,
    },
    exitCode,
    documents: documents.map(({ file, bytes, report, problem }) => ({
      file,
      ...(bytes === undefined ? {} : { bytes }),
      ...(report ? { report: plain(report) } : {}),
      ...(problem ? { problem } : {}),
    })),
  };
}

/** A copy with bytes as base64; everything else as it is. */
export function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
