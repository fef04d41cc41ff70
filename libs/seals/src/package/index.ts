export { resolveLocation } from './entry-name.js';
export { PACKAGE_LIMITS, type PackageLimits } from './limits.js';
export { Package } from './package.js';
export { writePackage } from './write-package.js';
