import { z } from 'zod';
import type { ClockReading, StatutoryClock, WorkingCalendar } from '#libs/calendar';
import { readClock } from '#libs/calendar';
import { Refusal } from '#libs/errors';
import { actorSchema, eventSchema, type Actor } from './act.js';
import { partiesSchema, sidesOf, type Parties } from './parties.js';
import { PERIODS, REQUEST_RULES } from './request-rules.js';
import {
  REQUEST_ACTIONS,
  requestContentSchema,
  type RequestContent,
  type RequestState,
} from './sharing-request.js';

export const requestEventSchema = eventSchema(REQUEST_ACTIONS);
export type RequestEvent = z.infer<typeof requestEventSchema>;

/** A request with everything that happened to it. */
export interface SharingRequest extends Parties {
  id: string;
  content: RequestContent;
  state: RequestState;
  history: readonly RequestEvent[];
}

export interface RequestStep {
  action: Exclude<(typeof REQUEST_ACTIONS)[number], 'submit'>;
  text?: string | undefined;
}

/**
 * A new request.
 * @throws Refusal `SHARING_REQUEST_INVALID` (hint: the member), `SHARING_SIDE_NOT_ALLOWED`, `ROLE_NOT_ALLOWED`,
 * `SHARING_REQUEST_PERIOD_OVER`
 */
export function submitRequest(
  request: { id: string; content: unknown } & Parties,
  actor: Actor,
  at: number,
  calendar: WorkingCalendar,
): SharingRequest {
  const parties = partiesSchema.parse({ requester: request.requester, provider: request.provider });
  const parsed = requestContentSchema.safeParse(request.content);
  if (!parsed.success) throw new Refusal('SHARING_REQUEST_INVALID', { hint: placeOf(parsed.error) });
  if (actor.side !== 'requester' || !sidesOf(parties, actor.node).includes('requester'))
    throw new Refusal('SHARING_SIDE_NOT_ALLOWED', { hint: 'submit' });
  if (actor.role !== 'integrator' && actor.role !== 'securityAdministrator')
    throw new Refusal('ROLE_NOT_ALLOWED');
  if (parsed.data.period.until < calendar.dateOf(at)) throw new Refusal('SHARING_REQUEST_PERIOD_OVER');
  const event: RequestEvent = { n: 1, action: 'submit', actor: actorSchema.parse(actor), at };
  return { id: request.id, ...parties, content: parsed.data, state: 'submitted', history: [event] };
}

/**
 * The request after one more step, or a refusal; nothing is changed in place. The same request, step, actor and instant
 * give the same result on both sides.
 * @throws Refusal `SHARING_STEP_NOT_ALLOWED` (wrong state), `SHARING_SIDE_NOT_ALLOWED`, `ROLE_NOT_ALLOWED`,
 * `SHARING_TEXT_NEEDED`, `SHARING_SUPPLEMENT_ONCE`, `SHARING_EXTENSION_NOT_ALLOWED`, `SHARING_TIME_BACKWARDS`
 */
export function stepRequest(
  request: SharingRequest,
  step: RequestStep,
  actor: Actor,
  at: number,
): SharingRequest {
  const rule = REQUEST_RULES[step.action];
  if (!sidesOf(request, actor.node).includes(actor.side)) throw new Refusal('SHARING_SIDE_NOT_ALLOWED');
  if (rule.side !== 'either' && rule.side !== actor.side)
    throw new Refusal('SHARING_SIDE_NOT_ALLOWED', { hint: `${step.action}: ${rule.side}` });
  if (!rule.roles.includes(actor.role)) throw new Refusal('ROLE_NOT_ALLOWED');
  if (!rule.from.includes(request.state))
    throw new Refusal('SHARING_STEP_NOT_ALLOWED', { hint: `${step.action} in ${request.state}` });
  const early = request.state === 'submitted' || request.state === 'supplement-asked';
  if (step.action === 'terminate' && actor.side === 'provider' && early)
    throw new Refusal('SHARING_STEP_NOT_ALLOWED', { hint: 'terminate before an answer' });
  if (rule.text === 'needed' && step.text === undefined)
    throw new Refusal('SHARING_TEXT_NEEDED', { hint: step.action });
  if (step.action === 'ask-supplement' && has(request, 'ask-supplement'))
    throw new Refusal('SHARING_SUPPLEMENT_ONCE');
  if (step.action === 'extend' && (request.content.attribute !== 'conditional' || has(request, 'extend')))
    throw new Refusal('SHARING_EXTENSION_NOT_ALLOWED');
  const last = request.history.at(-1);
  if (last && at < last.at) throw new Refusal('SHARING_TIME_BACKWARDS');
  const text = step.text === undefined ? {} : { text: step.text };
  const candidate = { n: request.history.length + 1, action: step.action, actor, at, ...text };
  const event = requestEventSchema.safeParse(candidate);
  if (!event.success) throw new Refusal('SHARING_REQUEST_INVALID', { hint: placeOf(event.error) });
  const state = rule.to === 'same' ? request.state : rule.to;
  return { ...request, state, history: [...request.history, event.data] };
}

/** Which period runs now: `answer` until it is answered, `supply` from the agreement to the data. */
export function clockOfRequest(
  request: SharingRequest,
): { name: 'answer' | 'supply'; clock: StatutoryClock } | undefined {
  const { state, history, content } = request;
  const at = (action: string): number | undefined => history.find((one) => one.action === action)?.at;
  if (state === 'agreed')
    return { name: 'supply', clock: { startedAt: at('agree') ?? 0, workingDays: PERIODS.supply, stops: [] } };
  if (state !== 'submitted' && state !== 'supplement-asked') return undefined;
  const asked = at('ask-supplement');
  const until = at('supplement');
  const stops =
    asked === undefined
      ? []
      : [{ from: asked, ...(until === undefined ? {} : { until }), reason: 'supplement' }];
  return {
    name: 'answer',
    clock: {
      startedAt: at('submit') ?? 0,
      workingDays: PERIODS.answer[content.attribute],
      ...(at('extend') === undefined ? {} : { extensionDays: PERIODS.answer.extension }),
      stops,
    },
  };
}

/** How the running period stands; undefined where none runs. */
export function readRequestClock(
  request: SharingRequest,
  at: number,
  calendar: WorkingCalendar,
): ({ name: 'answer' | 'supply' } & ClockReading) | undefined {
  const running = clockOfRequest(request);
  return running && { name: running.name, ...readClock(running.clock, at, calendar) };
}

const has = ({ history }: SharingRequest, action: string): boolean =>
  history.some((event) => event.action === action);

export const placeOf = (error: z.ZodError): string => {
  const [issue] = error.issues;
  const path = (issue?.path ?? []).map(String).join('.');
  return path === '' ? 'a surplus member' : path;
};
