import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { isOfLookups } from './kinds.js';
import './auditor.css';

/** Plain markup: a list draws it for every row. */
export function OutcomeTag({
  outcome,
  code,
  kind,
}: {
  outcome: string | null;
  code?: string | null;
  /** Of the entry; absent for one lookup. */
  kind?: string | null;
}): ReactNode {
  const { name } = useWords();
  const isAct = kind !== undefined && !isOfLookups(kind);
  return (
    <span className={`outcome ${(outcome ?? '').toLowerCase()}`} title={code ?? undefined}>
      {name('outcome', isAct && outcome === 'GRANTED' ? 'DONE' : outcome)}
    </span>
  );
}
