import type { ReactNode } from 'react';
import type { Refused } from '../api.js';
import { useWords } from '../i18n/index.js';
import { told } from './told.js';

/** Why something does not work and how to mend it, in a line or two. */
export function Reason({ of }: { of: Refused }): ReactNode {
  const { language } = useWords();
  const { message, advice } = told(of, language);
  return (
    <span>
      {message} {advice} <span className="mono quiet">{of.code}</span>
    </span>
  );
}
