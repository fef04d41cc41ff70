import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

/** Puts a text into the clipboard; not there where a browser gives none (pages without TLS). */
export function Copy({ text }: { text: string }): ReactNode {
  const { t } = useWords();
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    void message.success(t('copy.done'));
  };
  if (!('clipboard' in navigator)) return null;
  return (
    <Button size="small" icon={<CopyOutlined />} onClick={() => void copy()}>
      {t('copy.do')}
    </Button>
  );
}
