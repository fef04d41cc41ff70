export type * from './ports.js';
export { openTransparency, type Transparency, type TransparencyParts } from './open-transparency.js';
export { logFigures } from './log-monitor.js';
export { ReadEntryBundle } from './read-entry-bundle.js';
export { transparencyConfig, type TransparencyConfig } from './transparency.config.js';
