import { entry } from '../entry.js';

/** Counters: who works on which case, appointments, figures. */
export const counters = {
  COUNTER_PERSON_MISSING: entry(
    403,
    ['Only a person who is signed in may work on a case.', 'Sign in and try again.'],
    ['须由登录人员办理。', '请登录后重试。'],
  ),
  COUNTER_CLAIMED_ALREADY: entry(
    409,
    ['A colleague works on this case already.', 'Ask the colleague or a supervisor to hand it over.'],
    ['该办件已由同事认领。', '请联系该同事或督办人移交。'],
  ),
  COUNTER_CLAIM_OTHERS: entry(
    409,
    ['This case is not yours to hand over.', 'Ask who works on it, or a supervisor.'],
    ['该办件不由您认领，不能移交。', '请联系认领人或督办人。'],
  ),
  COUNTER_SPAN_INVALID: entry(
    422,
    [
      'Figures are given for a span of at most 366 days.',
      'Choose a shorter span that begins before it ends.',
    ],
    ['统计区间最长 366 天。', '请选择更短且起止正确的区间。'],
  ),
  COUNTER_INPUT_INVALID: entry(
    422,
    ['A member of the request is not of the form that is due.', 'Correct the member that is named.'],
    ['请求内容的格式有误。', '请更正所示内容。'],
  ),
  APPOINTMENT_UNKNOWN: entry(
    404,
    ['There is no such appointment.', 'List the appointments and take one of their ids.'],
    ['没有该预约。', '请查看预约清单后重试。'],
  ),
  APPOINTMENT_SETTLED: entry(
    409,
    ['This appointment was kept, missed or cancelled before.', 'Book another one where it is needed.'],
    ['该预约已结束或取消。', '如仍需要，请重新预约。'],
  ),
  APPOINTMENT_TIME_INVALID: entry(
    422,
    [
      'No appointment begins at that time.',
      'Choose the beginning of a slot within opening hours of a working day to come.',
    ],
    ['该时间不可预约。', '请选择今后工作日办公时间内的时段起点。'],
  ),
  APPOINTMENT_FULL: entry(
    409,
    ['Every desk is taken at that time.', 'Choose another time.'],
    ['该时段已约满。', '请选择其他时段。'],
  ),
  APPOINTMENT_TAKEN: entry(
    409,
    ['The person has an appointment at that time.', 'Choose another time or cancel the other appointment.'],
    ['该人员同一时段已有预约。', '请选择其他时段或取消原预约。'],
  ),
  APPOINTMENT_TOO_MANY: entry(
    409,
    ['The person has as many appointments as one may have.', 'Keep or cancel one first.'],
    ['该人员的预约数已达上限。', '请先完成或取消已有预约。'],
  ),
  APPOINTMENT_NOT_YET: entry(
    409,
    ['The appointment has not begun.', 'Say so after it has begun, or cancel it.'],
    ['预约尚未开始。', '请在开始后登记，或取消预约。'],
  ),
  APPOINTMENT_NO_SESSION: entry(
    409,
    ['This appointment is no joint session.', 'Record only joint sessions over video.'],
    ['该预约不是远程联办会话。', '仅远程联办会话可登记记录。'],
  ),
};
