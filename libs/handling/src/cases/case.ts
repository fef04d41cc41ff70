import type { RegionCode } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { takeStep } from './effects.js';
import {
  readEvent,
  type CaseEvent,
  type CaseEventBody,
  type CaseEventData,
  type CaseEventKind,
} from './event.js';
import { assertMachine } from './machine.js';
import { refusalOf } from './needs.js';
import { areConcurrent, orderEvents, type PlacedEvent } from './order.js';
import { caseStates } from './states.js';
import { caseSteps } from './steps.js';
import { blankView, type CaseView, type SetAside } from './view.js';

assertMachine(caseStates, caseSteps);

/** More events than this are no case any more: a fold must stay cheap. */
export const MAX_CASE_EVENTS = 2000;

/** A case (办件): the set of events that a replica has seen, and what they come to. */
export interface Case {
  readonly id: string;
  readonly events: ReadonlyMap<string, CaseEvent>;
  readonly view: Readonly<CaseView>;
}

export const newCase = (id: string): Case => ({ id, events: new Map(), view: blankView(id) });

/**
 * Adds an event to a case. Idempotent by the event's id: the same case comes back where it was known. The order of arrival
 * does not matter: two replicas that have seen the same events are in the same state, and an event that cannot take effect
 * is kept and shown, never lost.
 * @throws Refusal CASE_EVENT_OTHER_CASE, CASE_TOO_LONG
 */
export function applyEvent(one: Case, event: CaseEvent): Case {
  return applyEvents(one, [event]);
}

/** As {@link applyEvent} for several, folding once. */
export function applyEvents(one: Case, events: Iterable<CaseEvent>): Case {
  const known = new Map(one.events);
  for (const event of events) {
    if (event.case !== one.id) throw new Refusal('CASE_EVENT_OTHER_CASE');
    known.set(event.id, event);
  }
  if (known.size === one.events.size) return one;
  if (known.size > MAX_CASE_EVENTS)
    throw new Refusal('CASE_TOO_LONG', { hint: `at most ${String(MAX_CASE_EVENTS)}` });
  return { id: one.id, events: known, view: foldEvents(one.id, known.values()) };
}

/** What a set of events comes to. */
export function foldEvents(id: string, events: Iterable<CaseEvent>): CaseView {
  const view = blankView(id);
  const { placed, waiting, forked } = orderEvents(events);
  const taken: PlacedEvent[] = [];
  for (const one of placed) {
    const { event, at } = one;
    view.heads[event.region] = event.seq;
    const code = refusalOf(view, event, at);
    if (code === undefined) {
      takeStep(view, event, at);
      taken.push(one);
    } else view.setAside.push(setAside(one, code, taken));
  }
  for (const event of forked) view.setAside.push({ ...placeOf(event), at: event.at, code: 'CASE_FORKED' });
  view.waiting = waiting.map(({ id: one }) => one);
  return view;
}

/** The last step that changed the state without either side knowing of the other is what took precedence. */
function setAside(one: PlacedEvent, code: SetAside['code'], taken: readonly PlacedEvent[]): SetAside {
  const rival = taken.findLast(
    (other) =>
      other.event.region !== one.event.region &&
      'to' in caseSteps[other.event.kind] &&
      areConcurrent(one, other),
  );
  return { ...placeOf(one.event), at: one.at, code, ...(rival ? { insteadOf: rival.event.id } : {}) };
}

const placeOf = ({ id, kind, region, seq }: CaseEvent): Pick<SetAside, 'id' | 'kind' | 'region' | 'seq'> => ({
  id,
  kind,
  region,
  seq,
});

export interface Draft<K extends CaseEventKind> {
  kind: K;
  data: CaseEventData<K>;
  by: CaseEventBody['by'];
  /** Acting region, and its clock in milliseconds since 1970. */
  region: RegionCode;
  at: number;
}

/**
 * Makes the next event of a region: its place, what it has seen, its id. To be signed and stored in one transaction with
 * the case as it was read, so that no number is given twice.
 * @throws Refusal CASE_EVENT_INVALID, or with the reason why the step cannot be taken
 */
export function proposeEvent<K extends CaseEventKind>(one: Case, draft: Draft<K>): CaseEvent<K> {
  const { [draft.region]: own = 0, ...seen } = one.view.heads;
  const ahead = [...one.events.values()].some(({ region, seq }) => region === draft.region && seq > own);
  // Our own later events wait for something of others: a number taken now would be a fork.
  if (ahead) throw new Refusal('CASE_STATE_WRONG', { hint: 'events of this region wait for others' });
  const { kind, data, by, region, at } = draft;
  const body = { v: 1, case: one.id, region, seq: own + 1, seen, at, by, kind, data };
  const event = readEvent(body);
  const refused = applyEvent(one, event).view.setAside.find(({ id }) => id === event.id);
  if (refused) throw new Refusal(refused.code, { details: { kind, state: one.view.state } });
  return event as CaseEvent<K>;
}
