import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { fetchFile, RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import { saveFile } from '../parts/save-file.js';
import { useAct } from '../parts/use-act.js';

/** Fetches a file with the session and saves it; a refusal is shown where it happened. */
export function Download({
  path,
  name,
  children,
  isSmall = false,
}: {
  path: string;
  name: string;
  children: ReactNode;
  isSmall?: boolean;
}): ReactNode {
  const { language } = useWords();
  const { message } = App.useApp();
  const { isBusy, run } = useAct();
  const save = async (): Promise<void> => {
    try {
      saveFile(await fetchFile(path), name);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      void message.error(language === 'en' ? error.refused.message : error.refused.messageZh);
    }
  };
  return (
    <Button
      icon={<DownloadOutlined />}
      size={isSmall ? 'small' : 'middle'}
      type={isSmall ? 'link' : 'default'}
      loading={isBusy}
      onClick={() => void run(save)}
    >
      {children}
    </Button>
  );
}
