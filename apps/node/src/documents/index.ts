export { documentsConfig, type DocumentsConfig } from './documents.config.js';
export { openDocuments, type Documents, type DocumentsParts } from './open-documents.js';
export type { DocumentVerifications, VerificationOptions } from './ports.js';
