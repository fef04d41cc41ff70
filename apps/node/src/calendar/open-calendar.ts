import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { KNOWN_NOTICES, readHolidayNotice, WorkingCalendar } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import type { CalendarConfig } from './calendar.config.js';

/**
 * The calendar of this node: what the program knows and what its operator has added.
 * @throws Refusal `HOLIDAY_NOTICE_INVALID` (hint: file and member), `CONFIG_INVALID` where a file cannot be read
 */
export function openCalendar({ notices }: CalendarConfig): WorkingCalendar {
  return new WorkingCalendar([...KNOWN_NOTICES, ...notices.map(noticeFrom)]);
}

function noticeFrom(file: string) {
  let value: unknown;
  try {
    value = parse(readFileSync(file, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    throw new Refusal('CONFIG_INVALID', { hint: `calendar.notices: ${file} cannot be read`, cause });
  }
  try {
    return readHolidayNotice(value);
  } catch (cause) {
    const hint = cause instanceof Refusal ? (cause.hint ?? '') : '';
    throw new Refusal('HOLIDAY_NOTICE_INVALID', { hint: `${file}: ${hint}`, cause });
  }
}
