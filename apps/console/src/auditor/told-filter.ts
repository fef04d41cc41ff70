import type { Words } from '../i18n/index.js';

const GROUPS: Record<string, string> = { kinds: 'kind', outcomes: 'outcome', countedBy: 'countedBy' };
const upper = (value: string): string => value.replaceAll('-', '_').toUpperCase();

/**
 * A filter as it stands in the log, in words. It is canonical JSON of several makers: what is not known is shown as it is.
 */
export function toldFilter(json: string | null, words: Words): string {
  if (json === null) return '—';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  const { filter, ...more } = value as Record<string, unknown>;
  const parts = [...Object.entries(more), ...Object.entries(isRecord(filter) ? filter : {})]
    .filter(([, member]) => member !== false && member !== undefined)
    .map(([member, told]) => partOf(member, told, words));
  return parts.length > 0 ? parts.join('；') : words.t('told.everything');
}

function partOf(member: string, told: unknown, { name, instant }: Words): string {
  const label = name('told', member);
  if (told === true) return label;
  if ((member === 'from' || member === 'to') && typeof told === 'string') return `${label} ${instant(told)}`;
  if (isRecord(told)) return `${label} ${JSON.stringify(told)}`;
  const values = Array.isArray(told) ? told : [told];
  const group = GROUPS[member];
  const shown = values.map((one) => (group === undefined ? String(one) : name(group, group === 'countedBy' ? String(one) : upper(String(one)))));
  return `${label} ${shown.join('、')}`;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
