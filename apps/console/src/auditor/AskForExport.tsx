import { Alert, Modal, Radio, Space, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api.js';
import { createAuditExport } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { toInput, type Filter } from './filter.js';
import { useToldAct } from '../parts/use-told-act.js';

const FORMATS = ['csv', 'jsonl', 'bundle'] as const;

/** Asks the node for an export of what the filter finds; how it comes along is told on the page of exports. */
export default function AskForExport({ filter, onClose }: { filter: Filter; onClose(): void }): ReactNode {
  const { t } = useWords();
  const navigate = useNavigate();
  const { isBusy, run } = useToldAct();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('csv');
  const [withPersonalValues, setPersonal] = useState(false);
  const begin = async (): Promise<void> => {
    const isBegun = await run(() =>
      ask(createAuditExport, { format, filter: toInput(filter), withPersonalValues }),
    );
    if (isBegun) void navigate('/exports');
  };
  return (
    <Modal
      open
      title={t('exports.ask')}
      okText={t('exports.begin')}
      confirmLoading={isBusy}
      onOk={() => void begin()}
      onCancel={onClose}
    >
      <Space orientation="vertical" size={16} style={{ width: '100%' }}>
        <Radio.Group
          aria-label={t('exports.format')}
          value={format}
          onChange={({ target }) => setFormat(target.value as typeof format)}
        >
          <Space orientation="vertical">
            {FORMATS.map((one) => (
              <Radio key={one} value={one}>
                {t(`exportFormat.${one}`)} <span className="quiet">{t(`exports.what.${one}`)}</span>
              </Radio>
            ))}
          </Space>
        </Radio.Group>
        <span>
          <Switch
            size="small"
            checked={withPersonalValues}
            onChange={setPersonal}
            aria-label={t('exports.personal')}
          />{' '}
          {t('exports.personal')}
        </span>
        {withPersonalValues ? <Alert type="warning" showIcon title={t('exports.personalWarning')} /> : null}
      </Space>
    </Modal>
  );
}
