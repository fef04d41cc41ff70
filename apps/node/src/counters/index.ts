export {
  APPOINTMENT_KINDS,
  SESSION_OUTCOMES,
  type Appointment,
  type Booking,
  type SessionRecord,
} from './appointments.js';
export type { Handover } from './claim-case.js';
export { countersConfig, type CountersConfig } from './counters.config.js';
export { TASK_LISTS, type CasePage, type ListedCase, type Looker, type TaskList } from './list-cases.js';
export { openCounters, openProjection, type CountersRoom } from './open-counters.js';
export type { SearchInput } from './search-cases.js';
export { DIMENSIONS, type CaseFigures, type Dimension } from './statistics.js';
