import type { Outcome } from '#libs/pki';
import type { CertificateSummary, SealSummary, SignatureReport, ValidationReport } from '#libs/seals';
import type { VerifyTexts } from '../i18n/verify.js';
import type { Style } from '../story/style.js';
import { algorithmName } from './algorithm-names.js';
import { padded, printable, sizeText, timesTold, timeText, widthOf } from './text.js';
import type { Verified } from './verify-files.js';

export interface Words {
  texts: VerifyTexts;
  style: Style;
  language: 'zh' | 'en';
}

type Line = readonly [label: string, value: string | undefined];

export const MARKS: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', 'not-checked': '–' };
/** Longest list of files or ranges that is told one by one. */
const MOST_LISTED = 4;

/** One document for a person: the verdict first, then each signature with everything that was checked. */
export function renderDocument(verified: Verified, words: Words): string {
  const { texts, style, language } = words;
  const { labels } = texts;
  const { report, problem, bytes } = verified;
  const size = bytes === undefined ? '' : `  ${style.faint(sizeText(bytes))}`;
  const head = `${style.strong(printable(verified.file))}${size}`;
  if (!report) {
    const why = language === 'zh' ? problem?.messageZh : problem?.message;
    return [
      head,
      `  ${style.bad(texts.unreadable)}`,
      `  ${problem?.code ?? ''}: ${printable(why ?? '')}`,
    ].join('\n');
  }
  const total = report.signatures.length;
  return [
    head,
    `  ${verdict(report, words)}`,
    ...block([
      [labels.format, texts.formats[report.format]],
      [labels.uncovered, report.uncovered.length > 0 ? list(report.uncovered, words) : undefined],
      [
        labels.notes,
        report.notes.length > 0 ? report.notes.map((note) => printable(note)).join('; ') : undefined,
      ],
    ]),
    ...report.signatures.flatMap((signature, index) => [
      '',
      `  ${style.strong(labels.signature(index + 1, total))}  ${printable(signature.kind)}  ${style.faint(printable(signature.id))}`,
      ...renderSignature(signature, total > 1, words),
    ]),
  ].join('\n');
}

/** In plain words, then in those of EN 319 102-1. */
function verdict(
  { indication, subIndication }: Pick<ValidationReport, 'indication' | 'subIndication'>,
  { texts, style }: Words,
): string {
  const mark = MARKS[outcomeOf(indication)];
  const text = `${mark} ${texts.plain[indication]}`;
  const said =
    indication === 'TOTAL_PASSED'
      ? style.good(text)
      : indication === 'TOTAL_FAILED'
        ? style.bad(text)
        : style.strong(text);
  const term = `${indication}${subIndication === undefined ? '' : ` / ${subIndication}`}`;
  const why =
    subIndication === undefined
      ? ''
      : `\n  ${texts.labels.reason}${texts.labels.colon}${texts.because[subIndication]}`;
  return `${said}${why}\n  ${style.faint(`EN 319 102-1: ${term}`)}`;
}

function outcomeOf(indication: ValidationReport['indication']): Outcome {
  if (indication === 'TOTAL_PASSED') return 'passed';
  return indication === 'TOTAL_FAILED' ? 'failed' : 'not-checked';
}

function renderSignature(signature: SignatureReport, own: boolean, words: Words): string[] {
  const { texts } = words;
  const { labels } = texts;
  const { signer, authority, algorithm, times, seal, coverage, appearances } = signature;
  const { claimed, proven, provenBy, judged } = times;
  return [
    ...(own ? [`  ${verdict(signature, words)}`] : []),
    ...block([
      [labels.signer, signer && printable(signer.commonName ?? signer.subject)],
      [
        labels.organisation,
        signer && (signer.organisations.map((name) => printable(name)).join('  ') || undefined),
      ],
      ...certificateLines(signer, labels),
      [
        labels.authority,
        authority &&
          `${printable(authority.name)}  (${authority.trusted ? labels.trusted : labels.notTrusted})`,
      ],
      [labels.algorithm, algorithm === undefined ? undefined : printable(algorithmName(algorithm))],
      [labels.claimed, claimed === undefined ? labels.noTime : timeText(claimed)],
      [
        labels.proven,
        proven === undefined
          ? labels.noTime
          : `${timeText(proven)}  ${remarkOf(provenBy ?? '', texts)}`.trimEnd(),
      ],
      [labels.judged, timeText(judged)],
      [
        labels.coverage,
        coverage &&
          (coverage.whole
            ? `${labels.whole} (${list(coverage.covered, words)})`
            : `${labels.notWhole}; ${labels.uncovered}${labels.colon}${list(coverage.uncovered, words)}`),
      ],
      ...sealLines(seal, labels),
      ...appearances
        .slice(0, MOST_LISTED)
        .map(({ page, boundary }): Line => [
          labels.place,
          `${labels.page(printable(page))}  ${printable(boundary)}`.trimEnd(),
        ]),
    ]),
    `    ${labels.checks}  ${words.style.faint(texts.legend)}`,
    ...renderChecks(signature, words),
  ];
}

