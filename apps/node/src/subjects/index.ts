export type { AccessRecord } from './access-record.js';
export { openSubjects, type Subjects } from './open-subjects.js';
export type { AccessRecordPage } from './read-access-records.js';
export { subjectsConfig, type SubjectsConfig } from './subjects.config.js';
