export { holidayNoticeSchema, readHolidayNotice, type HolidayNotice } from './notice.js';
export { KNOWN_NOTICES } from './notices.data.js';
export { readClock, type ClockReading, type StatutoryClock, type Stop } from './statutory-clock.js';
export { WorkingCalendar, type CountedDate, type DayKind } from './working-calendar.js';
