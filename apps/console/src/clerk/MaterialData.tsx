import { Descriptions, Modal, Skeleton, Tag } from 'antd';
import type { ReactNode } from 'react';
import { caseMaterialSheet } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';

/** What a lookup said that fetched a material; that it was looked at stands in the log. */
export function MaterialData({
  id,
  material,
  onClose,
}: {
  id: string;
  material: string;
  onClose(): void;
}): ReactNode {
  const { t, name, instant, language } = useWords();
  const { result, error, again } = useAnswer(caseMaterialSheet, { id, material });
  const sheet = result?.sheet;
  return (
    <Modal open width={640} title={t('material.data')} footer={null} onCancel={onClose}>
      <p className="quiet">{t('material.dataLogged')}</p>
      {error ? <Refusal error={error} again={again} /> : null}
      {!result && !error ? <Skeleton active /> : null}
      {result && !sheet ? t('material.noData') : null}
      {sheet ? (
        <>
          <Descriptions
            size="small"
            column={1}
            bordered
            items={[
              { key: 'from', label: t('material.answeredBy'), children: name('caseRegion', sheet.region) },
              { key: 'at', label: t('material.answeredAt'), children: instant(sheet.at) },
              ...sheet.fields.map(({ name: field, value }) => ({
                key: field,
                label: name('field', field),
                children: value ?? '—',
              })),
              ...sheet.attributes.map(({ code, labelZh, labelEn, value }) => ({
                key: code,
                label: language === 'en' ? labelEn : labelZh,
                children: value ?? '—',
              })),
            ]}
          />
          {sheet.withheld.length > 0 ? (
            <p>
              <span className="quiet">{t('material.withheld')}</span>{' '}
              {sheet.withheld.map(({ field }) => (
                <Tag key={field} color="gold">
                  {name('field', field)}
                </Tag>
              ))}
            </p>
          ) : null}
        </>
      ) : null}
    </Modal>
  );
}
