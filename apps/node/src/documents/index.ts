export type { DocumentVerifications, VerificationOptions } from './ports.js';
