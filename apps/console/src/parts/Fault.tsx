import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useRouteError } from 'react-router';
import { useWords } from '../i18n/index.js';

/** What is shown where a page broke or does not exist. Its own error stays in the browser's console. */
export function Fault({ code }: { code?: 'NOT_FOUND_HERE' }): ReactNode {
  const error = useRouteError();
  const { t } = useWords();
  const isMissing = code !== undefined;
  if (error) globalThis.console.error(error);
  return (
    <section className="alone">
      <p className="fault-mark" aria-hidden>
        {isMissing ? '404' : '!'}
      </p>
      <h1>{t(isMissing ? 'fault.missing' : 'fault.broken')}</h1>
      <p className="quiet">{t(isMissing ? 'fault.missingAdvice' : 'fault.brokenAdvice')}</p>
      <Button type="primary" href="/console/">
        {t('fault.home')}
      </Button>
    </section>
  );
}
