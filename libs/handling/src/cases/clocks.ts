import { readClock, type ClockReading, type StatutoryClock, type WorkingCalendar } from '#libs/calendar';
import { dayOf } from './day.js';
import type { CaseEventData } from './event.js';
import type { CaseView } from './view.js';

export type CaseClockName = CaseEventData<'overdue'>['clock'];

export interface CaseClock {
  name: CaseClockName;
  clock: StatutoryClock;
  /** When the step that it waited for was taken; absent while it runs. */
  endedAt?: number;
  reading: ClockReading;
}

/**
 * The periods of a case at an instant, those that have begun. One that has ended is read at its end: `overdue` there says
 * that it was not kept. The state of a case never depends on them, so replicas with different calendars agree.
 */
export function clocksOf(view: CaseView, at: number, calendar: WorkingCalendar): CaseClock[] {
  const { terms, times, stops, rating, extension } = view;
  if (!terms) return [];
  const { days } = terms;
  const withdrawn = times.withdrawn;
  const begun = (
    name: CaseClockName,
    startedAt: number | undefined,
    workingDays: number | undefined,
    endedAt: number | undefined,
    more: Partial<StatutoryClock> = {},
  ): CaseClock[] => {
    if (startedAt === undefined || workingDays === undefined) return [];
    const clock = { startedAt, workingDays, stops: [], ...more };
    const ended = endedAt ?? withdrawn;
    const reading = readClock(clock, Math.min(at, ended ?? at), calendar);
    return [{ name, clock, reading, ...(ended === undefined ? {} : { endedAt: ended }) }];
  };
  const extended = extension ? { extensionDays: extension.days } : {};
  return [
    ...begun('acceptance', times.received, days.acceptance, times.accepted ?? times.decided, {
      stops: stops.acceptance,
    }),
    ...begun('decision', times.accepted, days.decision, times.decided, {
      stops: stops.decision,
      ...extended,
    }),
    ...begun('promised', times.accepted, days.promised, times.decided, { stops: stops.decision }),
    ...begun('delivery', delivers(view) ? times.decided : undefined, days.delivery, times.delivered),
    ...begun(
      'rectification',
      rating?.rectification?.openedAt,
      days.rectification,
      rating?.rectification?.answeredAt,
    ),
  ];
}

const delivers = ({ decision }: CaseView): boolean =>
  decision !== undefined && decision.outcome !== 'not-accepted';

export interface Reminder {
  about: CaseClockName;
  /**
   * `approaching`: at most `warnDays` working days are left; `overdue`: the period is over; `deemed-accepted`: nobody told
   * in time what was missing, so an `accept` with `deemedSince` is due; `broken`: what was pledged did not come.
   */
  kind: 'approaching' | 'overdue' | 'deemed-accepted' | 'broken';
  /** Last day, `YYYY-MM-DD`. */
  due: string;
  /** Working days left after today: 0 on the last day, negative afterwards. */
  left: number;
  /** The day rests on a year whose holidays are not known yet. */
  uncertain: boolean;
  /** An `overdue` event says so already. */
  recorded: boolean;
}

/** What somebody should be told at an instant, the most urgent first. */
export function remindersOf(
  view: CaseView,
  at: number,
  calendar: WorkingCalendar,
  { warnDays = 3 }: { warnDays?: number } = {},
): Reminder[] {
  const running = clocksOf(view, at, calendar).flatMap(({ name, endedAt, reading }): Reminder[] => {
    const { due, state } = reading;
    if (endedAt !== undefined || due === undefined) return [];
    const left = calendar.between(dayOf(at), due.date);
    const common = {
      about: name,
      due: due.date,
      left,
      uncertain: !due.certain,
      recorded: isRecorded(view, name, due.date),
    };
    if (state === 'overdue')
      return [{ ...common, kind: name === 'acceptance' ? 'deemed-accepted' : 'overdue' }];
    return left <= warnDays ? [{ ...common, kind: 'approaching' }] : [];
  });
  return [...running, ...pledgeReminder(view, at, calendar, warnDays)].sort((a, b) => a.left - b.left);
}

function pledgeReminder(view: CaseView, at: number, calendar: WorkingCalendar, warnDays: number): Reminder[] {
  const { pledge } = view;
  if (pledge?.state !== 'open') return [];
  const { due } = pledge;
  const left = calendar.between(dayOf(at), due);
  const common = {
    about: 'pledge' as const,
    due,
    left,
    uncertain: !calendar.isCertain(due),
    recorded: isRecorded(view, 'pledge', due),
  };
  if (dayOf(at) > due) return [{ ...common, kind: 'broken' }];
  return left <= warnDays ? [{ ...common, kind: 'approaching' }] : [];
}

const isRecorded = ({ overdue }: CaseView, clock: CaseClockName, due: string): boolean =>
  overdue.some((one) => one.clock === clock && one.due === due);

/** The last day on which pledged material may come, where the pledge is made at an instant. */
export function pledgeDue(
  view: CaseView,
  missing: readonly string[],
  at: number,
  calendar: WorkingCalendar,
): string {
  const days = (view.terms?.materials ?? [])
    .filter(({ id }) => missing.includes(id))
    .map(({ pledge }) => pledge?.days ?? 0);
  return calendar.add(dayOf(at), Math.min(...(days.length > 0 ? days : [0]))).date;
}
