import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { fetchFile } from '../api.js';
import { saveFile } from '../parts/save-file.js';
import { useToldAct } from '../parts/use-told-act.js';

/** Fetches a file with the session and saves it; a refusal is told in passing. */
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
  const { isBusy, run } = useToldAct();
  const save = async (): Promise<void> => saveFile(await fetchFile(path), name);
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
