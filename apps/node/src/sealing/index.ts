export { FileSealer, type SealAndKey, type SealerParts } from './file-sealer.js';
export { openSealing, type SealingSurroundings } from './open-sealing.js';
export type { DocumentSealer, PdfNote, SealOfdOptions, SealPdfOptions, SealPlace } from './ports.js';
export { sealingConfig, type SealingConfig } from './sealing.config.js';
