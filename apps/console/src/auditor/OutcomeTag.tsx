import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import './auditor.css';

/** Plain markup: a list draws it for every row. */
export function OutcomeTag({ outcome, code }: { outcome: string | null; code?: string | null }): ReactNode {
  const { name } = useWords();
  return (
    <span className={`outcome ${(outcome ?? '').toLowerCase()}`} title={code ?? undefined}>
      {name('outcome', outcome)}
    </span>
  );
}
