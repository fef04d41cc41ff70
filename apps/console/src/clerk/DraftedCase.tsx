import { Alert, App, Button, Card, Form, Space, Switch } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ask } from '../api.js';
import {
  caseMaterials,
  receiveCase,
  takeCaseStep,
  type CaseMatterResult,
  type Region,
} from '../generated/operations.generated.js';
import { useWords, type Key } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { DelegateFields } from './DelegateFields.js';
import { delegateInput, type EnteredDelegate } from './delegate.js';
import { entered, prefilled, readSchema } from './form-schema.js';
import { FormFields } from './FormFields.js';
import { HandlingFields, type ChosenHandling } from './HandlingFields.js';
import { modesFor, modelsFor, usualModel } from './handling.js';
import { holdFile } from './held-file.js';
import { regionOfFirm, type Holder } from './holder.js';
import type { Acting } from './MaterialActions.js';
import { isUnderWay, Materials } from './Materials.js';
import { PledgeFields, type ChosenPledge } from './PledgeFields.js';
import { regionNamed } from '../parts/regions.js';
import { useAct } from '../parts/use-act.js';
import { useKey } from '../parts/use-key.js';

/** Among the fields of the form, none of which can be called so. */
const DELEGATE = '$delegate';

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
  const [isDelegated, setDelegated] = useState(false);
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
  // Whatever asks to receive, key or button, waits for these.
  const hindrance: Key | undefined = asked.some(isUnderWay)
    ? 'newCase.fetching'
    : pledged.length > 0 && !pledge?.file
      ? 'pledge.unsigned'
      : undefined;

  // What is being handed in is received with the case: whoever was quicker does not ask twice.
  const [acting, setActing] = useState(0);
  const isSettling = acting > 0;
  const [isWished, setWished] = useState(false);
  useEffect(() => {
    if (!isWished || isSettling) return;
    setWished(false);
    form.submit();
  }, [isWished, isSettling, form]);
  const follow = (act: Acting): void => {
    setActing((count) => count + (act === 'begun' ? 1 : -1));
    // Somebody looks at it first.
    if (act === 'failed') setWished(false);
  };
  useKey(
    ({ key: pressed, ctrlKey, metaKey }) => pressed === 'Enter' && (ctrlKey || metaKey),
    () => form.submit(),
  );

  const receive = async ({ [DELEGATE]: delegate, ...values }: Entered): Promise<void> => {
    const modes = modesFor(matter.modes, {
      own,
      decision: handling.decision,
      withPledge: pledged.length > 0,
    });
    // What has just come may not be shown yet.
    const there = (await ask(caseMaterials, { id })).asked.flatMap(({ held }) => held.slice(0, 1));
    await ask(receiveCase, {
      id,
      key: key.current,
      input: {
        model: handling.model,
        modes,
        decision: handling.decision,
        form: entered(values) as Record<string, unknown>,
        materials: there.filter(({ verdict }) => verdict !== 'FAILED').map((one) => one.id),
        items: handling.items.map((item) => ({ id: item })),
        ...(delegate ? { delegate: await delegateInput(id, delegate) } : {}),
      },
    });
    if (pledge?.file && pledged.length > 0) await file(pledge.file);
    void message.success(t('newCase.received'));
    await navigate(`/cases/${id}/receipt`, { replace: true });
  };
  const file = async (signed: File): Promise<void> => {
    const document = await holdFile(id, signed, 'pledge');
    await ask(takeCaseStep, {
      id,
      step: 'PLEDGE',
      data: { pledged, document },
      key: `${key.current}-p`,
    });
  };
  return (
    <div ref={area}>
      <Form
        form={form}
        layout="vertical"
        requiredMark
        scrollToFirstError={{ focus: true }}
        initialValues={prefilled(schema, holder)}
        onFinish={(values: Entered) => {
          if (hindrance !== undefined || deed.isBusy) return;
          if (isSettling) setWished(true);
          else void deed.run(() => receive(values));
        }}
      >
        <div className="columns">
          <div>
            <Card size="small" title={t('newCase.form')}>
              <FormFields schema={schema} />
            </Card>
          </div>
          <div>
            <Card size="small" title={t('materials.title')}>
              <Materials id={id} answered={materials} mayFetch mayBring="upload" onActing={follow} />
            </Card>
            <Card size="small" title={t('newCase.handling')}>
              <HandlingFields matter={matter} own={own} chosen={handling} onChoose={setHandling} />
            </Card>
            <Card
              size="small"
              title={t('delegate.title')}
              extra={
                <Switch
                  size="small"
                  aria-label={t('delegate.named')}
                  checked={isDelegated}
                  onChange={setDelegated}
                />
              }
            >
              {isDelegated ? (
                <DelegateFields of={DELEGATE} />
              ) : (
                <span className="quiet">{t('delegate.why')}</span>
              )}
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
                    description={missing.map(({ name }) => either(name)).join(t('mark.comma'))}
                  />
                ) : null}
                {deed.error ? <Refusal error={deed.error} /> : null}
                <Button
                  type="primary"
                  size="large"
                  block
                  htmlType="submit"
                  aria-keyshortcuts="Control+Enter"
                  loading={deed.isBusy || isWished}
                  disabled={hindrance !== undefined}
                >
                  {t(missing.length > 0 ? 'newCase.receiveAnyway' : 'newCase.receive')}
                </Button>
                <span className="quiet" aria-live="polite">
                  {t(hindrance ?? 'newCase.keys')}
                </span>
              </Space>
            </Card>
          </div>
        </div>
      </Form>
    </div>
  );
}

type Entered = Record<string, unknown> & { [DELEGATE]?: EnteredDelegate };

/** Where the firm is registered decides, until the clerk says otherwise. */
function usualHandling(
  { models }: CaseMatterResult,
  own: Region | undefined,
  holder: Holder,
): ChosenHandling {
  const decision = regionNamed(regionOfFirm(holder) ?? '') ?? own ?? 'BEIJING';
  return { decision, model: usualModel(modelsFor(models, own, decision)) ?? 'ONLINE', items: [] };
}
