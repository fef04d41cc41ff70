export { createCms, digestNameOf, type CmsRequest, type Timestamper } from './create-cms.js';
export { createTimestamp, type TimestampSettings } from './create-timestamp.js';
export { documentKeyOf } from './document-key.js';
export { keyFromPkcs12 } from './pkcs12.js';
export { writePkcs12, type Pkcs12Content } from './write-pkcs12.js';
export type { DocumentSigningKey, SigningAlgorithm } from './signing-key.js';
export { verifyCms } from './verify-cms.js';
