import { Alert, Button, Card, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { ask } from '../api.js';
import { authorisationPage, type AuthorisationPageResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAct } from '../parts/use-act.js';
import { CodeField } from './CodeField.js';
import { ReleasePreview } from './ReleasePreview.js';

/** From the code on a counter's screen to the page where the holder decides; and what there is to decide about. */
export default function AuthorisePage(): ReactNode {
  const { t, either } = useWords();
  const { run, isBusy, error } = useAct();
  const [page, setPage] = useState<AuthorisationPageResult>();
  const check = async (code: string): Promise<void> => {
    setPage(undefined);
    await run(async () => setPage(await ask(authorisationPage, { code })));
  };
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.authorise')}</h1>
      </div>
      <Card size="small">
        <div className="stack">
          <Typography.Text>{t('authorise.why')}</Typography.Text>
          <CodeField isBusy={isBusy} onCode={(code) => void check(code)} />
          <div aria-live="polite" className="stack">
            {error ? <Refusal error={error} /> : null}
            {page ? (
              <Alert
                type="success"
                showIcon
                title={t('authorise.trusted', {
                  platform: either({ zh: page.platformZh, en: page.platformEn }),
                })}
                description={
                  <div className="stack">
                    <span>{t('authorise.trustedWhy')}</span>
                    <span className="mono quiet">{page.url}</span>
                    <span>
                      <Button type="primary" href={page.url} rel="noreferrer">
                        {t('authorise.go')}
                      </Button>
                    </span>
                  </div>
                }
              />
            ) : null}
          </div>
          <Typography.Text className="quiet">{t('authorise.where')}</Typography.Text>
        </div>
      </Card>
      <ReleasePreview />
    </div>
  );
}
