import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined } from '@ant-design/icons';
import { Button, Collapse, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import type { OwnAccessResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { saveFile } from '../parts/save-file.js';

type Proof = OwnAccessResult['records'][number]['proof'];

/** Whether the leaf leads to the root of the checkpoint, worked out in this page (RFC 9162 §2.1.3.2). */
async function isIncluded({ index, receipt, inclusion }: Proof): Promise<boolean> {
  if (!inclusion) return false;
  const log = await import('#libs/audit-log');
  const hash = (text: string): Uint8Array => log.hashFromBase64url(text) ?? new Uint8Array();
  try {
    const { root, size } = log.parseCheckpoint(inclusion.checkpoint).checkpoint;
    log.verifyInclusion({
      leafHash: hash(receipt.leaf),
      index: BigInt(index),
      size,
      root,
      proof: inclusion.hashes.map(hash),
    });
    return true;
  } catch {
    return false; // whatever is malformed proves nothing
  }
}

/** The proof that a record is in the log: told, checked here, and to be taken along. */
export function AccessProof({ proof }: { proof: Proof }): ReactNode {
  const { t } = useWords();
  const [verdict, setVerdict] = useState<boolean>();
  const { inclusion, receipt, entryId, index } = proof;
  return (
    <Collapse
      size="small"
      ghost
      items={[
        {
          key: 'proof',
          label: t('access.proof'),
          children: (
            <div className="stack">
              <span className="mono quiet">
                {receipt.log} · {index} · {receipt.leaf}
              </span>
              {inclusion ? (
                <Space wrap>
                  <Button size="small" onClick={() => void isIncluded(proof).then(setVerdict)}>
                    {t('access.verify')}
                  </Button>
                  <Button
                    size="small"
                    icon={<DownloadOutlined />}
                    onClick={() =>
                      saveFile(
                        new Blob([JSON.stringify(proof, null, 2)], { type: 'application/json' }),
                        `proof-${entryId}.json`,
                      )
                    }
                  >
                    {t('access.save')}
                  </Button>
                </Space>
              ) : (
                t('access.uncovered')
              )}
              {verdict === undefined ? null : (
                <div role="status">
                  {verdict ? (
                    <>
                      <CheckCircleFilled style={{ color: '#16a34a' }} aria-hidden />{' '}
                      {t('access.included', { index: Number(index), size: Number(inclusion?.size) })}
                    </>
                  ) : (
                    <>
                      <CloseCircleFilled style={{ color: '#dc2626' }} aria-hidden /> {t('access.notIncluded')}
                    </>
                  )}
                  <div className="quiet">{t('access.notChecked')}</div>
                </div>
              )}
            </div>
          ),
        },
      ]}
    />
  );
}
