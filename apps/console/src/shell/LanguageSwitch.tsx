import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

export function LanguageSwitch(): ReactNode {
  const { language, choose } = useWords();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <Button type="text" size="small" lang={other} onClick={() => choose(other)}>
      {other === 'en' ? 'English' : '中文'}
    </Button>
  );
}
