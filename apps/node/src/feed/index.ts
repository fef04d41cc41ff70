export { feedConfig, type FeedConfig } from './feed.config.js';
export { EventQueue } from './event-queue.js';
export { LiveChanges, type CaseNews, type LiveChange } from './live-changes.js';
export type { ProgressOfCheck, ReadCheck } from './ports.js';
export { StreamSeats } from './stream-seats.js';
export { Subscribe, type CaseChanged } from './subscribe.js';
