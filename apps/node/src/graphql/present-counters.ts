import { uscc } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { caseStates } from '#libs/handling';
import type { ClientCaller, HolderIdentity } from '../callers/index.js';
import type {
  Appointment,
  Booking,
  CaseFigures,
  CasePage,
  Handover,
  ListedCase,
  SearchInput,
  SessionRecord,
} from '../counters/index.js';
import { holderOf } from './arguments.js';
import type { OperationContext } from './operation-context.js';
import type {
  AppointmentKind,
  AppointmentState,
  CaseChannel,
  SessionOutcome,
  SessionPart,
} from './types/counter-enums.js';
import type {
  AppointmentInput,
  AppointmentPageType,
  AppointmentType,
  CaseFiguresType,
  CaseHandoverType,
  CaseSearchInput,
  JointSessionInput,
  ListedCasePageType,
  ListedCaseType,
} from './types/counter.type.js';
import type { Region } from './types/enums.js';

const instant = (at: number): string => new Date(at).toISOString();
const bad = (hint: string): Refusal => new Refusal('COUNTER_INPUT_INVALID', { hint });

/** @throws Refusal ROLE_NOT_ALLOWED */
export function clientOf({ caller }: OperationContext): ClientCaller {
  if (caller.kind !== 'client') throw new Refusal('ROLE_NOT_ALLOWED');
  return caller;
}

/** Words of people, without control characters. @throws Refusal COUNTER_INPUT_INVALID */
export function wordsOf(text: string, hint: string, most = 500): string {
  if (text.trim() === '' || text.length > most || /[^\P{C}\n]/u.test(text)) throw bad(hint);
  return text;
}

/** @throws Refusal COUNTER_INPUT_INVALID, and of the rule that a holder's code breaks */
export function searchOf(input: CaseSearchInput): Omit<SearchInput, 'first' | 'after'> {
  const { number, states, matter, person, from, until, receipt, decision, channel } = input;
  if (number && !/^\d{6}[0-9A-Z-]{0,34}$/.test(number)) throw bad('number');
  if (states && (states.length > 20 || !states.every((one) => Object.hasOwn(caseStates, one))))
    throw bad('states');
  if (matter && !/^[a-z][a-z0-9-]{0,63}$/.test(matter)) throw bad('matter');
  return {
    ...(number ? { number } : {}),
    ...(states ? { states } : {}),
    ...(matter ? { matter } : {}),
    ...(receipt ? { receipt } : {}),
    ...(decision ? { decision } : {}),
    ...(channel ? { channel } : {}),
    ...(from ? { from: Date.parse(from) } : {}),
    ...(until ? { until: Date.parse(until) } : {}),
    ...(person ? { applicant: holderOf(person) as HolderIdentity } : {}),
  };
}

export const toListedCase = (one: ListedCase): ListedCaseType => ({
  id: one.id,
  matter: one.matter,
  state: one.state,
  receipt: one.receipt as Region,
  decision: one.decision as Region,
  model: one.model,
  channel: one.channel as CaseChannel,
  awaits: one.awaits,
  outcome: one.outcome ?? null,
  receivedAt: instant(one.receivedAt),
  dueOn: one.due?.on ?? null,
  dueClock: one.due?.clock ?? null,
  pledgeDue: one.pledgeDue ?? null,
  overdue: one.overdue,
  stars: one.stars ?? null,
  claim: one.claim ? { ...one.claim, at: instant(one.claim.at) } : null,
});

export const toCasePage = ({ rows, hasNextPage, endCursor }: CasePage): ListedCasePageType => ({
  nodes: rows.map(toListedCase),
  pageInfo: { hasNextPage, endCursor: endCursor ?? null },
});

export const toHandover = (one: Handover): CaseHandoverType => ({
  step: one.step,
  organisation: one.organisation,
  from: one.from ?? null,
  to: one.to ?? null,
  reason: one.reason ?? null,
  at: instant(one.at),
  entryId: one.entry,
});

export function toFigures({ by, stars, medianHours, ...counts }: CaseFigures): CaseFiguresType {
  const rated = stars.reduce((sum, count) => sum + count, 0);
  const sum = stars.reduce((total, count, index) => total + count * (index + 1), 0);
  return {
    ...counts,
    matter: by.matter ?? null,
    receipt: (by.receipt ?? null) as Region | null,
    decision: (by.decision ?? null) as Region | null,
    channel: (by.channel ?? null) as CaseChannel | null,
    model: by.model ?? null,
    stars: [...stars],
    meanStars: rated === 0 ? null : Math.round((sum / rated) * 100) / 100,
    medianHours: medianHours ?? null,
  };
}

/**
 * What is booked, and for whom: a holder for themselves at whichever counter, a clerk for somebody at their own.
 * @throws Refusal COUNTER_INPUT_INVALID, and of the rule that a holder's code breaks
 */
export function bookingOf(
  input: AppointmentInput,
  caller: ClientCaller,
  home: Region,
): { booking: Booking; person: HolderIdentity } {
  const self = caller.role === 'holder';
  if (self && input.person) throw bad('person');
  const person = self ? caller.holder : input.person ? (holderOf(input.person) as HolderIdentity) : undefined;
  if (!person) throw bad('person');
  const organisation = self ? input.organisation : (input.organisation ?? caller.organisation.code);
  if (!organisation || !uscc.is(organisation)) throw bad('organisation');
  if (!self && organisation !== caller.organisation.code) throw bad('organisation');
  const regions = [...new Set(input.regions ?? [])].sort();
  const isJoint = (input.kind as string) === 'joint-session';
  if (isJoint ? regions.length < 2 || !regions.includes(home) : regions.length > 0) throw bad('regions');
  const startsAt = Date.parse(input.startsAt);
  return {
    booking: {
      kind: input.kind,
      organisation,
      matter: input.matter,
      ...(input.case ? { case: input.case } : {}),
      regions,
      startsAt,
    },
    person,
  };
}

/** @throws Refusal COUNTER_INPUT_INVALID */
export function sessionOf(input: JointSessionInput): SessionRecord {
  if (input.participants.length < 2 || input.participants.length > 20) throw bad('participants');
  return {
    beganAt: Date.parse(input.beganAt),
    endedAt: Date.parse(input.endedAt),
    participants: input.participants.map(({ part, region, name }) => ({
      part,
      region,
      name: wordsOf(name, 'participants', 60),
    })),
    outcome: input.outcome,
    summary: wordsOf(input.summary, 'summary', 2000),
  };
}

export const toAppointment = (one: Appointment): AppointmentType => ({
  id: one.id,
  kind: one.kind as AppointmentKind,
  state: one.state as AppointmentState,
  organisation: one.organisation,
  matter: one.matter,
  case: one.case ?? null,
  regions: one.regions as Region[],
  startsAt: instant(one.startsAt),
  endsAt: instant(one.endsAt),
  reason: one.reason ?? null,
  session: one.session
    ? {
        ...one.session,
        participants: one.session.participants.map(({ part, region, name }) => ({
          part: part as SessionPart,
          region: region as Region,
          name,
        })),
        outcome: one.session.outcome as SessionOutcome,
        beganAt: instant(one.session.beganAt),
        endedAt: instant(one.session.endedAt),
        recordedAt: instant(one.session.recordedAt),
      }
    : null,
});

export const toAppointmentPage = (page: {
  rows: Appointment[];
  hasNextPage: boolean;
  endCursor?: string;
}): AppointmentPageType => ({
  nodes: page.rows.map(toAppointment),
  pageInfo: { hasNextPage: page.hasNextPage, endCursor: page.endCursor ?? null },
});
