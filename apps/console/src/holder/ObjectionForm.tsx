import { App, AutoComplete, Form, Input, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { ask, RefusedError } from '../api.js';
import { raiseObjection, type DataObjectionInput } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { BASE_FIELDS } from './field-names.js';

/** What is known of the licence where an objection begins at a record: handed on in memory, never in the address. */
export interface Prefilled {
  identifier: string;
  fields: readonly string[];
}

export const isPrefilled = (state: unknown): state is Prefilled =>
  typeof state === 'object' && state !== null && 'identifier' in state && 'fields' in state;

export function ObjectionForm({
  prefilled,
  onClose,
}: {
  prefilled: Prefilled | undefined;
  onClose(isSent: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm<DataObjectionInput>();
  const [error, setError] = useState<RefusedError>();
  const [isBusy, setBusy] = useState(false);
  const send = async (input: DataObjectionInput): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await ask(raiseObjection, {
        input: { ...input, identifier: input.identifier.trim(), proposed: input.proposed?.trim() || null },
      });
      void message.success(t('objection.sent'));
      onClose(true);
    } catch (thrown) {
      if (!(thrown instanceof RefusedError)) throw thrown;
      setError(thrown);
      setBusy(false);
    }
  };
  const required = [{ required: true, whitespace: true, message: t('objection.required') }];
  return (
    <Modal
      open
      title={t('objection.new')}
      okText={t('objection.send')}
      cancelText={t('objection.cancel')}
      confirmLoading={isBusy}
      onOk={form.submit}
      onCancel={() => onClose(false)}
    >
      {error ? <Refusal error={error} /> : null}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ identifier: prefilled?.identifier }}
        onFinish={(input) => void send(input)}
      >
        <Form.Item name="identifier" label={t('objection.identifier')} rules={required}>
          <Input className="mono" maxLength={80} />
        </Form.Item>
        <Form.Item name="field" label={t('objection.field')} rules={required}>
          <AutoComplete
            options={(prefilled?.fields ?? BASE_FIELDS).map((field) => ({
              value: field,
              label: name('field', field),
            }))}
          />
        </Form.Item>
        <Form.Item name="claim" label={t('objection.claim')} rules={required}>
          <Input.TextArea rows={3} maxLength={1000} showCount placeholder={t('objection.claimHint')} />
        </Form.Item>
        <Form.Item name="proposed" label={t('objection.proposed')}>
          <Input.TextArea rows={2} maxLength={512} showCount />
        </Form.Item>
      </Form>
    </Modal>
  );
}
