import { reportJson } from '#libs/seals';
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
      ...(report ? { report: reportJson(report) } : {}),
      ...(problem ? { problem } : {}),
    })),
  };
}
