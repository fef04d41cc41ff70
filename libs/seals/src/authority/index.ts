export {
  CertificateAuthority,
  type CertificateRequest,
  type CrlRequest,
  type Validity,
} from './certificate-authority.js';
export { certifyingKeyOf, sm2CertifyingKey, type CertifyingKey } from './certifying-key.js';
export type { SubjectName } from './names.js';
