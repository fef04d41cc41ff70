import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

/** How many days something has; the fewer, the louder. */
export function DaysLeft({ days }: { days: number | null }): ReactNode {
  const { t } = useWords();
  if (days === null) return '—';
  if (days < 0) return <Tag color="red">{t('operator.over')}</Tag>;
  return <Tag color={days < 7 ? 'red' : days < 30 ? 'gold' : 'default'}>{t('operator.days', { days })}</Tag>;
}
