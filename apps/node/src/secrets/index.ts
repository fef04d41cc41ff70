export { openOwnKey } from './own-key.js';
export { Sealer } from './sealer.js';
export { writeSecretFile } from './secret-file.js';
