import { Refusal } from '#libs/errors';
import type { Licence } from './model.js';
import { canFollow, type StatusChange, type StatusCode } from './status.js';

/**
 * The licence in its new status, and the line for its history.
 * @throws Refusal LICENCE_STATUS_TRANSITION
 */
export function changeStatus(
  licence: Licence,
  to: StatusCode,
  decision: Pick<StatusChange, 'at' | 'by' | 'reason'>,
): { licence: Licence; change: StatusChange } {
  const from = licence.status;
  if (!canFollow(from, to))
    throw new Refusal('LICENCE_STATUS_TRANSITION', { hint: `${from} to ${to}`, details: { from, to } });
  return {
    licence: { ...licence, status: to },
    change: { identifier: licence.identifier, from, to, ...decision },
  };
}
