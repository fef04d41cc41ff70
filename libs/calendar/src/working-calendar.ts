import { dateText, dayOf, dayOfDate, endOfDay, weekdayOf } from './day.js';
import { readHolidayNotice, type HolidayNotice } from './notice.js';

export type DayKind = 'working' | 'moved-working' | 'weekend' | 'holiday';

/** A date that was counted out; `certain` is false where a year without a notice was passed. */
export interface CountedDate {
  /** `YYYY-MM-DD`, Beijing. */
  date: string;
  certain: boolean;
}

/**
 * Which days are worked. Weekends and the days off of a year's notice are not; weekend days that its notice moves are
 * (行政许可法 第八十二条: periods in days mean working days, without statutory holidays).
 */
export class WorkingCalendar {
  private readonly off = new Set<number>();
  private readonly worked = new Set<number>();
  private readonly years = new Set<number>();

  /**
   * A later notice of the same year replaces an earlier one.
   * @throws Refusal HOLIDAY_NOTICE_INVALID
   */
  constructor(notices: readonly HolidayNotice[]) {
    const byYear = new Map<number, HolidayNotice>();
    for (const notice of notices) byYear.set(notice.year, readHolidayNotice(notice));
    for (const { year, holidays, worked } of byYear.values()) {
      this.years.add(year);
      for (const { from, until } of holidays) {
        for (let day = dayOfDate(from); day <= dayOfDate(until); day += 1) this.off.add(day);
      }
      for (const date of worked) this.worked.add(dayOfDate(date));
    }
  }

  /** @param date `YYYY-MM-DD` */
  kindOf(date: string): DayKind {
    return this.kind(dayOfDate(date));
  }

  isWorking(date: string): boolean {
    return this.works(dayOfDate(date));
  }

  /** Whether the year of the date has a notice. */
  isCertain(date: string): boolean {
    return this.years.has(Number(date.slice(0, 4)));
  }

  /** The date in Beijing of an instant, milliseconds since 1970. */
  dateOf(at: number): string {
    return dateText(dayOf(at));
  }

  /**
   * The last day of a period of working days that begins on `date`: that day is not counted, counting starts with the
   * next one (民法典 第二百零一条). Zero gives the day itself.
   */
  add(date: string, days: number): CountedDate {
    if (!Number.isInteger(days) || days < 0 || days > 10_000) throw new RangeError('days');
    let day = dayOfDate(date);
    let certain = this.isCertain(date);
    for (let left = days; left > 0;) {
      day += 1;
      certain &&= this.years.has(yearOf(day));
      if (this.works(day)) left -= 1;
    }
    return { date: dateText(day), certain };
  }

  /** Working days after `from` up to and with `until`; negative where `until` lies before. */
  between(from: string, until: string): number {
    const [first, last] = [dayOfDate(from), dayOfDate(until)];
    let count = 0;
    for (let day = Math.min(first, last) + 1; day <= Math.max(first, last); day += 1) {
      if (this.works(day)) count += 1;
    }
    return last < first ? -count : count;
  }

  /** The instant at which a date ends: until then a deadline on it is kept. */
  endOf(date: string): number {
    return endOfDay(dayOfDate(date));
  }

  private works(day: number): boolean {
    const kind = this.kind(day);
    return kind === 'working' || kind === 'moved-working';
  }

  private kind(day: number): DayKind {
    if (this.off.has(day)) return 'holiday';
    if (this.worked.has(day)) return 'moved-working';
    const weekday = weekdayOf(day);
    return weekday === 0 || weekday === 6 ? 'weekend' : 'working';
  }
}

const yearOf = (day: number): number => Number(dateText(day).slice(0, 4));
