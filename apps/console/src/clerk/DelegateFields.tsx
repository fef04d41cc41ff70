import { Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import { personIn, type EnteredPerson } from './delegate.js';
import { FileChoice } from './FileChoice.js';
import { PersonInput } from './PersonInput.js';

const CAPACITIES = ['delegate', 'guardian', 'representative'];

/** 帮办代办: who acts for the applicant, as what, by which authorisation, until when. */
export function DelegateFields({ of: root }: { of: string }): ReactNode {
  const { t, name } = useWords();
  const required = [{ required: true, message: t('form.missing') }];
  return (
    <>
      <PersonField name={[root, 'person']} />
      <Form.Item
        name={[root, 'capacity']}
        label={t('step.delegateCapacity')}
        initialValue="delegate"
        rules={required}
      >
        <Select options={CAPACITIES.map((value) => ({ value, label: name('stepChoice', value) }))} />
      </Form.Item>
      <Form.Item name={[root, 'proof']} label={t('step.delegateProof')} rules={required}>
        <FileChoice label={t('step.delegateProof')} />
      </Form.Item>
      <Form.Item
        name={[root, 'until']}
        label={t('step.delegateUntil')}
        extra={t('step.delegateUntilHint')}
        style={{ marginBottom: 0 }}
      >
        <Input type="date" />
      </Form.Item>
    </>
  );
}

/** A person by number. */
export function PersonField({ name }: { name: string | string[] }): ReactNode {
  const { t } = useWords();
  return (
    <Form.Item
      name={name}
      label={t('step.delegateNumber')}
      required
      rules={[
        {
          validator: (_, value: EnteredPerson | undefined) =>
            personIn(value)
              ? Promise.resolve()
              : Promise.reject(new Error(t(value?.text ? 'holder.wrong' : 'form.missing'))),
        },
      ]}
    >
      <PersonInput />
    </Form.Item>
  );
}
