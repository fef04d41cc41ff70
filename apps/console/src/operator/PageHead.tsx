import { ReloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords, type Key } from '../i18n/index.js';

/** Title of a page with what can be done about all of it. */
export function PageHead({
  title,
  isAsking,
  again,
  children,
}: {
  title: Key;
  isAsking?: boolean;
  again?: () => void;
  children?: ReactNode;
}): ReactNode {
  const { t } = useWords();
  return (
    <div className="head">
      <h1>{t(title)}</h1>
      {children}
      <span className="grow" />
      {again ? (
        <Button icon={<ReloadOutlined />} loading={isAsking ?? false} onClick={again}>
          {t('operator.again')}
        </Button>
      ) : null}
    </div>
  );
}
