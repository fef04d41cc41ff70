import { FilterOutlined } from '@ant-design/icons';
import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { isEmpty, type Filter, type TextFilter } from './filter.js';
import { InstantField } from './InstantField.js';

const KINDS = [
  'ANSWER',
  'HOME',
  'INTENT',
  'OUTCOME',
  'REFUSAL',
  'CASE',
  'AUDIT_READ',
  'REVIEW',
  'FINDING',
  'RECONCILIATION',
  'ADMINISTRATION',
  'SUBJECT_READ',
];
const OUTCOMES = ['GRANTED', 'REDUCED', 'DENIED', 'NOT_FOUND', 'FAILED', 'ASKED', 'MIXED'];
const FIELDS = [
  'caseNumber',
  'identifier',
  'counterpart',
  'organisation',
  'licenceType',
  'itemCode',
] as const satisfies readonly TextFilter[];

/** What the auditor looks for; shared by the list and by the pages that count it. */
export function Filters({
  filter,
  onChange,
  onClear,
}: {
  filter: Filter;
  onChange(part: Filter): void;
  onClear(): void;
}): ReactNode {
  const { t, name } = useWords();
  const many = (part: 'kinds' | 'outcomes', group: string, values: readonly string[]): ReactNode => (
    <div>
      <label htmlFor={`filter-${part}`}>{t(`filter.${part}`)}</label>
      <Select
        id={`filter-${part}`}
        mode="multiple"
        allowClear
        maxTagCount="responsive"
        style={{ width: '100%' }}
        value={filter[part] ?? []}
        onChange={(chosen: string[]) => onChange({ [part]: chosen })}
        options={values.map((value) => ({ value, label: name(group, value) }))}
      />
    </div>
  );
  return (
    <div className="filters">
      <InstantField id="from" value={filter.from} onChange={(from) => onChange({ from })} />
      <InstantField id="to" value={filter.to} onChange={(to) => onChange({ to })} />
      {many('kinds', 'kind', KINDS)}
      {many('outcomes', 'outcome', OUTCOMES)}
      {FIELDS.map((field) => (
        <div key={field}>
          <label htmlFor={`filter-${field}`}>{t(`filter.${field}`)}</label>
          <Input
            // The address leads: a search that is opened fills the fields anew.
            key={filter[field] ?? ''}
            id={`filter-${field}`}
            allowClear
            maxLength={300}
            defaultValue={filter[field] ?? ''}
            onPressEnter={({ currentTarget }) => onChange({ [field]: currentTarget.value.trim() })}
            onBlur={({ currentTarget }) => {
              if (currentTarget.value.trim() !== (filter[field] ?? ''))
                onChange({ [field]: currentTarget.value.trim() });
            }}
            onClear={() => onChange({ [field]: '' })}
          />
        </div>
      ))}
      <Button icon={<FilterOutlined />} disabled={isEmpty(filter)} onClick={onClear}>
        {t('filter.clear')}
      </Button>
    </div>
  );
}
