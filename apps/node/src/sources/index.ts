export type { SourceHealth } from './guard/source-figures.js';
export { openSources, type Sources } from './open-sources.js';
export type {
  AskOptions,
  DepartmentRecord,
  DepartmentSource,
  DepartmentSources,
  RecordQuestion,
  RecordVerdict,
  SourceAnswer,
} from './ports.js';
export { sourcesConfig, type SourcesConfig } from './sources.config.js';
