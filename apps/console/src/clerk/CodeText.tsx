import type { ReactNode } from 'react';
import { catalogue, type ErrorCode } from '#libs/errors';
import { useWords } from '../i18n/index.js';

/** What a code of the catalogue means; the code itself where this console does not know it. */
export function CodeText({ code }: { code: string }): ReactNode {
  const { language } = useWords();
  const known = Object.hasOwn(catalogue, code) ? catalogue[code as ErrorCode] : undefined;
  return <span title={code}>{known ? known[language === 'en' ? 'en' : 'zh'].message : code}</span>;
}
