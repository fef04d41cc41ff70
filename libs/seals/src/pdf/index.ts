export { addValidationData, type ValidationData } from './add-validation-data.js';
export type { SealAppearance, SealRaster, SealShapes } from './appearance.js';
export { signPdf, type SignPdfRequest } from './sign-pdf.js';
export { verifyPdf } from './verify-pdf.js';
