import { Button, Card } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';
import { ChoiceField, ListField, TextField, useOptions } from './fields.js';
import { FormDrawer } from './FormDrawer.js';
import {
  ATTRIBUTES,
  CLASSIFICATIONS,
  FIELDS,
  FREQUENCIES,
  missingOf,
  SENSITIVITIES,
  trimmed,
  WAYS,
  type ListEntry,
  type ListItem,
} from './policy.js';
import { useThings } from './use-things.js';

const NEW_ITEM: ListItem = { fields: [], classification: 'general', sensitivity: 'personal' };
export const NEW_ENTRY: ListEntry = {
  id: '',
  name: { zh: '', en: '' },
  licenceTypes: [],
  provider: { code: '', name: '' },
  items: [NEW_ITEM],
  format: ['JSON'],
  updateFrequency: 'realtime',
  attribute: 'conditional',
  ways: ['query'],
};

const REQUIRED = ['id', 'format', 'ways', 'items'] as const;

/** Edits an entry of the responsibility list, item by item. */
export function EntryForm({
  entry,
  taken,
  onKeep,
  onClose,
}: {
  entry: ListEntry;
  /** Ids of others. */
  taken: readonly string[];
  onKeep(entry: ListEntry): void;
  onClose(): void;
}): ReactNode {
  const { t, name } = useWords();
  const options = useOptions();
  const things = useThings();
  const [draft, setDraft] = useState(entry);
  const isNew = entry.id === '';
  const set = (part: Partial<ListEntry>): void => setDraft((before) => ({ ...before, ...part }));
  const label = (member: string): string => name('agreementMember', member);
  const missing = [
    ...missingOf(draft, REQUIRED),
    ...(missingOf(draft.name, ['zh', 'en']).length > 0 ? ['name'] : []),
    ...(missingOf(draft.provider, ['code', 'name']).length > 0 ? ['provider'] : []),
    ...(draft.items.some(({ fields }) => fields.length === 0) ? ['fields'] : []),
  ];
  const keep = (): void => {
    const items = draft.items.map((item) => trimmed(item, ['attribute', 'legalBasis']));
    onKeep(trimmed({ ...draft, items }, ['dataset', 'legalBasis', 'conditions']));
  };
  return (
    <FormDrawer
      title={isNew ? t('agreements.newEntry') : t('agreements.changeEntry', { id: entry.id })}
      missing={missing}
      isTaken={isNew && taken.includes(draft.id)}
      onKeep={keep}
      onClose={onClose}
    >
      <TextField
        id="entry-id"
        label={t('agreements.entryId')}
        disabled={!isNew}
        value={draft.id}
        onChange={(id) => set({ id })}
      />
      {(['zh', 'en'] as const).map((language) => (
        <TextField
          key={language}
          id={`entry-name-${language}`}
          label={t(language === 'zh' ? 'agreements.nameZh' : 'agreements.nameEn')}
          value={draft.name[language]}
          onChange={(text) => set({ name: { ...draft.name, [language]: text } })}
        />
      ))}
      <TextField
        id="entry-provider"
        label={label('provider')}
        value={draft.provider.name}
        onChange={(text) => set({ provider: { ...draft.provider, name: text } })}
      />
      <TextField
        id="entry-provider-code"
        label={t('agreements.providerCode')}
        value={draft.provider.code}
        onChange={(code) => set({ provider: { ...draft.provider, code } })}
      />
      <ListField
        id="entry-licenceTypes"
        label={label('licenceTypes')}
        values={draft.licenceTypes}
        onChange={(licenceTypes) => set({ licenceTypes })}
        options={things.licenceTypes}
        removal={t('agreements.removeList', { list: label('licenceTypes') })}
        isFree
      />
      <ChoiceField
        id="entry-dataset"
        label={label('dataset')}
        value={draft.dataset}
        onChange={(dataset) => set({ dataset })}
        options={things.datasets}
        none={t('agreements.noDataset')}
      />
      <ChoiceField
        id="entry-attribute"
        label={label('attribute')}
        value={draft.attribute}
        onChange={(attribute) => attribute && set({ attribute })}
        options={options('sharingAttribute', ATTRIBUTES)}
      />
      <TextField
        id="entry-legalBasis"
        label={label('legalBasis')}
        value={draft.legalBasis ?? ''}
        onChange={(legalBasis) => set({ legalBasis })}
      />
      <TextField
        id="entry-conditions"
        label={label('conditions')}
        rows={2}
        value={draft.conditions ?? ''}
        onChange={(conditions) => set({ conditions })}
      />
      <ListField
        id="entry-ways"
        label={label('ways')}
        values={draft.ways}
        onChange={(ways) => set({ ways })}
        options={options('sharingWay', WAYS)}
      />
      <ListField
        id="entry-format"
        label={label('format')}
        values={draft.format}
        onChange={(format) => set({ format })}
        isFree
      />
      <ChoiceField
        id="entry-updateFrequency"
        label={label('updateFrequency')}
        value={draft.updateFrequency}
        onChange={(updateFrequency) => updateFrequency && set({ updateFrequency })}
        options={options('updateFrequency', FREQUENCIES)}
      />
      <div className="labelled">
        <h3 className="part">{label('items')}</h3>
        <Button size="small" onClick={() => set({ items: [...draft.items, NEW_ITEM] })}>
          {t('agreements.addItem')}
        </Button>
      </div>
      {draft.items.map((item, place) => (
        <Item
          // Items have no name of their own; one that goes takes its place with it.
          key={`${String(place)} of ${String(draft.items.length)}`}
          place={place}
          item={item}
          onChange={(changed) => set({ items: draft.items.with(place, changed) })}
          onRemove={() => set({ items: draft.items.toSpliced(place, 1) })}
        />
      ))}
    </FormDrawer>
  );
}

