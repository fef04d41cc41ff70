export { verifyPdf } from './verify-pdf.js';
