import { z } from 'zod';
import { Refusal } from '#libs/errors';
import { dayNumber, dayOfDate, weekdayOf } from './day.js';

const date = z.string().refine((text) => dayNumber(text) !== undefined, { message: 'a date, YYYY-MM-DD' });

/**
 * One year's arrangement of holidays, as the General Office of the State Council announces it (国务院办公厅关于某年部分
 * 节假日安排的通知): the days off, and the days of weekends that are worked instead (调休上班).
 */
export const holidayNoticeSchema = z.strictObject({
  year: z.int().min(2000).max(2100).describe('The year that it is about.'),
  document: z.string().min(1).max(100).describe('Number of the notice, for example 国办发明电〔2025〕7号.'),
  issued: date.describe('Day of the notice.'),
  holidays: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(20).describe('Name of the holiday.'),
        from: date.describe('First day off, YYYY-MM-DD.'),
        until: date.describe('Last day off, YYYY-MM-DD.'),
      }),
    )
    .min(1)
    .max(20)
    .describe('Days off, both ends included.'),
  worked: z.array(date).max(30).describe('Saturdays and Sundays that are worked.'),
});
export type HolidayNotice = z.infer<typeof holidayNoticeSchema>;

const invalid = (hint: string, cause?: unknown) => new Refusal('HOLIDAY_NOTICE_INVALID', { hint, cause });

/**
 * Reads a notice from parsed YAML or JSON.
 * @throws Refusal HOLIDAY_NOTICE_INVALID with the member at fault
 */
export function readHolidayNotice(value: unknown): HolidayNotice {
  const parsed = holidayNoticeSchema.safeParse(value);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.path.join('.') ?? '', parsed.error);
  const notice = parsed.data;
  const off = new Set<number>();
  for (const [index, { from, until }] of notice.holidays.entries()) {
    const [first, last] = [dayOfDate(from), dayOfDate(until)];
    // The longest so far are of eight and nine days; anything much longer is a slip of the pen.
    if (last < first || last - first > 15) throw invalid(`holidays.${index}`);
    for (let day = first; day <= last; day += 1) {
      if (off.has(day)) throw invalid(`holidays.${index} overlaps`);
      off.add(day);
    }
  }
  for (const [index, text] of notice.worked.entries()) {
    const day = dayOfDate(text);
    const weekday = weekdayOf(day);
    if (weekday !== 0 && weekday !== 6) throw invalid(`worked.${index} is no weekend`);
    if (off.has(day)) throw invalid(`worked.${index} is a day off`);
  }
  return notice;
}
