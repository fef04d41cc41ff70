import type { ReactNode } from 'react';
import { catalogue, type ErrorCode } from '#libs/errors';
import { useWords } from '../i18n/index.js';

/** What a code of the catalogue means; the code itself stands small beside it, for whoever is asked about it. */
export function CodeText({ code }: { code: string }): ReactNode {
  const { language } = useWords();
  const known = Object.hasOwn(catalogue, code) ? catalogue[code as ErrorCode] : undefined;
  if (!known) return <span className="mono">{code}</span>;
  return (
    <span>
      {known[language === 'en' ? 'en' : 'zh'].message} <span className="mono code">{code}</span>
    </span>
  );
}
