import type { CheckSource, KeptCheck } from '../checks/index.js';
import type {
  CheckOutcomeOfSource,
  CheckPageType,
  CheckSourceState,
  CheckSourceType,
  CheckState,
  CheckType,
} from './types/check.type.js';
import type { Region } from './types/enums.js';

/** Checks in the words of the schema. */

const instant = (at: number | undefined): string | null =>
  at === undefined ? null : new Date(at).toISOString();

function toSource(source: CheckSource): CheckSourceType {
  const { key, region, dataset, title, department, state, attempts, reply, edition } = source;
  const refused = reply?.outcome === 'refused' ? reply : undefined;
  const away = reply?.outcome === 'not-available' ? reply : undefined;
  return {
    key,
    region: region as Region,
    dataset,
    titleZh: title.zh,
    titleEn: title.en,
    department: reply?.provenance.department?.name ?? department.name.zh,
    state: state as CheckSourceState,
    outcome: (reply?.outcome ?? null) as CheckOutcomeOfSource | null,
    records: reply?.outcome === 'answered' ? reply.records.length : null,
    reasonZh: refused?.reason.zh ?? null,
    reasonEn: refused?.reason.en ?? null,
    code: refused?.code ?? away?.code ?? null,
    until: instant(away?.until),
    attempts,
    askedAt: instant(source.askedAt),
    answeredAt: away ? null : instant(source.answeredAt),
    asOf: instant(reply && 'asOf' in reply ? reply.asOf : undefined),
    edition: edition ?? null,
    receipt: reply?.provenance.receipt ?? null,
  };
}

export function toCheck(check: KeptCheck): CheckType {
  const { id, request } = check;
  const path = (file: string, edition: number): string => `/checks/${id}/${file}?edition=${String(edition)}`;
  return {
    id,
    number: check.number,
    code: check.code,
    caseId: check.caseId ?? null,
    matter: request.matter.id,
    subjectName: request.subject.name,
    subjectCode: request.subject.code,
    state: check.state as CheckState,
    settled: check.sources.filter(({ state }) => state === 'settled').length,
    total: check.sources.length,
    begunAt: new Date(check.begunAt).toISOString(),
    finishedAt: instant(check.finishedAt),
    problem: check.problem ?? null,
    sources: check.sources.map(toSource),
    editions: check.editions.map(({ number, madeAt, joined, pdf, json }) => ({
      number,
      madeAt: new Date(madeAt).toISOString(),
      joined: [...joined],
      pdfDigest: pdf,
      jsonDigest: json,
      pdfPath: path('report.pdf', number),
      jsonPath: path('report.json', number),
      evidencePath: path('evidence.zip', number),
    })),
  };
}

export const toCheckPage = (found: { items: KeptCheck[]; hasNextPage: boolean }): CheckPageType => ({
  items: found.items.map(toCheck),
  pageInfo: { hasNextPage: found.hasNextPage, endCursor: found.items.at(-1)?.id ?? null },
});
