import { App, Button, DatePicker, Drawer, Grid, Input, Select, Space, Switch } from 'antd';
import dayjs from 'dayjs';
import { useState, type ReactNode } from 'react';
import { proposeSharing } from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Refusal } from '../../parts/Refusal.js';
import { ask } from '../../api.js';
import { useAct } from '../../parts/use-act.js';
import { OPERATIONS, type Agreement } from './agreement.js';

export const NEW: Agreement = {
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

const LISTS = ['licenceTypes', 'datasets', 'purposes', 'fields'] as const;

/** Edits an agreement into a proposal; nothing holds before another person has approved it. */
export function AgreementForm({
  agreement,
  partners,
  onClose,
}: {
  agreement: Agreement;
  partners: readonly string[];
  onClose(isProposed: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const isWide = Grid.useBreakpoint().md ?? true;
  const { run, isBusy, error } = useAct();
  const [draft, setDraft] = useState(agreement);
  const [note, setNote] = useState('');
  const isNew = agreement.id === '';
  const set = (part: Partial<Agreement>): void => setDraft((before) => ({ ...before, ...part }));
  const go = async (): Promise<void> => {
    const { datasets, ...rest } = draft;
    const wish = datasets?.length ? { ...rest, datasets } : rest;
    const changes = {
      agreements: [JSON.stringify(wish)],
      removeAgreements: null,
      listEntries: null,
      removeListEntries: null,
    };
    if (!(await run(() => ask(proposeSharing, { changes, note: note.trim(), effectiveAt: null })))) return;
    void message.success(t('agreements.proposed'));
    onClose(true);
  };
  const text = (member: 'id' | 'legalBasis'): ReactNode => (
    <div>
      <label htmlFor={`agreement-${member}`}>{name('agreementMember', member)}</label>
      <Input
        id={`agreement-${member}`}
        maxLength={500}
        disabled={member === 'id' && !isNew}
        value={draft[member]}
        onChange={({ target }) => set({ [member]: target.value })}
      />
    </div>
  );
  const day = (member: 'validFrom' | 'validUntil'): ReactNode => (
    <div>
      <label htmlFor={`agreement-${member}`}>{name('agreementMember', member)}</label>
      <DatePicker
        id={`agreement-${member}`}
        allowClear={false}
        value={draft[member] === '' ? null : dayjs(draft[member])}
        onChange={(chosen) => set({ [member]: chosen?.format('YYYY-MM-DD') ?? '' })}
      />
    </div>
  );
  return (
    <Drawer
      open
      size={isWide ? 640 : '100%'}
      title={isNew ? t('agreements.new') : t('agreements.change', { id: agreement.id })}
      onClose={() => onClose(false)}
      extra={
        <Button type="primary" loading={isBusy} disabled={note.trim() === ''} onClick={() => void go()}>
          {t('agreements.propose')}
        </Button>
      }
    >
      <div className="stack form">
        {error ? <Refusal error={error} /> : null}
        {text('id')}
        <div>
          <label htmlFor="agreement-partner">{name('agreementMember', 'partner')}</label>
          <Select
            id="agreement-partner"
            showSearch
            style={{ width: '100%' }}
            value={draft.partner || null}
            onChange={(partner: string) => set({ partner })}
            options={[...new Set([...partners, ...(draft.partner ? [draft.partner] : [])])].map((value) => ({
              value,
              label: value,
            }))}
          />
        </div>
        <div>
          <label htmlFor="agreement-operations">{name('agreementMember', 'operations')}</label>
          <Select
            id="agreement-operations"
            mode="multiple"
            style={{ width: '100%' }}
            value={draft.operations}
            onChange={(operations: string[]) => set({ operations })}
            options={OPERATIONS.map((value) => ({ value, label: name('sharingOperation', value) }))}
          />
        </div>
        {LISTS.map((member) => (
          <div key={member}>
            <label htmlFor={`agreement-${member}`}>{name('agreementMember', member)}</label>
            <Select
              id={`agreement-${member}`}
              mode="tags"
              open={false}
              suffixIcon={null}
              tokenSeparators={[',', '，', ' ', '\n']}
              style={{ width: '100%' }}
              value={draft[member] ?? []}
              onChange={(values: string[]) => set({ [member]: values })}
            />
          </div>
        ))}
        {text('legalBasis')}
        <Space wrap size="large">
          {day('validFrom')}
          {day('validUntil')}
        </Space>
        <Space>
          <Switch
            aria-label={name('agreementMember', 'requiresHolderAuthorisation')}
            checked={draft.requiresHolderAuthorisation ?? false}
            onChange={(requiresHolderAuthorisation) => set({ requiresHolderAuthorisation })}
          />
          {name('agreementMember', 'requiresHolderAuthorisation')}
        </Space>
        <div>
          <label htmlFor="agreement-note">{t('agreements.note')}</label>
          <Input.TextArea
            id="agreement-note"
            maxLength={2000}
            rows={3}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </div>
      </div>
    </Drawer>
  );
}
