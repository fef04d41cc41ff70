import type { ReactNode } from 'react';
import type { Refused } from '../api.js';
import { useWords } from '../i18n/index.js';

/** Why something does not work and how to mend it, in a line or two. */
export function Reason({ of }: { of: Refused }): ReactNode {
  const { language } = useWords();
  const english = language === 'en';
  return (
    <span>
      {english ? of.message : of.messageZh} {english ? of.advice : of.adviceZh}{' '}
      <span className="mono quiet">{of.code}</span>
    </span>
  );
}
