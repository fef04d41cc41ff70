import type { SignatureReport } from '#libs/seals';
import type { VerifyTexts } from '../i18n/verify.js';
import { MARKS, type Words } from './render-report.js';
import { padded, printable, widthOf } from './text.js';
import type { Verification, Verified } from './verify-files.js';

/** Columns of a document's name; its end tells more than its beginning. */
const LONGEST_NAME = 60;

/** A row for each document, then how many of each kind there are. */
export function renderSummary({ documents, others, links }: Verification, words: Words): string {
  const { texts, style } = words;
  const { labels } = texts;
  if (documents.length === 0) return [texts.nothing, ...leftOut(others, links, words)].join('\n');
  const rows = documents.map((verified) => rowOf(verified, words));
  const head = [' ', labels.result, labels.format, labels.signatures, labels.document, labels.reason];
  const widths = head.map((label, column) =>
    Math.max(widthOf(label), ...rows.map((row) => widthOf(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const count = (indication: string) =>
    documents.filter(({ report }) => report?.indication === indication).length;
  return [
    style.faint(line(head)),
    ...rows.map((row) => line(row)),
    '',
    texts.summary({
      passed: count('TOTAL_PASSED'),
      failed: count('TOTAL_FAILED'),
      indeterminate: count('INDETERMINATE'),
      unreadable: documents.filter(({ problem }) => problem).length,
    }),
    ...leftOut(others, links, words),
  ].join('\n');
}

function leftOut(others: number, links: number, { texts }: Words): string[] {
  return [...(others > 0 ? [texts.others(others)] : []), ...(links > 0 ? [texts.links(links)] : [])];
}

function rowOf({ file, report, problem }: Verified, { texts, language }: Words): string[] {
  const name = shortened(printable(file));
  if (!report) {
    const why = language === 'zh' ? problem?.messageZh : problem?.message;
    return ['!', problem?.code ?? '', '', '', name, printable(why ?? '')];
  }
  const { indication, subIndication, format, signatures } = report;
  const mark = {
    TOTAL_PASSED: MARKS.passed,
    TOTAL_FAILED: MARKS.failed,
    INDETERMINATE: MARKS['not-checked'],
  };
  const why = subIndication === undefined ? '' : `${texts.because[subIndication]} (${subIndication})`;
  const told = [why, failedChecks(signatures, texts)].filter(Boolean).join('; ');
  return [mark[indication], texts.short[indication], format, String(signatures.length), name, told];
}

/** The one reason of an indication may hide others, as a missing authority hides a changed page: all are named. */
function failedChecks(signatures: readonly SignatureReport[], texts: VerifyTexts): string {
  const failed = signatures
    .flatMap(({ checks }) => checks)
    .filter(({ decides, outcome }) => decides && outcome === 'failed')
    .map(({ name }) => texts.checks[name]);
  return failed.length === 0 ? '' : `${MARKS.failed} ${[...new Set(failed)].join(', ')}`;
}

function shortened(name: string): string {
  const characters = Array.from(name);
  return characters.length <= LONGEST_NAME ? name : `…${characters.slice(1 - LONGEST_NAME).join('')}`;
}
