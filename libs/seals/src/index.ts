export * from './report/index.js';
export { verifyDocument, type DocumentVerifier } from './verify-document.js';
