import { Refusal } from '#libs/errors';
import { TAG } from './tags.js';

export interface TimeRules {
  /** Accepts fractions of a second in a GeneralizedTime (RFC 3161 §2.4.2), without trailing zeros. */
  fraction?: boolean;
}

const UTC = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;

/**
 * Milliseconds since 1970. Seconds and `Z` must stand (RFC 5280 §4.1.2.5.1 and .2); a two-digit year from 50 on is of
 * the last century. Dates that no calendar has are refused.
 */
export function readTime(tag: number, content: Uint8Array, rules: TimeRules): number {
  const text = content.length <= 32 ? Buffer.from(content).toString('latin1') : '';
  if (tag === TAG.UTC_TIME) {
    const match = UTC.exec(text);
    if (!match) throw invalid('UTCTime');
    const year = Number(match[1]);
    return instant(year < 50 ? 2000 + year : 1900 + year, match);
  }
  if (tag === TAG.GENERALIZED_TIME) {
    const match = GENERALIZED.exec(text);
    const fraction = match?.[7];
    if (!match || (fraction !== undefined && (!rules.fraction || fraction.endsWith('0')))) {
      throw invalid('GeneralizedTime');
    }
    const milliseconds = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
    return instant(Number(match[1]), match) + milliseconds;
  }
  throw new Refusal('ASN1_UNEXPECTED', { hint: 'a time is due' });
}

function instant(year: number, match: RegExpExecArray): number {
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(2, 7).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  // Date.UTC takes years below 100 for 19xx and carries the 31st of February over; both show here.
  const real =
    date.getUTCFullYear() === year &&
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!real) throw invalid('no such date');
  return at;
}

function invalid(hint: string): Refusal {
  return new Refusal('ASN1_VALUE_INVALID', { hint });
}
