import { MAX_REPORT_ROWS, readReport, type ReportInput, type ReportModel } from '#libs/reports';
import type { CheckSource } from '../check.js';
import type { KeptCheck } from '../check-store.js';
import { shownColumns, type ReportIssuer } from './check-report.js';

const clipped = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1)}…`;
/** A lone surrogate is no text; departments send what they send. */
const sound = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** The report as people are handed it. Rows beyond what a report takes are counted and not drawn: the JSON holds them. */
export function reportModel(
  check: KeptCheck,
  edition: { number: number; madeAt: number; joined: readonly string[]; json: string },
  issuer: ReportIssuer,
): ReportModel {
  const before = check.editions.at(-1);
  // Each answer has a row at least; what is left is given to whoever comes first.
  let room = MAX_REPORT_ROWS - check.sources.length;
  const sections = check.sources.map((source) => {
    const section = sectionOf(source, edition, room + 1);
    room -= Math.max((section.records?.length ?? 0) - 1, 0);
    return section;
  });
  const input: ReportInput = {
    v: 1,
    title: check.request.matter.report,
    number: check.number,
    ...(check.caseId === undefined ? {} : { caseId: check.caseId }),
    edition: {
      number: edition.number,
      ...(before ? { replaces: { number: before.number, digest: before.pdf } } : {}),
    },
    issuer: { code: issuer.code, name: issuer.name, region: issuer.region },
    issuedAt: edition.madeAt,
    ...(issuer.sample ? { sample: true as const } : {}),
    facts: check.request.facts.map(({ label, value }) => ({ label, value: sound(clipped(value, 2000)) })),
    sections,
    notes: notesOf(check, edition.json),
    verification: { code: check.code, url: issuer.verifyUrl + check.code },
  };
  return readReport(input);
}

type SectionInput = ReportInput['sections'][number];

function sectionOf(
  source: CheckSource,
  edition: { number: number; joined: readonly string[] },
  room: number,
): SectionInput {
  const { reply } = source;
  const own = reply?.provenance.department;
  const joined = source.edition ?? (edition.joined.includes(source.key) ? edition.number : undefined);
  const { receipt, request, rule } = reply?.provenance ?? {};
  const common = {
    id: source.key,
    title: { zh: clipped(source.title.zh, 120), en: clipped(source.title.en, 120) },
    source: {
      department: sound(clipped(own?.name ?? source.department.name.zh, 200)),
      ...(own ? { code: own.code.slice(0, 40) } : {}),
      region: source.region,
    },
    ...(joined !== undefined && joined > 1 ? { joined } : {}),
    withheld: source.columns
      .filter(({ code }) => reply?.withheld.includes(code))
      .slice(0, 40)
      .map(({ label }) => label),
    provenance: {
      ...(receipt === undefined ? {} : { receipt: receipt.slice(0, 200) }),
      ...(request === undefined ? {} : { request }),
      ...(rule === undefined ? {} : { rule: rule.slice(0, 200) }),
    },
  };
  const answered = source.answeredAt === undefined ? {} : { answeredAt: source.answeredAt };
  switch (reply?.outcome) {
    case 'answered': {
      const columns = shownColumns(source).slice(0, 40);
      const rows = reply.records.slice(0, room);
      const isCut = reply.truncated === true || rows.length < reply.records.length;
      return {
        ...common,
        ...answered,
        outcome: 'answered',
        ...(reply.asOf === undefined ? {} : { asOf: reply.asOf }),
        ...(isCut ? { truncated: true as const } : {}),
        columns: columns.map(({ code, label }) => ({ code, label })),
        records: rows.map((record) =>
          columns.map(({ code }) => {
            const value = record[code];
            return value === undefined || value === null ? null : sound(clipped(value, 4000));
          }),
        ),
      };
    }
    case 'nothing-found':
      return {
        ...common,
        ...answered,
        outcome: 'nothing-found',
        ...(reply.asOf === undefined ? {} : { asOf: reply.asOf }),
      };
    case 'refused':
      return {
        ...common,
        ...answered,
        outcome: 'refused',
        reason: {
          zh: sound(clipped(reply.reason.zh, 500)),
          en: sound(clipped(reply.reason.en, 500)),
        },
      };
    default:
      return {
        ...common,
        outcome: 'not-available',
        ...(reply?.until === undefined ? {} : { until: reply.until }),
      };
  }
}

function notesOf(check: KeptCheck, json: string): { zh: string; en: string }[] {
  const late = check.sources.filter(({ reply }) => !reply || reply.outcome === 'not-available').length;
  return [
    {
      zh: '本报告所列信息由各部门信息系统提供，仅反映所注明时点的登记状况；“未查到”仅指该来源未查到。',
      en: 'What is stated was given by the departments’ systems and reflects the time that is named; “nothing found” speaks of that source alone.',
    },
    ...(late > 0
      ? [
          {
            zh: `有 ${String(late)} 个来源尚未答复，答复后并入修订版；请以验证页所示最新版次为准。`,
            en: `${String(late)} source(s) have not answered yet; late answers join a later edition. The verification page tells which edition is the newest.`,
          },
        ]
      : []),
    {
      zh: `机器可读报告（JSON）的 SHA-256 摘要：${json}`,
      en: `SHA-256 of the report in JSON: ${json}`,
    },
  ];
}
