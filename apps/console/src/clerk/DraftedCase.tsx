import { Alert, App, Button, Card, Form, Space } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ask, sendFile } from '../api.js';
import {
  caseMaterials,
  receiveCase,
  takeCaseStep,
  type CaseMatterResult,
  type Region,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { entered, prefilled, readSchema } from './form-schema.js';
import { FormFields } from './FormFields.js';
import { HandlingFields, type ChosenHandling } from './HandlingFields.js';
import { modesFor, modelsFor, usualModel } from './handling.js';
import { regionOfFirm, type Holder } from './holder.js';
import { isUnderWay, Materials } from './Materials.js';
import { PledgeFields, type ChosenPledge } from './PledgeFields.js';
import { regionNamed } from '../parts/regions.js';
import { useAct } from '../parts/use-act.js';

/** A draft at the counter: materials on one side, the form on the other, received by one key. */
export function DraftedCase({
  matter,
  id,
  holder,
}: {
  matter: CaseMatterResult;
  id: string;
  holder: Holder;
}): ReactNode {
  const { t, language, either } = useWords();
  const { message } = App.useApp();
  const navigate = useNavigate();
  const own = regionNamed(useSession().node.region);
  const schema = readSchema(language === 'en' ? matter.formSchemaEn : matter.formSchemaZh);
  const [form] = Form.useForm();
  const [handling, setHandling] = useState(() => usualHandling(matter, own, holder));
  const [pledge, setPledge] = useState<ChosenPledge>();
  const materials = useAnswer(caseMaterials, { id });
  const deed = useAct();
  // However often it is sent, it is received once.
  const key = useRef(crypto.randomUUID());
  const area = useRef<HTMLDivElement>(null);
  useEffect(() => area.current?.querySelector<HTMLElement>('input:not([disabled])')?.focus(), []);

  const asked = materials.result?.asked ?? [];
  const pledged = pledge?.materials ?? [];
  const missing = asked.filter(
    ({ material, required, satisfied }) => required && !satisfied && !pledged.includes(material),
  );
  const isFetching = asked.some(isUnderWay);

  const receive = async (values: unknown): Promise<void> => {
    const modes = modesFor(matter.modes, {
      own,
      decision: handling.decision,
      withPledge: pledged.length > 0,
    });
    const usable = asked.flatMap(({ held }) => held.slice(0, 1)).filter((one) => one.verdict !== 'FAILED');
    await ask(receiveCase, {
      id,
      key: key.current,
      input: {
        model: handling.model,
        modes,
        decision: handling.decision,
        form: entered(values) as Record<string, unknown>,
        materials: usable.map((one) => one.id),
        items: handling.items.map((item) => ({ id: item })),
      },
    });
    if (pledge?.file && pledged.length > 0) await file(pledge.file);
    void message.success(t('newCase.received'));
    await navigate(`/cases/${id}/receipt`, { replace: true });
  };
  const file = async (signed: File): Promise<void> => {
    const taken = (await sendFile(`/cases/${id}/materials?purpose=pledge`, signed)) as { digest: string };
    await ask(takeCaseStep, {
      id,
      step: 'PLEDGE',
      data: { pledged, document: taken.digest },
      key: `${key.current}-p`,
    });
  };
  return (
    <div
      ref={area}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.submit();
      }}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark
        scrollToFirstError={{ focus: true }}
        initialValues={prefilled(schema, holder)}
        onFinish={(values: unknown) => void deed.run(() => receive(values))}
      >
        <div className="columns">
          <div>
            <Card size="small" title={t('newCase.form')}>
              <FormFields schema={schema} />
            </Card>
          </div>
          <div>
            <Card size="small" title={t('materials.title')}>
              <Materials id={id} answered={materials} mayFetch mayBring="upload" />
            </Card>
            <Card size="small" title={t('newCase.handling')}>
              <HandlingFields matter={matter} own={own} chosen={handling} onChoose={setHandling} />
            </Card>
            {matter.modes.includes('pledge') ? (
              <PledgeFields matter={matter} asked={asked} chosen={pledge} onChoose={setPledge} />
            ) : null}
            <Card size="small">
              <Space orientation="vertical" style={{ width: '100%' }}>
                {materials.result && missing.length > 0 ? (
                  <Alert
                    type="warning"
                    showIcon
                    title={t('newCase.missing', { count: missing.length })}
                    description={missing.map(({ name }) => either(name)).join(t('clerk.comma'))}
                  />
                ) : null}
                {deed.error ? <Refusal error={deed.error} /> : null}
                <Button
                  type="primary"
                  size="large"
                  block
                  htmlType="submit"
                  loading={deed.isBusy}
                  disabled={isFetching || (pledged.length > 0 && !pledge?.file)}
                >
                  {t(missing.length > 0 ? 'newCase.receiveAnyway' : 'newCase.receive')}
                </Button>
                <span className="quiet">{t('newCase.keys')}</span>
              </Space>
            </Card>
          </div>
        </div>
      </Form>
    </div>
  );
}

/** Where the firm is registered decides, until the clerk says otherwise. */
function usualHandling(
  { models }: CaseMatterResult,
  own: Region | undefined,
  holder: Holder,
): ChosenHandling {
  const decision = regionNamed(regionOfFirm(holder) ?? '') ?? own ?? 'BEIJING';
  return { decision, model: usualModel(modelsFor(models, own, decision)) ?? 'ONLINE', items: [] };
}
