import type { ValueType } from './fields.js';

/**
 * The form in which two values of a type are compared. It takes away only what differs between two true copies of
 * one licence: width of characters, spaces, the way of writing a date. An empty string stands for "no value".
 */
export function normaliseValue(type: ValueType, value: string): string {
  const text = value.normalize('NFKC').trim();
  switch (type) {
    case 'text':
      return text.replace(/\s+/gu, '').toUpperCase();
    case 'date':
      return normaliseDate(text);
    case 'instant':
      return normaliseInstant(text);
    case 'number':
      return normaliseNumber(text);
    case 'uscc':
    case 'citizenNumber':
    case 'code':
      return text.replace(/[\s-]+/gu, '').toUpperCase();
    case 'division':
    case 'status':
    case 'holderType':
    case 'licenceTypeCode':
    case 'licenceIdentifier':
      return text.toUpperCase();
  }
}

/** `2024-3-5`, `20240305`, `2024/03/05`, `2024.03.05` and `2024年3月5日` are one date; 长期 and 9999-12-31 none. */
function normaliseDate(text: string): string {
  if (text === '长期' || text === '无固定期限') return '';
  const match =
    /^(\d{4})(\d{2})(\d{2})$/.exec(text) ??
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text.replace(/\s+/g, ''));
  if (!match) return text;
  const [, year = '', month = '', day = ''] = match;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return date === '9999-12-31' ? '' : date;
}

function normaliseInstant(text: string): string {
  // A text without a zone would be read in the zone of this machine.
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return text;
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}

/** `1,000.50` and `1000.5` are one number; texts, not floats, because amounts may have 18 digits. */
function normaliseNumber(text: string): string {
  const match = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text.replace(/[,\s]/g, ''));
  if (!match) return text;
  const [, sign = '', whole = '', fraction = ''] = match;
  const magnitude = fraction ? `${whole}.${fraction}` : whole;
  return sign === '-' && magnitude !== '0' ? `-${magnitude}` : magnitude;
}
