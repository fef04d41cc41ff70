export { mattersConfig, type MattersConfig } from './matters.config.js';
export { openMatters, type MattersRoom } from './open-matters.js';
export type { Department, HeldMatter, MatterPart, Matters } from './ports.js';
