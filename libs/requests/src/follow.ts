import { Refusal } from '#libs/errors';
import type { WorkingCalendar } from '#libs/calendar';
import { raiseObjection, stepObjection, type Objection, type ObjectionEvent } from './objection.js';
import {
  stepRequest,
  submitRequest,
  type RequestEvent,
  type SharingRequest,
} from './sharing-request-steps.js';

/**
 * The requester's copy of a request after an event that the provider has told. The rules are applied again: what they
 * do not allow is refused, whoever signed it.
 * @param known the copy so far; undefined before the first event
 * @throws Refusal `SHARING_EVENT_OUT_OF_PLACE`, or the codes of the step
 */
export function followRequest(
  known: SharingRequest | undefined,
  about: { id: string; requester: string; provider: string; content: unknown },
  event: RequestEvent,
  calendar: WorkingCalendar,
): SharingRequest {
  assertNext(known, event.n);
  const { action, actor, at, text } = event;
  if (!known) {
    if (action !== 'submit') throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
    return submitRequest(about, actor, at, calendar);
  }
  if (action === 'submit') throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
  return stepRequest(known, { action, text }, actor, at);
}

/** The same for an objection. @throws Refusal `SHARING_EVENT_OUT_OF_PLACE`, or the codes of the step */
export function followObjection(
  known: Objection | undefined,
  about: { id: string; requester: string; provider: string; content: unknown },
  event: ObjectionEvent,
): Objection {
  assertNext(known, event.n);
  const { action, actor, at, text } = event;
  if (!known) {
    if (action !== 'raise') throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
    return raiseObjection(about, actor, at);
  }
  if (action === 'raise') throw new Refusal('SHARING_EVENT_OUT_OF_PLACE');
  return stepObjection(known, { action, text }, actor, at);
}

function assertNext(known: { history: readonly unknown[] } | undefined, n: number): void {
  const due = (known?.history.length ?? 0) + 1;
  if (n !== due) throw new Refusal('SHARING_EVENT_OUT_OF_PLACE', { hint: `${due} is due` });
}
