import type { ReactNode } from 'react';
import type { CaseDetailsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';

export type Delegate = CaseDetailsResult['delegates'][number];

/** A delegate as people tell him from others: no name and no whole number; where he was named, how it ends. */
export function DelegateLine({ of: one }: { of: Delegate }): ReactNode {
  const { t, name } = useWords();
  return (
    <span>
      {[
        name('stepChoice', one.capacity),
        ...(one.document && one.ending
          ? [t('delegate.ending', { document: name('holderType', one.document), ending: one.ending })]
          : []),
        one.until ? t('delegate.until', { day: one.until }) : t('delegate.untilEnd'),
      ].join(t('mark.comma'))}
    </span>
  );
}
