import { ScanOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select, Space, type InputRef } from 'antd';
import { lazy, Suspense, useState, type ReactNode, type Ref } from 'react';
import { useWords } from '../i18n/index.js';
import { PAPERS, readHolder, type Holder, type Paper } from './holder.js';

const CameraScan = lazy(() => import('./CameraScan.js'));

/** Who it is about: a number that is typed, or that a scanner types and ends with Enter; the camera where the browser reads codes. */
export function HolderField({
  subject,
  onHolder,
  isDisabled = false,
  field,
}: {
  subject: 'firm' | 'person';
  /** Told at Enter, of a number that names somebody. */
  onHolder(holder: Holder): void;
  isDisabled?: boolean;
  field?: Ref<InputRef>;
}): ReactNode {
  const { t, name } = useWords();
  const [text, setText] = useState('');
  const [paper, setPaper] = useState<Paper>();
  const [isWrong, setWrong] = useState(false);
  const [isScanning, setScanning] = useState(false);
  const found = readHolder(text, subject, paper);
  const settle = (written: string): void => {
    const holder = readHolder(written, subject, paper);
    setWrong(!holder);
    if (holder) onHolder(holder);
  };
  return (
    <Form.Item
      label={t(subject === 'firm' ? 'holder.firm' : 'holder.person')}
      htmlFor="holder"
      layout="vertical"
      style={{ margin: 0 }}
      validateStatus={isWrong ? 'error' : ''}
      help={isWrong ? t('holder.wrong') : found ? name('holderType', found.type) : t('holder.hint')}
    >
      <Space.Compact style={{ width: '100%' }}>
        {subject === 'person' ? (
          <Select
            aria-label={t('holder.paper')}
            style={{ width: 170 }}
            disabled={isDisabled}
            value={paper ?? 'CITIZEN_NUMBER'}
            onChange={(chosen) => setPaper(PAPERS.find((one) => one === chosen))}
            options={['CITIZEN_NUMBER', ...PAPERS].map((value) => ({
              value,
              label: name('holderType', value),
            }))}
          />
        ) : null}
        <Input
          id="holder"
          {...(field ? { ref: field } : {})}
          autoComplete="off"
          spellCheck={false}
          className="mono"
          maxLength={400}
          disabled={isDisabled}
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setWrong(false);
          }}
          onPressEnter={() => settle(text)}
        />
        {'BarcodeDetector' in globalThis ? (
          <Button
            icon={<ScanOutlined />}
            aria-label={t('holder.scan')}
            disabled={isDisabled}
            onClick={() => setScanning(true)}
          />
        ) : null}
        <Button type="primary" disabled={isDisabled || text === ''} onClick={() => settle(text)}>
          {t('holder.confirm')}
        </Button>
      </Space.Compact>
      {isScanning ? (
        <Suspense>
          <CameraScan
            onText={(scanned) => {
              setScanning(false);
              setText(scanned);
              settle(scanned);
            }}
            onClose={() => setScanning(false)}
          />
        </Suspense>
      ) : null}
    </Form.Item>
  );
}
