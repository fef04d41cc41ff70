export {
  createSampleAuthority,
  issueSampleCertificate,
  SAMPLE_MARK,
  type SampleCredential,
} from './authority.js';
export { DEMO_SUBJECTS, ensureSampleCerts, type SampleCertFiles, type SampleSubject } from './store.js';
