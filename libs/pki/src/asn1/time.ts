import { Refusal } from '#libs/errors';
import { TAG } from './tags.js';

export interface TimeRules {
  /** Accepts fractions of a second in a GeneralizedTime (RFC 3161 §2.4.2), without trailing zeros. */
  fraction?: boolean;
}

const Z = 0x5a;

/**
 * Milliseconds since 1970. Seconds and `Z` must stand (RFC 5280 §4.1.2.5.1 and .2); a two-digit year from 50 on is of
 * the last century. Dates that no calendar has are refused.
 */
export function readTime(tag: number, content: Uint8Array, rules: TimeRules): number {
  if (tag === TAG.UTC_TIME) {
    if (content.length !== 13 || content[12] !== Z) throw invalid('UTCTime');
    const year = digits(content, 0);
    return instant(year < 50 ? 2000 + year : 1900 + year, content, 2);
  }
  if (tag === TAG.GENERALIZED_TIME) {
    const fraction = content.length > 15 && rules.fraction === true ? fractionOf(content) : 0;
    if (fraction === undefined || (content.length !== 15 && fraction === 0) || content.at(-1) !== Z) {
      throw invalid('GeneralizedTime');
    }
    const year = digits(content, 0) * 100 + digits(content, 2);
    if (year < 100) throw invalid('no such date');
    return instant(year, content, 4) + Math.floor(fraction * 1000);
  }
  throw new Refusal('ASN1_UNEXPECTED', { hint: 'a time is due' });
}

/** `.` and up to nine digits, the last of which is no zero. */
function fractionOf(content: Uint8Array): number | undefined {
  const match = /^\.(\d{0,8}[1-9])Z$/.exec(Buffer.from(content.subarray(14, 32)).toString('latin1'));
  return match && content.length <= 25 ? Number(`0.${match[1]}`) : undefined;
}

function digits(content: Uint8Array, at: number): number {
  const [tens = 0, ones = 0] = [content[at], content[at + 1]];
  if (tens < 0x30 || tens > 0x39 || ones < 0x30 || ones > 0x39) throw invalid('no digit');
  return (tens - 0x30) * 10 + ones - 0x30;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function instant(year: number, content: Uint8Array, at: number): number {
  const month = digits(content, at);
  const day = digits(content, at + 2);
  const hour = digits(content, at + 4);
  const minute = digits(content, at + 6);
  const second = digits(content, at + 8);
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && leap ? 29 : (DAYS[month - 1] ?? 0);
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) throw invalid('no such date');
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function invalid(hint: string): Refusal {
  return new Refusal('ASN1_VALUE_INVALID', { hint });
}
