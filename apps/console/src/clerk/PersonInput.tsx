import { Input, Select, Space } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import type { EnteredPerson } from './delegate.js';
import { PAPERS } from './holder.js';

/** Kind of document and number of a person; gets its value and its change from the form around it. */
export function PersonInput({
  id,
  value,
  onChange,
}: {
  id?: string;
  value?: EnteredPerson;
  onChange?: (value: EnteredPerson) => void;
}): ReactNode {
  const { t, name } = useWords();
  return (
    <Space.Compact style={{ width: '100%' }}>
      <Select
        aria-label={t('holder.paper')}
        style={{ width: 170 }}
        value={value?.paper ?? 'CITIZEN_NUMBER'}
        onChange={(chosen) => {
          const paper = PAPERS.find((one) => one === chosen);
          onChange?.({ text: value?.text ?? '', ...(paper ? { paper } : {}) });
        }}
        options={['CITIZEN_NUMBER', ...PAPERS].map((one) => ({ value: one, label: name('holderType', one) }))}
      />
      <Input
        {...(id ? { id } : {})}
        className="mono"
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        value={value?.text ?? ''}
        onChange={({ target }) => onChange?.({ ...value, text: target.value })}
      />
    </Space.Compact>
  );
}
