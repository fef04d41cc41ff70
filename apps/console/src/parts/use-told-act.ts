import { App } from 'antd';
import { useEffect, useEffectEvent } from 'react';
import type { RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import { told } from './told.js';
import { useAct, type Act } from './use-act.js';

/** As {@link useAct}, for acts without a place of their own on the page: a refusal is told in passing. */
export function useToldAct(): Pick<Act, 'isBusy' | 'run'> {
  const { language } = useWords();
  const { message } = App.useApp();
  const { isBusy, error, run } = useAct();
  const tell = useEffectEvent(({ refused }: RefusedError): void => {
    const { message: said, advice } = told(refused, language);
    void message.error(`${said} ${advice}`);
  });
  useEffect(() => {
    if (error) tell(error);
  }, [error]);
  return { isBusy, run };
}