function certificateLines(signer: CertificateSummary | undefined, labels: VerifyTexts['labels']): Line[] {
  if (!signer) return [];
  const { serial, notBefore, notAfter, fingerprint } = signer;
  return [
    [
      labels.certificate,
      `${labels.serial} ${printable(serial)}  ${timeText(notBefore)}${labels.between}${timeText(notAfter)}`,
    ],
    ['', `SHA-256 ${fingerprint}`],
  ];
}

function sealLines(seal: SealSummary | undefined, labels: VerifyTexts['labels']): Line[] {
  if (!seal) return [];
  const { version, id, name, maker, makerId, validFrom, validUntil, picture } = seal;
  const { widthMm, heightMm, mediaType, bytes } = picture;
  return [
    [labels.seal, `${printable(name)}  ${printable(id)}  SES ${version}`],
    [labels.sealMaker, printable(maker ? (maker.commonName ?? maker.subject) : makerId)],
    [labels.sealValidity, `${timeText(validFrom)}${labels.between}${timeText(validUntil)}`],
    [
      labels.picture,
      `${String(widthMm)} × ${String(heightMm)} mm  ${printable(mediaType)}  ${sizeText(bytes.length)}`,
    ],
  ];
}

/** A line a check; below the path, what of it did not pass. */
function renderChecks({ checks, pathChecks }: SignatureReport, { texts, style }: Words): string[] {
  const width = Math.max(0, ...checks.map(({ name }) => widthOf(texts.checks[name])));
  const lines = checks.map(({ name, outcome, clause, detail, decides }) => {
    const told = [
      ...(decides ? [] : [`(${texts.labels.forInformation})`]),
      ...(detail === undefined ? [] : [remarkOf(detail, texts)]),
    ];
    const line = `      ${markOf(outcome, decides, style)} ${padded(texts.checks[name], width)}  ${style.faint(clause)}`;
    return told.length > 0 ? `${line}  ${told.join(' ')}` : line;
  });
  if (pathChecks.length === 0) return lines;
  const open = pathChecks.filter(({ outcome }) => outcome !== 'passed');
  return [
    ...lines,
    `      ${texts.labels.pathRules(pathChecks.length - open.length, pathChecks.length)}`,
    ...open
      .slice(0, MOST_LISTED)
      .map(({ name, outcome, clause, detail = '', subject }) =>
        `        ${MARKS[outcome]} ${name}  ${style.faint(clause)}  ${remarkOf(detail, texts)}${subject === undefined ? '' : ` (${printable(subject)})`}`.trimEnd(),
      ),
  ];
}

const remarkOf = (detail: string, texts: VerifyTexts): string => texts.remark(timesTold(printable(detail)));

function markOf(outcome: Outcome, decides: boolean, style: Style): string {
  const mark = MARKS[outcome];
  if (!decides || outcome === 'not-checked') return mark;
  return outcome === 'passed' ? style.good(mark) : style.bad(mark);
}

function list(items: readonly string[], { texts }: Words): string {
  const shown = items.slice(0, MOST_LISTED).map((item) => printable(item, 80));
  const more = items.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` ${texts.labels.more(more)}` : ''}`;
}

function block(lines: readonly Line[]): string[] {
  const told = lines.filter((line): line is readonly [string, string] => line[1] !== undefined);
  const width = Math.max(0, ...told.map(([label]) => widthOf(label)));
  return told.map(([label, value]) => `    ${padded(label, width)}  ${value}`);
}
