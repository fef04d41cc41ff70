import { Input } from 'antd';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import type { InstantPickerProps } from './InstantPicker.js';

const InstantPicker = lazy(() => import('./InstantPicker.js'));

/** How long the page may be busy with more urgent things, such as its rows. */
const PATIENCE_MS = 1_500;

/** One end of a span of time, entered in local time, kept as an instant. Shows its place until the page has a moment. */
export function InstantField({
  id,
  value,
  onChange,
}: Omit<InstantPickerProps, 'id'> & { id: 'from' | 'to' }): ReactNode {
  const { t, instant } = useWords();
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const asked = requestIdleCallback(() => setDue(true), { timeout: PATIENCE_MS });
    return () => cancelIdleCallback(asked);
  }, []);
  const whileWaiting = (
    <Input
      id={`filter-${id}`}
      readOnly
      value={value === undefined ? '' : instant(value)}
      onFocus={() => setDue(true)}
    />
  );
  return (
    <div>
      <label htmlFor={`filter-${id}`}>{t(`filter.${id}`)}</label>
      {isDue ? (
        <Suspense fallback={whileWaiting}>
          <InstantPicker id={`filter-${id}`} value={value} onChange={onChange} />
        </Suspense>
      ) : (
        whileWaiting
      )}
    </div>
  );
}
