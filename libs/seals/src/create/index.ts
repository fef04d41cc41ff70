export { makeSeal, type SealContent } from './make-seal.js';
export type { Stamp } from './ofd-files.js';
export { sealKeyOf, type SealKey } from './seal-key.js';
export { sealOfd, type SealOfdInput } from './seal-ofd.js';
export { signSesV4Seal, type SealSignatureContent } from './sign-ses-v4-seal.js';
