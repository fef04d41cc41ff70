import { Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

const COLOURS: Record<string, string> = {
  GRANTED: 'green',
  REDUCED: 'gold',
  DENIED: 'red',
  NOT_FOUND: 'default',
  FAILED: 'volcano',
  ASKED: 'blue',
  MIXED: 'purple',
};

export function OutcomeTag({ outcome, code }: { outcome: string | null; code?: string | null }): ReactNode {
  const { name } = useWords();
  const tag = <Tag color={COLOURS[outcome ?? ''] ?? 'default'}>{name('outcome', outcome)}</Tag>;
  return code ? <Tooltip title={code}>{tag}</Tooltip> : tag;
}
