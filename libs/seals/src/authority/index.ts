export type { SubjectName } from './names.js';
export { Sm2Authority, type CertificateRequest, type CrlRequest, type Validity } from './sm2-authority.js';
