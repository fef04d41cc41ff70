import { App, Form, Modal } from 'antd';
import { useRef, type ReactNode } from 'react';
import { ask } from '../api.js';
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
import { delegateInput, personIn, type EnteredDelegate, type EnteredPerson } from './delegate.js';
import { entered } from './form-schema.js';
import { holdFile } from './held-file.js';
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
        initialValues={usualValues(step, shown, materials, t('step.usualRemedy'))}
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

function usualValues(
  step: CaseStepKind,
  shown: CaseDetailsResult,
  materials: CaseMaterialsResult | undefined,
  remedy: string,
): Record<string, unknown> {
  return {
    remedy,
    way: 'counter',
    identityCheck: 'document',
    what: 'parcel',
    missing: [{}],
    ...(step === 'PLEDGE' ? { pledged: shown.missingMaterials } : {}),
    ...(step === 'DELIVER' && shown.decided?.result ? { document: shown.decided.result } : {}),
    ...(step === 'CORRECT' ? { materials: broughtSince(shown, materials) } : {}),
    ...(step === 'CORRECT' && shown.form ? { form: shown.form } : {}),
  };
}

/** What has come since it was told what is missing. */
function broughtSince(
  { correction }: CaseDetailsResult,
  materials: CaseMaterialsResult | undefined,
): string[] {
  if (!correction) return [];
  const askedAt = Date.parse(correction.askedAt);
  return (materials?.asked ?? []).flatMap(({ held }) =>
    held.slice(0, 1).flatMap(({ id, madeAt }) => (Date.parse(madeAt) >= askedAt ? [id] : [])),
  );
}

/** Members as the node takes them; a file becomes the digest under which it is held. */
async function stepData(
  id: string,
  fields: readonly StepField[],
  values: Record<string, unknown>,
): Promise<CaseStepInput> {
  const data: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.as === 'file')
      data[field.name] = value instanceof File ? await holdFile(id, value, field.purpose) : value;
    else if (field.as === 'person') data[field.name] = personIn(value as EnteredPerson);
    else if (field.as === 'delegate') data[field.name] = await delegateInput(id, value as EnteredDelegate);
    else data[field.name] = value;
  }
  return entered(data) as CaseStepInput;
}
