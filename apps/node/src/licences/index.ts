export type { DocumentStore, OpenedDocument, StoredDocument } from './documents/document-store.js';
export { FileDocumentStore } from './documents/file-document-store.js';
export {
  asContent,
  documentDigests,
  documentLink,
  LicenceDocuments,
  type DocumentLink,
} from './documents/licence-documents.js';
export { DOCUMENT_MEDIA_TYPES, sniffMediaType, type DocumentMediaType } from './documents/media-type.js';
export { formatCsvRecord, parseCsvRecord } from './import/csv.js';
export { decoderOf, IMPORT_ENCODINGS, inspectBeginning, type ImportEncoding } from './import/encoding.js';
export type { ImportCounts } from './import/import-job.js';
export {
  importLicences,
  type ImportRequest,
  type ImportResult,
  type ImportStep,
  type ImportSurroundings,
} from './import/import-licences.js';
export { RecordReader, type ImportFormat, type RawRecord } from './import/records.js';
export { writeFindings } from './import/write-findings.js';
export { licencesConfig, type LicencesConfig } from './licences.config.js';
export { licencePage } from './samples/layout/licence-page.js';
export type { LicencePage as SampleLicencePage } from './samples/layout/page.js';
export { sampleDocument, SAMPLE_NOTES } from './samples/sample-document.js';
export { sampleFont } from './samples/sample-font.js';
export {
  seedSamples,
  type SampleDocument,
  type SampleDocuments,
  type SeedRequest,
  type SeedResult,
} from './samples/seed-samples.js';
export { addLicence } from './store/add-licence.js';
export { changeLicenceStatus, type StatusDecision } from './store/change-licence-status.js';
export { LicenceStore, type HolderKey, type HolderQuery, type LicencePage } from './store/licence-store.js';
export { holdersOfType, licencesOfHolders } from './store/licences-of-holders.js';
export { lockLicence } from './store/lock-licence.js';
export { statusHistory } from './store/status-history.js';
