import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { fetchFile, RefusedError } from '../api.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { saveFile } from '../parts/save-file.js';

/** The evidence of a lookup as one file, to be checked elsewhere. */
export function Download({ entry }: { entry: string }): ReactNode {
  const { t } = useWords();
  const [error, setError] = useState<RefusedError>();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      saveFile(await fetchFile(`/audit/evidence/${encodeURIComponent(entry)}`), `evidence-${entry}.json`);
    } catch (thrown) {
      if (!(thrown instanceof RefusedError)) throw thrown;
      setError(thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        loading={isBusy}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => void run()}
      >
        {t('entry.evidence')} <SafetyCertificateOutlined />
      </Button>
      {error ? <Refusal error={error} /> : null}
    </>
  );
}
