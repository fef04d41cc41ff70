import { App } from 'antd';
import { useCallback, useState } from 'react';
import { RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';

export interface Act {
  isBusy: boolean;
  /** @returns whether it was done; what the node refuses is told to the person */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** One act of a person at a time. */
export function useAct(): Act {
  const { language } = useWords();
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const run = useCallback(
    async (work: () => Promise<unknown>): Promise<boolean> => {
      setBusy(true);
      try {
        await work();
        return true;
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        const { refused } = error;
        const [said, advice] =
          language === 'en' ? [refused.message, refused.advice] : [refused.messageZh, refused.adviceZh];
        void message.error(`${said} ${advice}`);
        return false;
      } finally {
        setBusy(false);
      }
    },
    [language, message],
  );
  return { isBusy, run };
}
