export { actorSchema, type Actor } from './act.js';
export { followObjection, followRequest } from './follow.js';
export {
  OBJECTION_ACTIONS,
  OBJECTION_STATES,
  objectionContentSchema,
  objectionEventSchema,
  raiseObjection,
  readObjectionClock,
  stepObjection,
  type Objection,
  type ObjectionContent,
  type ObjectionEvent,
  type ObjectionState,
  type ObjectionStep,
} from './objection.js';
export {
  DECREE,
  REQUEST_ROLES,
  requestRoleSchema,
  sidesOf,
  type Parties,
  type RequestRole,
  type Side,
} from './parties.js';
export { PERIODS, REQUEST_RULES, type ActionRule } from './request-rules.js';
export {
  readRequestClock,
  requestEventSchema,
  stepRequest,
  submitRequest,
  type RequestEvent,
  type RequestStep,
  type SharingRequest,
} from './sharing-request-steps.js';
export {
  REQUEST_ACTIONS,
  REQUEST_STATES,
  SHARING_ATTRIBUTES,
  SHARING_WAYS,
  requestContentSchema,
  type RequestAction,
  type RequestContent,
  type RequestState,
} from './sharing-request.js';
export { assertForgettable, KEEP_YEARS, keptUntil, readUseRecord, type UseRecord } from './use-record.js';
