export { drawCertificate } from './draw/draw-certificate.js';
export { drawNotice } from './draw/draw-notice.js';
export { drawReport } from './draw/draw-report.js';
export type { DrawnDocument, DrawOptions, SealRoom } from './draw/letter.js';
export {
  MAX_REPORT_ROWS,
  readReport,
  reportSchema,
  sectionOutcomes,
  type ReportInput,
  type ReportModel,
  type ReportSection,
  type SectionOutcome,
} from './model/report.js';
export { noticeKinds, noticeSchema, readNotice, type NoticeKind, type NoticeModel } from './model/notice.js';
export { both, noticeWords, type Both } from './words.js';
export { certificateSchema, readCertificate, type CertificateModel } from './model/certificate.js';
