import type { WorkingCalendar } from '#libs/calendar';
import type { RegionCode } from '#libs/codes';
import { caseStates, clocksOf, type CaseView } from '#libs/handling';

/** Whose turn it is in a case, as a counter of one region sees it. */
export type Awaits = 'counter' | 'authority' | 'elsewhere' | 'applicant' | 'nobody';

/** A case at a glance: everything that lists are made of, and nothing that names a person. */
export interface Glance {
  state: string;
  /** Whether somebody still has to do something. */
  open: boolean;
  awaits: Awaits;
  /** Bodies of this region whose turn it is. */
  waiting: string[];
  outcome?: string;
  due?: { on: string; clock: string };
  pledgeDue?: string;
  correction: boolean;
  rectification: boolean;
}

export interface GlanceContext {
  region: RegionCode;
  /** Of this region: the body that decides, where the case is decided here, and the one that received it here. */
  authority?: string;
  counter?: string;
  /** Body of this region behind a department of the case's definition. */
  bodyOf: (key: string) => string | undefined;
  calendar: WorkingCalendar;
  now: number;
}

export function glanceOf(view: Readonly<CaseView>, context: GlanceContext): Glance {
  const { state } = view;
  if (!state) throw new Error('a case that was not received has no glance');
  const awaits = awaitsOf(view, context.region);
  const due = dueOf(view, context);
  const pledgeDue = view.pledge?.state === 'open' ? view.pledge.due : undefined;
  const rectification = isRectifying(view);
  const waiting = new Set<string>();
  if (awaits === 'authority' && context.authority !== undefined) waiting.add(context.authority);
  if (awaits === 'counter' && context.counter !== undefined) waiting.add(context.counter);
  if (rectification && context.counter !== undefined) waiting.add(context.counter);
  for (const key of openItems(view, context.region)) {
    const body = context.bodyOf(key);
    if (body !== undefined) waiting.add(body);
  }
  return {
    state,
    open: !caseStates[state].final || pledgeDue !== undefined || rectification || waiting.size > 0,
    awaits,
    waiting: [...waiting].sort(),
    ...(view.decision ? { outcome: view.decision.outcome } : {}),
    ...(due ? { due } : {}),
    ...(pledgeDue === undefined ? {} : { pledgeDue }),
    correction:
      view.correction !== undefined && view.correction.doneAt === undefined && state === 'correction-asked',
    rectification,
  };
}

const isRectifying = ({ rating }: Readonly<CaseView>): boolean =>
  rating?.rectification !== undefined && rating.rectification.answeredAt === undefined;

function awaitsOf(view: Readonly<CaseView>, region: RegionCode): Awaits {
  const { state, parties, opening, handedOver } = view;
  const atReceipt = parties?.receipt === region;
  const atDecision = parties?.decision === region;
  const counter: Awaits = atReceipt ? 'counter' : 'elsewhere';
  const authority: Awaits = atDecision ? 'authority' : 'elsewhere';
  switch (state) {
    case 'received':
      // 异地代收代办: the counter's until it has handed over.
      return opening?.model === 'collected' && !handedOver ? counter : authority;
    case 'accepted':
    case 'under-review':
    case 'special-procedure':
      return authority;
    case 'approved':
    case 'approved-with-pledge':
    case 'refused':
      // 全程网办 is delivered by who decides; otherwise by the counter that the applicant stood before.
      return opening?.model === 'online' ? authority : counter;
    case 'correction-asked':
    case 'delivered':
      return 'applicant';
    case 'rated':
      return isRectifying(view) ? authority : 'nobody';
    default:
      return 'nobody';
  }
}

const DONE: ReadonlySet<string> = new Set(['approved', 'answered', 'nothing-found', 'refused']);

/** Departments of items of a region that may be answered now: the case is accepted, and what comes before is done. */
function openItems({ items, state }: Readonly<CaseView>, region: RegionCode): string[] {
  if (state !== 'accepted' && state !== 'under-review' && state !== 'special-procedure') return [];
  const isDone = (id: string): boolean => {
    const outcome = items[id]?.answer?.outcome;
    return outcome === undefined ? (items[id]?.optional ?? true) : DONE.has(outcome);
  };
  return Object.values(items)
    .filter((item) => item.region === region)
    .filter(({ answer }) => answer === undefined || answer.outcome === 'not-available')
    .filter(({ after }) => after.every(isDone))
    .map(({ department }) => department);
}

function dueOf(view: Readonly<CaseView>, { now, calendar }: GlanceContext): Glance['due'] {
  const running: { on: string; clock: string }[] = clocksOf(view, now, calendar).flatMap(
    ({ name, endedAt, reading }) =>
      endedAt === undefined && reading.due ? [{ on: reading.due.date, clock: name }] : [],
  );
  if (view.pledge?.state === 'open') running.push({ on: view.pledge.due, clock: 'pledge' });
  return running.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))[0];
}