function Item({
  place,
  item,
  onChange,
  onRemove,
}: {
  place: number;
  item: ListItem;
  onChange(item: ListItem): void;
  onRemove(): void;
}): ReactNode {
  const { t, name } = useWords();
  const options = useOptions();
  const set = (part: Partial<ListItem>): void => onChange({ ...item, ...part });
  const label = (member: string): string => name('agreementMember', member);
  const id = (member: string): string => `item-${String(place)}-${member}`;
  const title = t('agreements.item', { number: place + 1 });
  return (
    <Card
      size="small"
      role="group"
      aria-label={title}
      title={title}
      extra={
        <Button size="small" danger type="text" onClick={onRemove}>
          {t('agreements.removeItem', { number: place + 1 })}
        </Button>
      }
    >
      <div className="stack">
        <ListField
          id={id('fields')}
          label={label('fields')}
          values={item.fields}
          onChange={(fields) => set({ fields })}
          options={options<string>('field', FIELDS)}
          isFree
        />
        <ChoiceField
          id={id('classification')}
          label={label('classification')}
          value={item.classification}
          onChange={(classification) => classification && set({ classification })}
          options={options('classification', CLASSIFICATIONS)}
        />
        <ChoiceField
          id={id('sensitivity')}
          label={label('sensitivity')}
          value={item.sensitivity}
          onChange={(sensitivity) => sensitivity && set({ sensitivity })}
          options={options('sensitivity', SENSITIVITIES)}
        />
        <ChoiceField
          id={id('attribute')}
          label={label('attribute')}
          value={item.attribute}
          onChange={(attribute) => set({ attribute })}
          options={options('sharingAttribute', ATTRIBUTES)}
          none={t('agreements.asEntry')}
        />
        <TextField
          id={id('legalBasis')}
          label={label('legalBasis')}
          value={item.legalBasis ?? ''}
          onChange={(legalBasis) => set({ legalBasis })}
        />
      </div>
    </Card>
  );
}
