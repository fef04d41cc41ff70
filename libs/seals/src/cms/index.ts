export { createCms, digestNameOf, type CmsRequest } from './create-cms.js';
export { keyFromPkcs12 } from './pkcs12.js';
export type { DocumentSigningKey, SigningAlgorithm } from './signing-key.js';
export { verifyCms } from './verify-cms.js';
