export { consoleDocuments } from './assets.js';
export { consoleConfig, type ConsoleConfig } from './console.config.js';
export { openConsole, type Console } from './open-console.js';
