export {
  checkConfig,
  loadConfig,
  type ConfigCheck,
  type ConfigEnvironment,
  type LoadedConfig,
} from './load.js';
export { formatProblems, type ConfigProblem } from './problem.js';
export { nodeConfiguration, type NodeConfiguration } from './schema.js';
