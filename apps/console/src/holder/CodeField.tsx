import { CameraOutlined, PictureOutlined } from '@ant-design/icons';
import { Alert, Button, Input, Space } from 'antd';
import { lazy, Suspense, useId, useRef, useState, type ReactNode } from 'react';
import { useWords, type Key } from '../i18n/index.js';
import { readCode } from './read-code.js';

const Scanner = lazy(() => import('./Scanner.js'));

/** Takes the code of a counter's screen: by camera, out of a picture, or as text. */
export function CodeField({ isBusy, onCode }: { isBusy: boolean; onCode(code: string): void }): ReactNode {
  const { t } = useWords();
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [isScanning, setScanning] = useState(false);
  const [problem, setProblem] = useState<Key>();
  const take = (code: string): void => {
    setText(code);
    setScanning(false);
    setProblem(undefined);
    onCode(code);
  };
  const readPicture = async (picture: File | undefined): Promise<void> => {
    if (!picture) return;
    // A file that is no picture at all is one without a code.
    const code = await readCode(picture).catch(() => undefined);
    if (code === undefined) setProblem('authorise.noCode');
    else take(code);
  };
  return (
    <div className="stack">
      <div>
        <label htmlFor={id}>{t('authorise.code')}</label>
        <Input.Search
          id={id}
          value={text}
          placeholder={t('authorise.codeHint')}
          enterButton={t('authorise.check')}
          loading={isBusy}
          maxLength={2048}
          onChange={({ target }) => setText(target.value)}
          onSearch={(code) => {
            if (code.trim() !== '') take(code.trim());
          }}
        />
      </div>
      <Space wrap>
        <Button icon={<CameraOutlined />} onClick={() => setScanning(true)}>
          {t('authorise.camera')}
        </Button>
        <Button icon={<PictureOutlined />} onClick={() => file.current?.click()}>
          {t('authorise.picture')}
        </Button>
        <input
          ref={file}
          hidden
          type="file"
          accept="image/*"
          aria-label={t('authorise.picture')}
          onChange={({ target }) => {
            void readPicture(target.files?.[0]);
            target.value = ''; // the same picture may be chosen again
          }}
        />
      </Space>
      {problem ? <Alert type="warning" showIcon title={t(problem)} /> : null}
      {isScanning ? (
        <Suspense fallback={null}>
          <Scanner
            onCode={take}
            onClose={(why) => {
              setScanning(false);
              setProblem(why);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}
