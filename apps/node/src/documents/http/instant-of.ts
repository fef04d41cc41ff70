import { z } from 'zod';
import { Refusal } from '#libs/errors';

const rfc3339 = z.iso.datetime({ offset: true });

/**
 * The `at` of a request target, in milliseconds; undefined where there is none. Nothing else is asked by query.
 * @throws Refusal DOCUMENT_TIME_INVALID for no RFC 3339 time, two of them, or one that is still to come
 */
export function instantOf(target: string, now: number): number | undefined {
  const mark = target.indexOf('?');
  if (mark < 0) return undefined;
  const [given, ...more] = new URLSearchParams(target.slice(mark + 1)).getAll('at');
  if (given === undefined) return undefined;
  const at = rfc3339.safeParse(given).success ? Date.parse(given) : Number.NaN;
  if (more.length > 0 || Number.isNaN(at) || at > now) throw new Refusal('DOCUMENT_TIME_INVALID');
  return at;
}
