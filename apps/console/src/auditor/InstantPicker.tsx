import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';

export interface InstantPickerProps {
  id: string;
  /** An instant, ISO 8601. */
  value: string | undefined;
  onChange(value: string): void;
}

/** Entered in local time, kept as an instant. Heavy, for the calendar that it can open: {@link InstantField} fetches it. */
export default function InstantPicker({ id, value, onChange }: InstantPickerProps): ReactNode {
  const at = value === undefined ? null : dayjs(value);
  return (
    <DatePicker
      id={id}
      showTime
      style={{ width: '100%' }}
      value={at?.isValid() ? at : null}
      onChange={(chosen) => onChange(chosen ? chosen.toDate().toISOString() : '')}
    />
  );
}
