import { App, Form, Modal } from 'antd';
import { useRef, type ReactNode } from 'react';
import { ask, sendFile } from '../api.js';
import {
  takeCaseStep,
  type CaseDetailsResult,
  type CaseMaterialsResult,
  type CaseMatterResult,
  type CaseStepInput,
  type CaseStepKind,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { entered } from './form-schema.js';
import { readHolder } from './holder.js';
import { StepControl } from './StepControl.js';
import { GRAVE, STEP_FIELDS, type StepField } from './steps.js';
import { useAct } from '../parts/use-act.js';

/** Enters what a step needs, hands in its file, and takes it once. */
export function StepDialog({
  step,
  shown,
  matter,
  materials,
  onClose,
}: {
  step: CaseStepKind;
  shown: CaseDetailsResult;
  matter: CaseMatterResult | undefined;
  materials: CaseMaterialsResult | undefined;
  onClose(taken: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const [form] = Form.useForm();
  const deed = useAct();
  const key = useRef(crypto.randomUUID());
  const fields = STEP_FIELDS[step] ?? [];
  const take = async (values: Record<string, unknown>): Promise<void> => {
    const taken = await deed.run(async () => {
      const data = await stepData(shown.id, fields, values);
      await ask(takeCaseStep, { id: shown.id, step, data, key: key.current });
    });
    if (!taken) return;
    void message.success(t('step.taken', { step: name('caseStep', step) }));
    onClose(true);
  };
  return (
    <Modal
      open
      width={fields.some(({ as }) => as === 'form') ? 800 : 560}
      title={name('caseStep', step)}
      okText={name('caseStep', step)}
      okButtonProps={{ danger: GRAVE.includes(step) }}
      confirmLoading={deed.isBusy}
      onOk={() => form.submit()}
      onCancel={() => onClose(false)}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={usualValues(step, shown, t('step.usualRemedy'))}
        onFinish={(values: Record<string, unknown>) => void take(values)}
      >
        {fields.length === 0 ? <p>{t('step.sure', { id: shown.id })}</p> : null}
        {fields.map((field) => (
          <StepControl
            key={field.name}
            step={step}
            field={field}
            shown={shown}
            matter={matter}
            materials={materials}
          />
        ))}
      </Form>
      {deed.error ? <Refusal error={deed.error} /> : null}
    </Modal>
  );
}

function usualValues(step: CaseStepKind, shown: CaseDetailsResult, remedy: string): Record<string, unknown> {
  return {
    remedy,
    way: 'counter',
    identityCheck: 'document',
    what: 'parcel',
    missing: [{}],
    ...(step === 'PLEDGE' ? { pledged: shown.missingMaterials } : {}),
    ...(step === 'DELIVER' && shown.decided?.result ? { document: shown.decided.result } : {}),
    ...(step === 'CORRECT' && shown.form ? { form: shown.form } : {}),
  };
}

/** Members as the node takes them; a file becomes the digest under which it is held. */
async function stepData(
  id: string,
  fields: readonly StepField[],
  values: Record<string, unknown>,
): Promise<CaseStepInput> {
  const held = async (file: unknown, purpose: string): Promise<unknown> =>
    file instanceof File
      ? ((await sendFile(`/cases/${id}/materials?purpose=${purpose}`, file)) as { digest: string }).digest
      : file;
  const data: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.as === 'file') data[field.name] = await held(value, field.purpose);
    else if (field.as === 'person') data[field.name] = readHolder(String(value), 'person');
    else if (field.as === 'delegate') {
      const { person, proof, ...rest } = value as Record<string, unknown>;
      data[field.name] = {
        ...rest,
        person: readHolder(String(person), 'person'),
        proof: await held(proof, 'proof'),
      };
    } else data[field.name] = value;
  }
  return entered(data) as CaseStepInput;
}
