import { Tag, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import type { CaseMaterialsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';

export type AskedMaterial = CaseMaterialsResult['asked'][number];
export type HeldMaterial = AskedMaterial['held'][number];

const VERDICTS: Record<string, string> = { PASSED: 'green', UNDECIDED: 'gold', FAILED: 'red' };
const INDICATIONS: Record<string, string> = {
  TOTAL_PASSED: 'green',
  INDETERMINATE: 'gold',
  TOTAL_FAILED: 'red',
  NOT_CHECKED: 'default',
};

/** What one piece of material is worth: verdict, trust level, where it came from, and its seal. */
export function Verdicts({ held }: { held: HeldMaterial }): ReactNode {
  const { t, name } = useWords();
  const { document } = held;
  return (
    <>
      <Tag color={VERDICTS[held.verdict] ?? 'default'}>{name('materialVerdict', held.verdict)}</Tag>
      <Tooltip title={name('trustMeans', held.trust)}>
        <Tag tabIndex={0}>{t('material.trust', { level: held.trust })}</Tag>
      </Tooltip>
      <Tag>{name('materialOrigin', held.origin)}</Tag>
      {document ? (
        <Tooltip title={[document.seal?.name, document.signer].filter(Boolean).join(' · ')}>
          <Tag tabIndex={0} color={INDICATIONS[document.indication] ?? 'default'}>
            {name('sealVerdict', document.indication)}
          </Tag>
        </Tooltip>
      ) : null}
      {held.validUntil ? (
        <span className="quiet numbers">{t('material.validUntil', { day: held.validUntil })}</span>
      ) : null}
      {held.fromCase ? (
        <span className="quiet mono">{t('material.fromCase', { id: held.fromCase })}</span>
      ) : null}
    </>
  );
}
