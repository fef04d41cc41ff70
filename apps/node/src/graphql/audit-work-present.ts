import type { FindingPage, SavedSearch, StoredFinding } from '../auditing/index.js';
import type {
  AuditFindingPageType,
  AuditFindingType,
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

export const toFindingPage = ({ items, hasNextPage, endCursor }: FindingPage): AuditFindingPageType => ({
  findings: items.map(toFinding),
  pageInfo: { hasNextPage, endCursor },
});

export const toSavedSearch = ({ createdAt, filter, ...search }: SavedSearch): SavedAuditSearchType => ({
  ...search,
  filter: JSON.stringify(filter),
  createdAt: createdAt.toISOString(),
});
