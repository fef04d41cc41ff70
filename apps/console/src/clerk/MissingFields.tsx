import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import type { CaseMatterResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';

/** 一次性告知: all that is missing is told at once. */
export function MissingFields({ matter }: { matter: CaseMatterResult | undefined }): ReactNode {
  const { t, either } = useWords();
  return (
    <Form.List name="missing">
      {(rows, { add, remove }) => (
        <>
          <p className="quiet">{t('step.missingOnce')}</p>
          {rows.map(({ key, name }) => (
            <div key={key} className="material">
              <Form.Item
                name={[name, 'text']}
                label={t('step.missingText')}
                rules={[{ required: true, message: t('form.missing') }]}
                style={{ marginBottom: 8 }}
              >
                <Input.TextArea rows={2} maxLength={500} />
              </Form.Item>
              <div className="material-line">
                <Form.Item
                  name={[name, 'material']}
                  label={t('step.missingMaterial')}
                  style={{ flex: 1, margin: 0 }}
                >
                  <Select
                    allowClear
                    options={
                      matter?.materials.map((one) => ({ value: one.id, label: either(one.name) })) ?? []
                    }
                  />
                </Form.Item>
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t('form.removeRow')}
                  disabled={rows.length === 1}
                  onClick={() => remove(name)}
                />
              </div>
            </div>
          ))}
          <Button type="dashed" icon={<PlusOutlined />} onClick={() => add({})}>
            {t('form.addRow')}
          </Button>
        </>
      )}
    </Form.List>
  );
}
