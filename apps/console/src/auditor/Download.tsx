import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { fetchFile } from '../api.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { saveFile } from '../parts/save-file.js';
import { useAct } from '../parts/use-act.js';

/** The evidence of a lookup as one file, to be checked elsewhere. */
export function Download({ entry }: { entry: string }): ReactNode {
  const { t } = useWords();
  const { run, isBusy, error } = useAct();
  const save = async (): Promise<void> =>
    saveFile(await fetchFile(`/audit/evidence/${encodeURIComponent(entry)}`), `evidence-${entry}.json`);
  return (
    <>
      <Button
        icon={<DownloadOutlined />}
        loading={isBusy}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => void run(save)}
      >
        {t('entry.evidence')} <SafetyCertificateOutlined />
      </Button>
      {error ? <Refusal error={error} /> : null}
    </>
  );
}
