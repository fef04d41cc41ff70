import { Button, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';

export interface Option<Value extends string = string> {
  value: Value;
  label: string;
}

/** One text of a form, with its name above. */
export function TextField({
  id,
  label,
  value,
  onChange,
  disabled = false,
  rows,
}: {
  id: string;
  label: string;
  value: string;
  onChange(value: string): void;
  disabled?: boolean;
  rows?: number;
}): ReactNode {
  const shared = {
    id,
    value,
    disabled,
    maxLength: 1000,
    onChange: ({ target }: { target: { value: string } }) => onChange(target.value),
  };
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {rows === undefined ? <Input {...shared} /> : <Input.TextArea {...shared} rows={rows} />}
    </div>
  );
}

/** A list of a form: entries come and go one by one, and the whole of it by a button where it may be empty. */
export function ListField<Value extends string>({
  id,
  label,
  values,
  onChange,
  options,
  isFree = false,
  hint,
  removal,
}: {
  id: string;
  label: string;
  values: readonly Value[];
  onChange(values: Value[]): void;
  options?: readonly Option<Value>[];
  /** What is not among the options can be written as well. */
  isFree?: boolean;
  hint?: string;
  /** Words of the button that takes the whole list away. */
  removal?: string;
}): ReactNode {
  return (
    <div>
      <div className="labelled">
        <label htmlFor={id}>{label}</label>
        {removal !== undefined && values.length > 0 ? (
          <Button size="small" danger type="text" onClick={() => onChange([])}>
            {removal}
          </Button>
        ) : null}
      </div>
      <Select<Value[], Option<Value>>
        id={id}
        mode={isFree ? 'tags' : 'multiple'}
        style={{ width: '100%' }}
        value={[...values]}
        onChange={onChange}
        maxTagCount={60}
        {...(hint === undefined ? {} : { placeholder: hint })}
        {...(options
          ? {
              options: [...options],
              optionRender: ({ data }) => (
                <span>
                  {data.label} <span className="mono quiet">{data.value}</span>
                </span>
              ),
              filterOption: (text, option) =>
                `${option?.label ?? ''} ${option?.value ?? ''}`.toLowerCase().includes(text.toLowerCase()),
            }
          : { open: false, suffixIcon: null })}
        {...(isFree ? { tokenSeparators: [',', '，', ' ', '\n'] } : {})}
      />
    </div>
  );
}

/** One of few. */
export function ChoiceField<Value extends string>({
  id,
  label,
  value,
  onChange,
  options,
  none,
}: {
  id: string;
  label: string;
  value: Value | undefined;
  onChange(value: Value | undefined): void;
  options: readonly Option<Value>[];
  /** What it means that none is chosen; where it is not given, one must be. */
  none?: string;
}): ReactNode {
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      <Select<Value | null, Option<Value>>
        id={id}
        showSearch={{ optionFilterProp: 'label' }}
        allowClear={none !== undefined}
        style={{ width: '100%' }}
        value={value ?? null}
        onChange={(chosen) => onChange(chosen ?? undefined)}
        options={[...options]}
        {...(none === undefined ? {} : { placeholder: none })}
      />
    </div>
  );
}

/** Values of the schema with their names, to choose from. */
export function useOptions(): <Value extends string>(
  group: string,
  values: readonly Value[],
) => Option<Value>[] {
  const { name } = useWords();
  return (group, values) => values.map((value) => ({ value, label: name(group, value) }));
}
