import type { SiemRecord } from './record.js';

/** Facility 13, log audit (RFC 5424 §6.2.1). */
const FACILITY = 13;
const SEVERITIES: Record<SiemRecord['severity'], number> = {
  error: 3,
  warning: 4,
  notice: 5,
  informational: 6,
};
/** Structured data of our own; 32473 is the enterprise number that RFC 5612 keeps for examples and for use like this. */
const SD_ID = 'entry@32473';

/** PRINTUSASCII of at most `max` characters (RFC 5424 §6); the nil value where nothing is left. */
const header = (text: string, max: number): string => text.replace(/[^\x21-\x7e]/g, '').slice(0, max) || '-';

/** RFC 5424 §6.3.3: quote, backslash and closing bracket are escaped; control characters do not occur. */
const value = (text: string): string => text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').replace(/["\\\]]/g, '\\$&');

/** One message after RFC 5424. @param host name of this node */
export function syslogMessage(record: SiemRecord, host: string): string {
  const { severity, at, kind, licenceTypes, lookups, ...rest } = record;
  const members = { ...rest, kind, lookups: String(lookups), licenceTypes: licenceTypes.join(' ') };
  const data = Object.entries(members)
    .filter(([, text]) => text !== undefined && text !== '')
    .map(([name, text]) => ` ${name}="${value(text)}"`)
    .join('');
  const priority = FACILITY * 8 + SEVERITIES[severity];
  const time = new Date(at).toISOString();
  return `<${priority}>1 ${time} ${header(host, 255)} tongban - ${header(kind, 32)} [${SD_ID}${data}] ${kind} ${record.outcome}`;
}

/** RFC 5425 §4.3: the length in octets, a space, the message. */
export function framed(message: string): Buffer {
  const bytes = Buffer.from(message, 'utf8');
  return Buffer.concat([Buffer.from(`${bytes.length} `, 'latin1'), bytes]);
}
