import type { Words } from '../i18n/index.js';

/** Members whose values have names; those of enums are written in small letters in the log. */
const GROUPS: Record<string, { group: string; isEnum?: true }> = {
  kinds: { group: 'kind', isEnum: true },
  outcomes: { group: 'outcome', isEnum: true },
  countedBy: { group: 'countedBy' },
  order: { group: 'orderName' },
  format: { group: 'exportFormat' },
  of: { group: 'toldOf' },
  groupedBy: { group: 'grouping', isEnum: true },
  states: { group: 'findingState', isEnum: true },
};
const upper = (value: string): string => value.replaceAll('-', '_').toUpperCase();

/**
 * A filter as it stands in the log, in words; empty where nothing narrows it. It is canonical JSON of several makers: what is
 * not known is shown as it is.
 */
export function toldFilter(json: string | null, words: Words): string {
  if (json === null) return '';
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  return isRecord(value) ? partsOf(value, words).join(words.t('mark.semicolon')) : json;
}

function partsOf({ filter, ...more }: Record<string, unknown>, words: Words): string[] {
  return [...Object.entries(more), ...Object.entries(isRecord(filter) ? filter : {})]
    .filter(([, told]) => told !== false && told !== null)
    .map(([member, told]) => partOf(member, told, words));
}

function partOf(member: string, told: unknown, words: Words): string {
  const { name, instant, t } = words;
  const label = name('told', member);
  if (told === true) return label;
  if ((member === 'from' || member === 'to') && typeof told === 'string') return `${label} ${instant(told)}`;
  if (isRecord(told)) return [label, ...partsOf(told, words)].join(' ');
  const values = Array.isArray(told) ? told : [told];
  const named = GROUPS[member];
  const shown = values
    .map(String)
    .map((one) => (named ? name(named.group, named.isEnum ? upper(one) : one) : one));
  return `${label} ${shown.join(t('mark.comma'))}`;
}

const SEARCH_NOTES = [
  [/^(?<count>\d+) listed$/, 'auditNote.listed'],
  [/^(?<id>[0-9a-f-]{36}) saved$/, 'auditNote.saved'],
  [/^(?<id>[0-9a-f-]{36}) saved, shared$/, 'auditNote.savedShared'],
  [/^(?<id>[0-9a-f-]{36}) deleted$/, 'auditNote.searchDeleted'],
] as const;

/** What the log notes beside an act, in words; as it is where it is somebody's own. */
export function toldNote(note: string, { t, name }: Words): string {
  for (const [pattern, key] of SEARCH_NOTES) {
    const found = pattern.exec(note)?.groups;
    if (found) return t(key, found);
  }
  return name('auditNote', note);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
