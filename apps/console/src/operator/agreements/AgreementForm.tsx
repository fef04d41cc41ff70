import { DatePicker, InputNumber, Space, Switch } from 'antd';
import dayjs from 'dayjs';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';
import { ChoiceField, ListField, TextField, useOptions } from './fields.js';
import { FormDrawer } from './FormDrawer.js';
import { FIELDS, missingOf, OPERATIONS, trimmed, type Agreement } from './policy.js';
import { useThings } from './use-things.js';

export const NEW_AGREEMENT: Agreement = {
  id: '',
  partner: '',
  licenceTypes: [],
  operations: ['byIdentifier'],
  purposes: [],
  fields: [],
  legalBasis: '',
  requiresHolderAuthorisation: false,
  validFrom: '',
  validUntil: '',
};

const REQUIRED = [
  'id',
  'partner',
  'operations',
  'purposes',
  'fields',
  'legalBasis',
  'validFrom',
  'validUntil',
] as const;
/** Whom and what an agreement is confined to; without them to nobody and nothing. */
const CONFINED = ['organisations', 'roles', 'operationDocuments'] as const;

/** Edits an agreement: its members, entries of its lists, and whole lists that may be absent. */
export function AgreementForm({
  agreement,
  partners,
  taken,
  onKeep,
  onClose,
}: {
  agreement: Agreement;
  partners: readonly string[];
  /** Ids of others. */
  taken: readonly string[];
  onKeep(agreement: Agreement): void;
  onClose(): void;
}): ReactNode {
  const { t, name } = useWords();
  const options = useOptions();
  const things = useThings();
  const [draft, setDraft] = useState(agreement);
  const isNew = agreement.id === '';
  const set = (part: Partial<Agreement>): void => setDraft((before) => ({ ...before, ...part }));
  const label = (member: string): string => name('agreementMember', member);
  const day = (member: 'validFrom' | 'validUntil'): ReactNode => (
    <div>
      <label htmlFor={`agreement-${member}`}>{label(member)}</label>
      <DatePicker
        id={`agreement-${member}`}
        allowClear={false}
        value={draft[member] === '' ? null : dayjs(draft[member])}
        onChange={(chosen) => set({ [member]: chosen?.format('YYYY-MM-DD') ?? '' })}
      />
    </div>
  );
  const rate = (member: 'perMinute' | 'perDay'): ReactNode => (
    <div>
      <label htmlFor={`agreement-${member}`}>{label(member)}</label>
      <InputNumber<number>
        id={`agreement-${member}`}
        min={1}
        precision={0}
        placeholder={t('agreements.unlimited')}
        value={draft.rate?.[member] ?? null}
        onChange={(count) => set({ rate: { ...draft.rate, [member]: count ?? undefined } })}
      />
    </div>
  );
  const all = [...new Set([...partners, ...(draft.partner ? [draft.partner] : [])])];
  return (
    <FormDrawer
      title={isNew ? t('agreements.new') : t('agreements.change', { id: agreement.id })}
      missing={missingOf(draft, REQUIRED)}
      isTaken={isNew && taken.includes(draft.id)}
      onKeep={() => onKeep(trimmed(draft, ['datasets', 'rate', ...CONFINED]))}
      onClose={onClose}
    >
      <TextField
        id="agreement-id"
        label={label('id')}
        disabled={!isNew}
        value={draft.id}
        onChange={(id) => set({ id })}
      />
      <ChoiceField
        id="agreement-partner"
        label={label('partner')}
        value={draft.partner || undefined}
        onChange={(partner) => set({ partner: partner ?? '' })}
        options={all.map((value) => ({ value, label: value }))}
      />
      <ListField
        id="agreement-operations"
        label={label('operations')}
        values={draft.operations}
        onChange={(operations) => set({ operations })}
        options={options('sharingOperation', OPERATIONS)}
      />
      <ListField
        id="agreement-licenceTypes"
        label={label('licenceTypes')}
        values={draft.licenceTypes}
        onChange={(licenceTypes) => set({ licenceTypes })}
        options={things.licenceTypes}
        removal={t('agreements.removeList', { list: label('licenceTypes') })}
        isFree
      />
      <ListField
        id="agreement-datasets"
        label={label('datasets')}
        values={draft.datasets ?? []}
        onChange={(datasets) => set({ datasets })}
        options={things.datasets}
        removal={t('agreements.removeList', { list: label('datasets') })}
        isFree
      />
      <ListField
        id="agreement-purposes"
        label={label('purposes')}
        values={draft.purposes}
        onChange={(purposes) => set({ purposes })}
        isFree
      />
      <ListField
        id="agreement-fields"
        label={label('fields')}
        values={draft.fields}
        onChange={(fields) => set({ fields })}
        options={options<string>('field', FIELDS)}
        isFree
      />
      <TextField
        id="agreement-legalBasis"
        label={label('legalBasis')}
        value={draft.legalBasis}
        onChange={(legalBasis) => set({ legalBasis })}
      />
      <Space wrap size="large">
        {day('validFrom')}
        {day('validUntil')}
      </Space>
      <Space>
        <Switch
          aria-label={label('requiresHolderAuthorisation')}
          checked={draft.requiresHolderAuthorisation}
          onChange={(requiresHolderAuthorisation) => set({ requiresHolderAuthorisation })}
        />
        {label('requiresHolderAuthorisation')}
      </Space>
      {CONFINED.map((member) => (
        <ListField
          key={member}
          id={`agreement-${member}`}
          label={label(member)}
          values={draft[member] ?? []}
          onChange={(values) => set({ [member]: values })}
          hint={t('agreements.unlimited')}
          removal={t('agreements.removeList', { list: label(member) })}
          isFree
        />
      ))}
      <Space wrap size="large">
        {rate('perMinute')}
        {rate('perDay')}
      </Space>
    </FormDrawer>
  );
}
