import { z } from 'zod';
import { readClock, type ClockReading, type WorkingCalendar } from '#libs/calendar';
import { licenceIdentifier } from '#libs/codes';
import { Refusal } from '#libs/errors';
import { actorSchema, eventSchema, type Actor } from './act.js';
import { partiesSchema, sidesOf, type Parties } from './parties.js';
import { PERIODS } from './request-rules.js';
import { placeOf } from './sharing-request-steps.js';
import { prose } from './text.js';

/** What is held to be wrong (数据校核申请). It may be personal: it goes to the provider and to nobody else. */
export const objectionContentSchema = z.strictObject({
  identifier: z.string().refine((text) => licenceIdentifier.is(text)),
  field: z.string().regex(/^(?:[A-Za-z][A-Za-z0-9]{0,39}|attributes\.KZ_[A-Z0-9_]{1,40})$/),
  claim: prose(1000).describe('What is wrong, and why.'),
  proposed: prose(512).optional().describe('What it should be.'),
  raisedBy: z.enum(['requester', 'subject']).describe('Who uses the data, or whom it is about.'),
});
export type ObjectionContent = z.infer<typeof objectionContentSchema>;

export const OBJECTION_STATES = ['raised', 'corrected', 'rejected'] as const;
export type ObjectionState = (typeof OBJECTION_STATES)[number];
export const OBJECTION_ACTIONS = ['raise', 'correct', 'reject'] as const;
export const objectionEventSchema = eventSchema(OBJECTION_ACTIONS);
export type ObjectionEvent = z.infer<typeof objectionEventSchema>;

export interface Objection extends Parties {
  id: string;
  content: ObjectionContent;
  state: ObjectionState;
  history: readonly ObjectionEvent[];
}

export interface ObjectionStep {
  action: 'correct' | 'reject';
  text?: string | undefined;
}

/**
 * A new objection. A holder raises it as the subject, a department's system or clerk as the requester of the data.
 * @throws Refusal `OBJECTION_INVALID`, `SHARING_SIDE_NOT_ALLOWED`, `ROLE_NOT_ALLOWED`
 */
export function raiseObjection(
  objection: { id: string; content: unknown } & Parties,
  actor: Actor,
  at: number,
): Objection {
  const parties = partiesSchema.parse({ requester: objection.requester, provider: objection.provider });
  const parsed = objectionContentSchema.safeParse(objection.content);
  if (!parsed.success) throw new Refusal('OBJECTION_INVALID', { hint: placeOf(parsed.error) });
  if (actor.side !== 'requester' || !sidesOf(parties, actor.node).includes('requester'))
    throw new Refusal('SHARING_SIDE_NOT_ALLOWED', { hint: 'raise' });
  const due = parsed.data.raisedBy === 'subject' ? ['holder'] : ['integrator', 'windowClerk'];
  if (!due.includes(actor.role)) throw new Refusal('ROLE_NOT_ALLOWED');
  const event: ObjectionEvent = { n: 1, action: 'raise', actor: actorSchema.parse(actor), at };
  return { id: objection.id, ...parties, content: parsed.data, state: 'raised', history: [event] };
}

/**
 * The provider's answer: corrected, with what was done, or rejected, with the reason. There is one answer.
 * @throws Refusal `SHARING_SIDE_NOT_ALLOWED`, `ROLE_NOT_ALLOWED`, `OBJECTION_ANSWERED`, `SHARING_TEXT_NEEDED`,
 * `SHARING_TIME_BACKWARDS`, `OBJECTION_INVALID`
 */
export function stepObjection(
  objection: Objection,
  step: ObjectionStep,
  actor: Actor,
  at: number,
): Objection {
  if (actor.side !== 'provider' || !sidesOf(objection, actor.node).includes('provider'))
    throw new Refusal('SHARING_SIDE_NOT_ALLOWED', { hint: `${step.action}: provider` });
  if (actor.role !== 'securityAdministrator') throw new Refusal('ROLE_NOT_ALLOWED');
  if (objection.state !== 'raised') throw new Refusal('OBJECTION_ANSWERED');
  if (step.text === undefined) throw new Refusal('SHARING_TEXT_NEEDED', { hint: step.action });
  const last = objection.history.at(-1);
  if (last && at < last.at) throw new Refusal('SHARING_TIME_BACKWARDS');
  const candidate = { n: objection.history.length + 1, action: step.action, actor, at, text: step.text };
  const event = objectionEventSchema.safeParse(candidate);
  if (!event.success) throw new Refusal('OBJECTION_INVALID', { hint: placeOf(event.error) });
  const state = step.action === 'correct' ? 'corrected' : 'rejected';
  return { ...objection, state, history: [...objection.history, event.data] };
}

/** Ten working days from the day on which the provider got it; undefined once it is answered. */
export function readObjectionClock(
  objection: Objection,
  at: number,
  calendar: WorkingCalendar,
): ({ name: 'objection' } & ClockReading) | undefined {
  if (objection.state !== 'raised') return undefined;
  const startedAt = objection.history[0]?.at ?? 0;
  const clock = { startedAt, workingDays: PERIODS.objection, stops: [] };
  return { name: 'objection', ...readClock(clock, at, calendar) };
}
