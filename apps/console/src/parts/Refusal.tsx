import { Alert, Button } from 'antd';
import type { ReactNode } from 'react';
import { signInUrl, type RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import { told } from './told.js';

/** A refusal of the node: what happened, what to do, and what to name when asking somebody. */
export function Refusal({ error, again }: { error: RefusedError; again?: () => void }): ReactNode {
  const { language, t } = useWords();
  const { refused, requestId } = error;
  const { message, advice } = told(refused, language);
  const isOneFactor = refused.code === 'TOKEN_SECOND_FACTOR_MISSING';
  const mustSignIn = isOneFactor || refused.code === 'CONSOLE_SESSION_ENDED';
  return (
    <Alert
      className="refusal"
      type="error"
      showIcon
      title={message}
      description={
        <>
          <div>{advice}</div>
          <div className="mono quiet">
            {refused.code}
            {requestId === undefined ? '' : ` · ${t('refusal.request')} ${requestId}`}
          </div>
        </>
      }
      action={
        mustSignIn ? (
          <Button size="small" href={signInUrl(language, isOneFactor ? { again: '1' } : {})}>
            {t('signIn.go')}
          </Button>
        ) : again ? (
          <Button size="small" onClick={again}>
            {t('refusal.again')}
          </Button>
        ) : undefined
      }
    />
  );
}
