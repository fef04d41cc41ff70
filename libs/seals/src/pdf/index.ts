export type { SealAppearance, SealRaster } from './appearance.js';
export { signPdf, type SignPdfRequest } from './sign-pdf.js';
export { verifyPdf } from './verify-pdf.js';
