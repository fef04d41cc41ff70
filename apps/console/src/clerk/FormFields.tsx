import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Card, Form, Input, InputNumber, Radio, Select, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { problemOf, sectionsOf, type FieldSchema, type FormSchema } from './form-schema.js';

/** A field of which the definition says nothing has 500. */
const LONG = 501;

/** The form of a matter, drawn from its JSON Schema within an antd form. */
export function FormFields({ schema }: { schema: FormSchema }): ReactNode {
  return sectionsOf(schema).map(({ id, title, fields }) => (
    <fieldset key={id} style={{ border: 0, padding: 0, margin: 0, minWidth: 0 }}>
      {title ? (
        <Typography.Title level={5} style={{ marginTop: 0 }}>
          {title}
        </Typography.Title>
      ) : null}
      <div className="form-grid">
        {fields.map((name) => {
          const field = schema.properties[name];
          return field ? (
            <Field key={name} field={field} path={[name]} isRequired={schema.required.includes(name)} />
          ) : null;
        })}
      </div>
    </fieldset>
  ));
}

interface FieldProps {
  field: FieldSchema;
  path: (string | number)[];
  isRequired: boolean;
}

function Field({ field, path, isRequired }: FieldProps): ReactNode {
  const { t } = useWords();
  if (field.type === 'array' && field.items?.type === 'object')
    return <Rows field={field} items={field.items} path={path} isRequired={isRequired} />;
  if (field.type === 'object')
    return (
      <Card size="small" title={field.title} className="whole" style={{ marginBottom: 16 }}>
        <Row field={field} path={path} />
      </Card>
    );
  return (
    <Form.Item
      name={path}
      label={field.title}
      extra={field.description}
      required={isRequired}
      className={isWhole(field) ? 'whole' : ''}
      rules={[
        {
          validator: (_, value: unknown) => {
            const problem = problemOf(field, value, isRequired);
            return problem ? Promise.reject(new Error(t(problem.key, problem.values))) : Promise.resolve();
          },
        },
      ]}
    >
      <Control field={field} />
    </Form.Item>
  );
}

const isWhole = (field: FieldSchema): boolean =>
  field.type === 'string' && !field.oneOf && (field.maxLength ?? 0) >= LONG;

/** Gets its value and its change from the form around it. */
function Control({ field, ...given }: { field: FieldSchema; id?: string }): ReactNode {
  const { t } = useWords();
  const choices = (of: FieldSchema) => of.oneOf?.map(({ const: value, title }) => ({ value, label: title }));
  switch (field.type) {
    case 'boolean':
      return (
        <Radio.Group
          options={[
            { value: true, label: t('form.yes') },
            { value: false, label: t('form.no') },
          ]}
          {...given}
        />
      );
    case 'number':
    case 'integer':
      return (
        <InputNumber
          style={{ width: '100%' }}
          {...(field.type === 'integer' ? { precision: 0 } : {})}
          {...given}
        />
      );
    case 'array': {
      const options = field.items ? choices(field.items) : undefined;
      return options ? (
        <Select mode="multiple" options={options} showSearch={{ optionFilterProp: 'label' }} {...given} />
      ) : (
        <Select
          mode="tags"
          tokenSeparators={[',', '，', ';', '；', ' ']}
          suffixIcon={null}
          open={false}
          {...given}
        />
      );
    }
    default:
      if (field.oneOf)
        return (
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={choices(field) ?? []}
            {...given}
          />
        );
      if (field.format === 'date') return <Input type="date" {...given} />;
      if ((field.maxLength ?? 0) >= LONG)
        return <Input.TextArea rows={3} maxLength={field.maxLength} {...given} />;
      return <Input maxLength={field.maxLength} autoComplete="off" {...given} />;
  }
}

function Row({ field, path }: { field: FieldSchema; path: (string | number)[] }): ReactNode {
  return (
    <div className="form-grid">
      {Object.entries(field.properties ?? {}).map(([name, inner]) => (
        <Field
          key={name}
          field={inner}
          path={[...path, name]}
          isRequired={field.required?.includes(name) ?? false}
        />
      ))}
    </div>
  );
}

function Rows({ field, items, path, isRequired }: FieldProps & { items: FieldSchema }): ReactNode {
  const { t } = useWords();
  return (
    <div className="whole">
      <Form.List
        name={path}
        rules={[
          {
            validator: (_, value: unknown) => {
              const problem = problemOf(field, value, isRequired);
              return problem ? Promise.reject(new Error(t(problem.key, problem.values))) : Promise.resolve();
            },
          },
        ]}
      >
        {(rows, { add, remove }, { errors }) => (
          <Form.Item label={field.title} required={isRequired} extra={field.description}>
            {rows.map(({ key, name }, index) => (
              <Card
                key={key}
                size="small"
                title={`${items.title} ${String(index + 1)}`}
                style={{ marginBottom: 8 }}
                extra={
                  <Button
                    type="text"
                    size="small"
                    icon={<MinusCircleOutlined />}
                    aria-label={t('form.removeRow')}
                    onClick={() => remove(name)}
                  />
                }
              >
                <Row field={items} path={[name]} />
              </Card>
            ))}
            <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>
              {t('form.addRow')}
            </Button>
            <Form.ErrorList errors={errors} />
          </Form.Item>
        )}
      </Form.List>
    </div>
  );
}
