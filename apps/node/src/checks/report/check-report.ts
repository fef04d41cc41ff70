import type { RegionCode } from '#libs/codes';
import type { Bilingual } from '#libs/handling';
import type { CheckProof, CheckSource, Provenance } from '../check.js';
import type { KeptCheck } from '../check-store.js';

export const CHECK_REPORT_FORMAT = 'tongban-check-report/1';

/** Where values come from; each value names one of these. */
export interface ReportProvenance extends Provenance {
  source: string;
  region: RegionCode;
  dataset: string;
  /** State of the data, ISO 8601. */
  asOf?: string;
  answeredAt?: string;
}

export interface CheckReportSection {
  /** `<region>:<dataset>`. */
  source: string;
  region: RegionCode;
  dataset: string;
  department: { key: string; name: Bilingual; code?: string; ownName?: string };
  title: Bilingual;
  matterItems: readonly string[];
  outcome: 'answered' | 'nothing-found' | 'refused' | 'not-available';
  reason?: Bilingual;
  code?: string;
  until?: string;
  asOf?: string;
  askedAt?: string;
  answeredAt?: string;
  /** Edition in which a late answer came in. */
  joined?: number;
  truncated?: true;
  withheld: readonly string[];
  records: readonly Readonly<Record<string, { value: string | null; from: string }>>[];
}

/** The report as a system reads it: the same as the PDF, and for every value where it comes from. */
export interface CheckReport {
  format: typeof CHECK_REPORT_FORMAT;
  number: string;
  check: string;
  case?: string;
  title: Bilingual;
  edition: { number: number; replaces?: { number: number; json: string; pdf: string } };
  madeAt: string;
  issuer: { node: string; code: string; name: string; region: RegionCode };
  matter: { id: string; version: number; digest: string; title: Bilingual; itemCode: string };
  subject: { type: string; code: string; name: string };
  /** For whom and why it was asked. */
  use: {
    caseNumber: string;
    legalBasis: string;
    reason: string;
    organisation: { code: string; name: string };
  };
  facts: readonly { label: Bilingual; value: string }[];
  proofs: readonly CheckProof[];
  sections: readonly CheckReportSection[];
  provenance: Readonly<Record<string, ReportProvenance>>;
  verification: { code: string; url: string };
}

export interface ReportIssuer {
  node: string;
  code: string;
  name: string;
  region: RegionCode;
  /** Where anybody verifies a report; the code is put at the end. */
  verifyUrl: string;
  /** Invented data: the report says so. */
  sample: boolean;
}

const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString();
const given = <K extends string, T>(key: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [key]: value } as Record<K, T>);

/** What an edition says, from what is written down of the check. */
export function checkReport(
  check: KeptCheck,
  edition: { number: number; madeAt: number; joined: readonly string[] },
  issuer: ReportIssuer,
): CheckReport {
  const { request } = check;
  const { matter, subject, context } = request;
  const provenance: Record<string, ReportProvenance> = {};
  const sections = check.sources.map((source, place): CheckReportSection => {
    const from = `p${String(place + 1)}`;
    if (source.reply && source.reply.outcome !== 'not-available') provenance[from] = provenanceOf(source);
    return sectionOf(source, from, edition);
  });
  const before = check.editions.at(-1);
  return {
    format: CHECK_REPORT_FORMAT,
    number: check.number,
    check: check.id,
    ...given('case', check.caseId),
    title: matter.report,
    edition: {
      number: edition.number,
      ...given('replaces', before && { number: before.number, json: before.json, pdf: before.pdf }),
    },
    madeAt: new Date(edition.madeAt).toISOString(),
    issuer: { node: issuer.node, code: issuer.code, name: issuer.name, region: issuer.region },
    matter: {
      id: matter.id,
      version: matter.version,
      digest: matter.digest,
      title: matter.title,
      itemCode: context.purpose.itemCode,
    },
    subject,
    use: {
      caseNumber: context.caseNumber,
      legalBasis: context.legalBasis,
      reason: context.reason,
      organisation: context.organisation,
    },
    facts: request.facts,
    proofs: request.proofs,
    sections,
    provenance,
    verification: { code: check.code, url: issuer.verifyUrl + check.code },
  };
}

function provenanceOf({ key, region, dataset, reply, answeredAt }: CheckSource): ReportProvenance {
  const asOf = reply && 'asOf' in reply ? reply.asOf : undefined;
  return {
    source: key,
    region,
    dataset,
    ...reply?.provenance,
    ...given('asOf', iso(asOf)),
    ...given('answeredAt', iso(answeredAt)),
  };
}

function sectionOf(
  source: CheckSource,
  from: string,
  edition: { number: number; joined: readonly string[] },
): CheckReportSection {
  const { reply } = source;
  const own = reply?.provenance.department;
  const joined = source.edition ?? (edition.joined.includes(source.key) ? edition.number : undefined);
  return {
    source: source.key,
    region: source.region,
    dataset: source.dataset,
    department: { ...source.department, ...given('code', own?.code), ...given('ownName', own?.name) },
    title: source.title,
    matterItems: source.matterItems,
    outcome: reply?.outcome ?? 'not-available',
    ...(reply?.outcome === 'refused' ? { reason: reply.reason, ...given('code', reply.code) } : {}),
    ...(reply?.outcome === 'not-available' ? { code: reply.code, ...given('until', iso(reply.until)) } : {}),
    ...given('asOf', reply && 'asOf' in reply ? iso(reply.asOf) : undefined),
    ...given('askedAt', iso(source.askedAt)),
    ...given('answeredAt', reply?.outcome === 'not-available' ? undefined : iso(source.answeredAt)),
    ...(joined !== undefined && joined > 1 ? { joined } : {}),
    ...(reply?.outcome === 'answered' && reply.truncated ? { truncated: true as const } : {}),
    withheld: reply?.withheld ?? [],
    records:
      reply?.outcome === 'answered'
        ? reply.records.map((record) =>
            Object.fromEntries(
              shownColumns(source).map(({ code }) => [code, { value: record[code] ?? null, from }]),
            ),
          )
        : [],
  };
}

/** Columns of what was released: an item that nobody gave is named among those withheld and has no column. */
export const shownColumns = ({ columns, reply }: CheckSource): CheckSource['columns'] =>
  columns.filter(({ code }) => !reply?.withheld.includes(code));
