import type { WorkingCalendar } from '#libs/calendar';
import {
  followObjection,
  followRequest,
  objectionEventSchema,
  raiseObjection,
  readObjectionClock,
  readRequestClock,
  requestEventSchema,
  stepObjection,
  stepRequest,
  submitRequest,
  type Objection,
  type ObjectionStep,
  type RequestStep,
  type SharingRequest,
} from '#libs/requests';
import { Refusal } from '#libs/errors';
import type { Matter, MatterEvent, MatterKind, MatterKindName } from './matter.js';

/** The rules of both kinds, over this node's calendar. */
export function matterKinds(calendar: WorkingCalendar): Record<MatterKindName, MatterKind> {
  return {
    request: {
      name: 'request',
      first: 'submit',
      begin: (about, actor, at) => submitRequest(about, actor, at, calendar),
      step: (matter, step, actor, at) => stepRequest(asRequest(matter), step as RequestStep, actor, at),
      follow: (known, about, event) =>
        followRequest(known && asRequest(known), about, eventOf(requestEventSchema, event), calendar),
      clock: (matter, at) => readRequestClock(asRequest(matter), at, calendar),
    },
    objection: {
      name: 'objection',
      first: 'raise',
      begin: (about, actor, at) => raiseObjection(about, actor, at),
      step: (matter, step, actor, at) => stepObjection(asObjection(matter), step as ObjectionStep, actor, at),
      follow: (known, about, event) =>
        followObjection(known && asObjection(known), about, eventOf(objectionEventSchema, event)),
      clock: (matter, at) => readObjectionClock(asObjection(matter), at, calendar),
    },
  };
}

// What is stored went through the rules before; the store tells the kinds apart.
export const asRequest = (matter: Matter): SharingRequest => matter as SharingRequest;
export const asObjection = (matter: Matter): Objection => matter as Objection;

function eventOf<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  event: MatterEvent,
): T {
  const parsed = schema.safeParse(event);
  if (!parsed.success) throw new Refusal('MESSAGE_BODY_INVALID', { hint: 'event' });
  return parsed.data;
}
