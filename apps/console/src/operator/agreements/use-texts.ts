import { createContext, useContext } from 'react';
import { useWords } from '../../i18n/index.js';
import type { ListEntry, ListItem } from './policy.js';

/** Names of licence types and datasets, asked for once a page. */
export const Names = createContext<(code: string) => string>((code) => code);

/** Groups of words for the values of a member. */
const GROUPS: Record<string, string> = {
  operations: 'sharingOperation',
  fields: 'field',
  ways: 'sharingWay',
  attribute: 'sharingAttribute',
  updateFrequency: 'updateFrequency',
};

/** Values of members in words. */
export function useTexts(): (member: string, value: unknown) => string {
  const { t, name } = useWords();
  const things = useContext(Names);
  const coded = (code: string, key = code): string => {
    const named = things(key);
    return named === code ? code : `${named} ${code}`;
  };
  const itemOf = ({ fields, classification, sensitivity, attribute, legalBasis }: ListItem): string =>
    [
      fields.map((field) => name('field', field)).join(t('mark.comma')),
      name('classification', classification),
      name('sensitivity', sensitivity),
      attribute && name('sharingAttribute', attribute),
      legalBasis,
    ]
      .filter(Boolean)
      .join(' · ');
  return (member, value) => {
    if (typeof value === 'boolean') return t(value ? 'operator.yes' : 'operator.no');
    if (typeof value === 'string') {
      if (member === 'licenceTypes') return coded(value);
      if (member === 'dataset' || member === 'datasets') return coded(value, `dataset:${value}`);
      const group = GROUPS[member];
      return group ? name(group, value) : value;
    }
    if (member === 'items') return itemOf(value as ListItem);
    if (member === 'name') {
      const { zh, en } = value as ListEntry['name'];
      return `${zh} / ${en}`;
    }
    if (member === 'provider') {
      const { code, name: called } = value as ListEntry['provider'];
      return `${called} ${code}`;
    }
    if (member === 'rate') {
      const { perMinute, perDay } = value as { perMinute?: number; perDay?: number };
      return [
        perMinute && t('agreements.perMinute', { count: perMinute }),
        perDay && t('agreements.perDay', { count: perDay }),
      ]
        .filter(Boolean)
        .join(' · ');
    }
    return JSON.stringify(value);
  };
}
