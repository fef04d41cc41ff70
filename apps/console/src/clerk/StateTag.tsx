import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { inSchema } from './handling.js';

const COLOURS: Record<string, string> = {
  RECEIVED: 'blue',
  CORRECTION_ASKED: 'gold',
  ACCEPTED: 'geekblue',
  UNDER_REVIEW: 'geekblue',
  SPECIAL_PROCEDURE: 'purple',
  APPROVED: 'green',
  APPROVED_WITH_PLEDGE: 'lime',
  DELIVERED: 'green',
  SIGNED_FOR: 'green',
  RATED: 'green',
  REFUSED: 'red',
  NOT_ACCEPTED: 'red',
  REVOKED: 'red',
};

/** State of a case, as the schema or as a list says it. */
export function StateTag({ state }: { state: string }): ReactNode {
  const { name } = useWords();
  const value = inSchema(state);
  return <Tag color={COLOURS[value] ?? 'default'}>{name('caseState', value)}</Tag>;
}
