import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

/** One end of a span of time, entered in local time, kept as an instant. */
export function InstantField({
  id,
  value,
  onChange,
}: {
  id: 'from' | 'to';
  value: string | undefined;
  onChange(value: string): void;
}): ReactNode {
  const { t } = useWords();
  const at = value === undefined ? null : dayjs(value);
  return (
    <div>
      <label htmlFor={`filter-${id}`}>{t(`filter.${id}`)}</label>
      <DatePicker
        id={`filter-${id}`}
        showTime
        style={{ width: '100%' }}
        value={at?.isValid() ? at : null}
        onChange={(chosen) => onChange(chosen ? chosen.toDate().toISOString() : '')}
      />
    </div>
  );
}
