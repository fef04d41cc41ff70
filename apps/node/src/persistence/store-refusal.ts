import { Refusal } from '#libs/errors';

/**
 * SQLSTATE classes that say "not now": connection, resources, operator intervention, system errors; and a database
 * that is closed to connections for maintenance, or away.
 */
const UNAVAILABLE_STATE = /^(08|53|57|58|55000|3D000)/;
const UNAVAILABLE_CODE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const UNAVAILABLE_TEXT =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered|not queryable/i;

/** Turns an unreachable database into `STORE_UNAVAILABLE`; anything else stays what it was. */
export function asStoreRefusal(error: unknown): unknown {
  return isUnavailable(error) ? new Refusal('STORE_UNAVAILABLE', { cause: error }) : error;
}

export function isUnavailable(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (UNAVAILABLE_CODE.has(code) || UNAVAILABLE_STATE.test(code))) return true;
  return typeof message === 'string' && UNAVAILABLE_TEXT.test(message);
}
