import { Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { FileChoice } from './FileChoice.js';
import { readHolder } from './holder.js';

const CAPACITIES = ['delegate', 'guardian', 'representative'];

/** 帮办代办: who acts for the applicant, as what, by which authorisation, until when. */
export function DelegateFields(): ReactNode {
  const { t, name } = useWords();
  const required = [{ required: true, message: t('form.missing') }];
  return (
    <>
      <PersonField name={['delegate', 'person']} />
      <Form.Item
        name={['delegate', 'capacity']}
        label={t('step.delegateCapacity')}
        initialValue="delegate"
        rules={required}
      >
        <Select options={CAPACITIES.map((value) => ({ value, label: name('stepChoice', value) }))} />
      </Form.Item>
      <Form.Item name={['delegate', 'proof']} label={t('step.delegateProof')} rules={required}>
        <FileChoice />
      </Form.Item>
      <Form.Item name={['delegate', 'until']} label={t('step.delegateUntil')}>
        <Input type="date" />
      </Form.Item>
    </>
  );
}

/** A person by number; what is sent is the holder that it names. */
export function PersonField({ name }: { name: string | string[] }): ReactNode {
  const { t } = useWords();
  return (
    <Form.Item
      name={name}
      label={t('step.delegateNumber')}
      required
      rules={[
        {
          validator: (_, value: string | undefined) =>
            readHolder(value ?? '', 'person')
              ? Promise.resolve()
              : Promise.reject(new Error(t(value ? 'holder.wrong' : 'form.missing'))),
        },
      ]}
    >
      <Input className="mono" maxLength={40} autoComplete="off" />
    </Form.Item>
  );
}
