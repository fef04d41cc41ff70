import type { Auditing, CountedFlows, ShownDocument } from '../auditing/index.js';
import { toAuditedDocument } from './audit-present.js';
import { toDocumentReport } from './present-document.js';
import type { AuditEntryDocumentType, AuditFlowsType } from './types/audit-flow.type.js';

export const toAuditFlows = (
  { flows, exact }: CountedFlows,
  regionOf: Auditing['regionOf'],
): AuditFlowsType => ({
  flows: flows.map((flow) => ({
    ...flow,
    askingRegion: regionOf(flow.askingNode) ?? null,
    answeringRegion: regionOf(flow.answeringNode) ?? null,
  })),
  exact,
});

export const toEntryDocument = ({ told, today, code }: ShownDocument): AuditEntryDocumentType => ({
  told: toAuditedDocument(told),
  today: today ? toDocumentReport(today.report, today.trustEdition) : null,
  code: code ?? null,
});
