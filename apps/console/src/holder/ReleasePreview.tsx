import { AutoComplete, Button, Card, Descriptions, Select, Space, Spin, Tag, Typography } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import {
  ownLicenceTypes,
  ownMatters,
  releasePreview,
  type Region,
  type ReleasePreviewVariables,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { BASE_FIELDS, useFieldNames } from './field-names.js';
import { REGIONS } from '../parts/regions.js';

/** Which fields another region would be told in a matter: known before anybody asks. */
export function ReleasePreview(): ReactNode {
  const { t, name, either } = useWords();
  const types = useAnswer(ownLicenceTypes, {});
  const matters = useAnswer(ownMatters, {});
  const [region, setRegion] = useState<Region>('TIANJIN');
  const [itemCode, setItemCode] = useState('');
  const [typeCode, setTypeCode] = useState<string>();
  const [question, setQuestion] = useState<ReleasePreviewVariables>();
  const { result, error, isAsking, again } = useAnswer(releasePreview, question);
  const type = types.result?.find((one) => one.typeCode === typeCode);
  const items = useMemo(
    () =>
      (matters.result ?? []).flatMap(({ itemCode: code, title }) =>
        code === null ? [] : [{ value: code, label: `${either(title)} ${code}` }],
      ),
    [matters.result, either],
  );
  const show = (): void => {
    if (!type) return;
    const fields = [...BASE_FIELDS, ...type.fields.map(({ code }) => `attributes.${code}`)];
    setQuestion({ region, itemCode: itemCode.trim(), licences: [{ typeCode: type.typeCode, fields }] });
  };
  return (
    <Card size="small" title={t('preview.title')}>
      <div className="stack">
        <Typography.Text>{t('preview.why')}</Typography.Text>
        {types.error ? <Refusal error={types.error} again={types.again} /> : null}
        <div className="filters">
          <div>
            <label htmlFor="preview-region">{t('preview.region')}</label>
            <Select
              id="preview-region"
              style={{ width: '100%' }}
              value={region}
              onChange={setRegion}
              options={REGIONS.map((value) => ({ value, label: name('caseRegion', value) }))}
            />
          </div>
          <div className="wide">
            <label htmlFor="preview-type">{t('preview.type')}</label>
            <Select
              id="preview-type"
              style={{ width: '100%' }}
              showSearch={{ optionFilterProp: 'label' }}
              loading={types.isAsking}
              value={typeCode}
              onChange={setTypeCode}
              options={(types.result ?? []).map((one) => ({
                value: one.typeCode,
                label: either({ zh: one.nameZh, en: one.nameEn }),
              }))}
            />
          </div>
          <div className="wide">
            <label htmlFor="preview-item">{t('preview.item')}</label>
            <AutoComplete
              id="preview-item"
              style={{ width: '100%' }}
              placeholder={t('preview.itemHint')}
              options={items}
              showSearch={{
                filterOption: (input, option) =>
                  option?.label.toLowerCase().includes(input.toLowerCase()) ?? false,
              }}
              value={itemCode}
              onChange={setItemCode}
            />
          </div>
          <Button onClick={show} disabled={!type || itemCode.trim() === ''}>
            {t('preview.ask')}
          </Button>
        </div>
        {error ? <Refusal error={error} again={again} /> : null}
        {isAsking && question ? <Spin /> : null}
        {result && question
          ? result.map((told, n) => (
              <Told
                key={told.typeCode}
                asked={question.licences[n]?.fields ?? []}
                told={told}
                labels={type?.fields ?? []}
              />
            ))
          : null}
      </div>
    </Card>
  );
}

interface ToldProps {
  asked: readonly string[];
  told: { released: readonly string[]; byAuthorisation: readonly string[]; legalBasis: string | null };
  labels: readonly { code: string; labelZh: string; labelEn: string }[];
}

function Told({ asked, told, labels }: ToldProps): ReactNode {
  const { t } = useWords();
  const nameOf = useFieldNames(labels);
  const { released, byAuthorisation, legalBasis } = told;
  const tags = (fields: readonly string[], color: string): ReactNode =>
    fields.length === 0 ? (
      t('preview.nobody')
    ) : (
      <Space wrap size={4}>
        {fields.map((field) => (
          <Tag key={field} color={color}>
            {nameOf(field)}
          </Tag>
        ))}
      </Space>
    );
  return (
    <>
      <Descriptions
        bordered
        size="small"
        column={1}
        items={[
          {
            key: 'byYou',
            label: t('preview.byYou'),
            children: tags(byAuthorisation, 'orange'),
          },
          {
            key: 'anyway',
            label: t('preview.anyway'),
            children: tags(
              released.filter((field) => !byAuthorisation.includes(field)),
              'blue',
            ),
          },
          {
            key: 'never',
            label: t('preview.never'),
            children: tags(
              asked.filter((field) => !released.includes(field)),
              'default',
            ),
          },
        ]}
      />
      {legalBasis === null ? null : (
        <span className="quiet">{t('preview.basis', { basis: legalBasis })}</span>
      )}
    </>
  );
}
