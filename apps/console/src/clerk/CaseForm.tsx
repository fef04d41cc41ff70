import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import type { CaseMatterResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { readSchema, sectionsOf, type FieldSchema } from './form-schema.js';

/** What the applicant filled in, under the labels of the form. */
export function CaseForm({
  matter,
  values,
}: {
  matter: CaseMatterResult;
  values: Record<string, unknown>;
}): ReactNode {
  const { t, language, either } = useWords();
  // A list may name items of the matter.
  const items = new Map(matter.items.map((item) => [item.id, either(item.name)]));
  const schema = readSchema(language === 'en' ? matter.formSchemaEn : matter.formSchemaZh);
  // In the order in which it was filled in; what the form does not know any more comes last.
  const asked = sectionsOf(schema).flatMap(({ fields }) => fields);
  const order = [...new Set([...asked, ...Object.keys(values)])].filter((name) =>
    Object.hasOwn(values, name),
  );
  const text = (field: FieldSchema | undefined, value: unknown): string => {
    if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
    if (Array.isArray(value))
      return value.map((one) => items.get(String(one)) ?? text(field?.items, one)).join(t('mark.semicolon'));
    if (typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(([name, one]) => {
          const inner = field?.properties?.[name];
          return `${inner?.title ?? name}${t('mark.colon')}${text(inner, one)}`;
        })
        .join(t('mark.comma'));
    return field?.oneOf?.find((choice) => choice.const === value)?.title ?? String(value);
  };
  return (
    <Descriptions
      size="small"
      column={1}
      items={order.map((name) => ({
        key: name,
        label: schema.properties[name]?.title ?? name,
        children: (
          <span style={{ overflowWrap: 'anywhere' }}>{text(schema.properties[name], values[name])}</span>
        ),
      }))}
    />
  );
}
