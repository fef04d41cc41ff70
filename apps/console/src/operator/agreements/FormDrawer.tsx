import { Alert, Button, Drawer, Grid } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';

/** A form at the side; what it makes joins the proposal that is being written. */
export function FormDrawer({
  title,
  missing,
  isTaken,
  onKeep,
  onClose,
  children,
}: {
  title: string;
  /** Members that have to be filled in and are not. */
  missing: readonly string[];
  /** Its id is that of another. */
  isTaken: boolean;
  onKeep(): void;
  onClose(): void;
  children: ReactNode;
}): ReactNode {
  const { t, name } = useWords();
  const isWide = Grid.useBreakpoint().md ?? true;
  return (
    <Drawer
      open
      size={isWide ? 640 : '100%'}
      title={title}
      onClose={onClose}
      extra={
        <Button type="primary" disabled={missing.length > 0 || isTaken} onClick={onKeep}>
          {t('agreements.keep')}
        </Button>
      }
    >
      <div className="stack form">
        {isTaken ? <Alert type="error" showIcon title={t('agreements.taken')} /> : null}
        {missing.length > 0 ? (
          <Alert
            type="info"
            title={t('agreements.missing', {
              members: missing.map((member) => name('agreementMember', member)).join(t('mark.comma')),
            })}
          />
        ) : null}
        {children}
      </div>
    </Drawer>
  );
}
