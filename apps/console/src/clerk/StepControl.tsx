import { Checkbox, Collapse, Form, Input, InputNumber, Rate, Select } from 'antd';
import type { ReactNode } from 'react';
import type {
  CaseDetailsResult,
  CaseMaterialsResult,
  CaseMatterResult,
  CaseStepKind,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { readSchema, type FormSchema } from './form-schema.js';
import { DelegateFields, PersonField } from './DelegateFields.js';
import { FileChoice } from './FileChoice.js';
import { FormFields } from './FormFields.js';
import { MissingFields } from './MissingFields.js';
import type { StepField } from './steps.js';

export interface StepControlProps {
  step: CaseStepKind;
  field: StepField;
  shown: CaseDetailsResult;
  matter: CaseMatterResult | undefined;
  materials: CaseMaterialsResult | undefined;
}

/** One member of a step, entered by a person. */
export function StepControl(props: StepControlProps): ReactNode {
  const { field, matter } = props;
  const { t, name, language } = useWords();
  if (field.as === 'missing') return <MissingFields matter={matter} />;
  if (field.as === 'delegate') return <DelegateFields of="delegate" />;
  if (field.as === 'person') return <PersonField name="person" />;
  if (field.as === 'form') {
    const text = language === 'en' ? matter?.formSchemaEn : matter?.formSchemaZh;
    if (!text) return null;
    return (
      <Collapse
        size="small"
        items={[
          {
            key: 'form',
            label: name('stepMember', field.name),
            forceRender: true,
            children: <FormFields schema={within(readSchema(text))} />,
          },
        ]}
      />
    );
  }
  return (
    <Form.Item
      name={field.name}
      label={name('stepMember', field.name)}
      rules={field.isOptional ? [] : [{ required: true, message: t('form.missing') }]}
    >
      <Control {...props} />
    </Form.Item>
  );
}

/** The form of the case as one member of the step. */
const within = (schema: FormSchema): FormSchema => ({
  properties: { form: { type: 'object', title: '', ...schema } },
  required: [],
});

/** Gets its value and its change from the form around it. */
function Control({
  field,
  shown,
  matter,
  materials,
  ...given
}: StepControlProps & { id?: string; value?: never; onChange?: never }): ReactNode {
  const { name, either } = useWords();
  const { step: _, ...rest } = given;
  const own = new Set(shown.items.map(({ id }) => id));
  switch (field.as) {
    case 'line':
      return <Input maxLength={120} {...rest} />;
    case 'words':
      return <Input.TextArea rows={3} maxLength={500} showCount {...rest} />;
    case 'number':
      return <InputNumber min={1} max={365} precision={0} {...rest} />;
    case 'stars':
      return <Rate {...rest} />;
    case 'choice':
      return (
        <Select
          options={field.values.map((value) => ({ value, label: name('stepChoice', value) }))}
          {...rest}
        />
      );
    case 'item':
      return (
        <Select
          options={(matter?.items ?? [])
            .filter(({ id }) => own.has(id))
            .map((item) => ({ value: item.id, label: either(item.name) }))}
          {...rest}
        />
      );
    case 'pledged':
      return (
        <Checkbox.Group
          options={(matter?.materials ?? [])
            .filter(({ id, pledgeDays }) => pledgeDays !== null && shown.missingMaterials.includes(id))
            .map((one) => ({ value: one.id, label: either(one.name) }))}
          {...rest}
        />
      );
    case 'materials':
      return (
        <Checkbox.Group
          options={(materials?.asked ?? []).flatMap(({ name: title, held }) =>
            held
              .slice(0, 1)
              .filter(({ erased }) => !erased)
              .map(({ id }) => ({ value: id, label: either(title) })),
          )}
          {...rest}
        />
      );
    case 'file':
      return <FileChoice {...rest} />;
    default:
      return null;
  }
}
