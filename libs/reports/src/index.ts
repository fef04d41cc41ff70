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
