import type { ExportJob, FindingPage, ReviewSample, SavedSearch, StoredFinding } from '../auditing/index.js';
import type { AuditExportType, AuditSampleType, ReviewVerdict } from './types/audit-files.type.js';
import type {
  AuditFindingPageType,
  AuditFindingType,
  AuditFindingWithProofsType,
  FindingStateEnum,
  SavedAuditSearchType,
} from './types/audit-work.type.js';

export const toFinding = (finding: StoredFinding): AuditFindingType => ({
  id: finding.id,
  rule: finding.rule,
  state: finding.state as FindingStateEnum,
  openedAt: finding.openedAt.toISOString(),
  changedAt: finding.changedAt.toISOString(),
  note: finding.note,
  entries: finding.entries,
  occurrences: finding.occurrences,
  detail: Object.entries(finding.detail).map(([name, value]) => ({ name, value: String(value) })),
});

export const toFindingWithProofs = ({
  proofs,
  ...finding
}: StoredFinding & { proofs?: Record<string, unknown> }): AuditFindingWithProofsType => ({
  finding: toFinding(finding),
  proofs: proofs ? JSON.stringify(proofs) : null,
});

export const toFindingPage = ({ items, hasNextPage, endCursor }: FindingPage): AuditFindingPageType => ({
  findings: items.map(toFinding),
  pageInfo: { hasNextPage, endCursor },
});

export const toSavedSearch = ({ createdAt, filter, ...search }: SavedSearch): SavedAuditSearchType => ({
  ...search,
  filter: JSON.stringify(filter),
  createdAt: createdAt.toISOString(),
});

export const toExport = (job: ExportJob): AuditExportType => ({
  id: job.id,
  format: job.format,
  state: job.state,
  code: job.code,
  rowsDone: Number(job.rowsDone),
  rowsTotal: job.rowsTotal === null ? null : Number(job.rowsTotal),
  bytes: job.state === 'done' ? Number(job.bytesDone) : null,
  sha256: job.sha256,
  withPersonalValues: job.withPersonal,
  createdAt: job.createdAt.toISOString(),
  expiresAt: job.expiresAt.toISOString(),
});

export const toSample = ({ createdAt, items, ...sample }: ReviewSample): AuditSampleType => ({
  ...sample,
  createdAt: createdAt.toISOString(),
  items: items.map(({ verdict, secondVerdict, ...item }) => ({
    ...item,
    verdict: verdict as ReviewVerdict | null,
    secondVerdict: secondVerdict as ReviewVerdict | null,
  })),
});
