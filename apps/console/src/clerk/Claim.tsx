import { Button, Card, Form, Input, Modal, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { ask } from '../api.js';
import { caseHandovers, claimCase, handOverCase, releaseCase } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useAct, type Act } from '../parts/use-act.js';

/** 认领与移交: who of the own body works on the case. */
export function Claim({ id }: { id: string }): ReactNode {
  const { t, name, instant } = useWords();
  const { result, error, again } = useAnswer(caseHandovers, { id });
  const deed = useAct();
  const [asked, setAsked] = useState<'release' | 'hand-over'>();
  const holder = result?.[0]?.to;
  const act = async (work: () => Promise<unknown>): Promise<void> => {
    if (await deed.run(work)) setAsked(undefined);
    again();
  };
  return (
    <Card
      size="small"
      title={t('claim.title')}
      extra={
        holder ? (
          <Space>
            <Button size="small" onClick={() => setAsked('release')}>
              {t('claim.release')}
            </Button>
            <Button size="small" onClick={() => setAsked('hand-over')}>
              {t('claim.handOver')}
            </Button>
          </Space>
        ) : (
          <Button size="small" loading={deed.isBusy} onClick={() => void act(() => ask(claimCase, { id }))}>
            {t('claim.claim')}
          </Button>
        )
      }
    >
      {error ? <Refusal error={error} again={again} /> : null}
      {deed.error && asked === undefined ? <Refusal error={deed.error} /> : null}
      <div>{holder ?? <span className="quiet">{t('claim.nobody')}</span>}</div>
      <ul className="plain-list quiet">
        {result?.slice(0, 5).map(({ at, step, to, reason }) => (
          <li key={`${at} ${step}`}>
            <span className="numbers">{instant(at)}</span> {name('claimStep', step)} {to}
            {reason ? ` · ${reason}` : ''}
          </li>
        ))}
      </ul>
      {asked ? (
        <Asked
          what={asked}
          deed={deed}
          onClose={() => setAsked(undefined)}
          onDone={({ colleague, colleagueName, reason }) =>
            void act(() =>
              asked === 'release'
                ? ask(releaseCase, { id, reason })
                : ask(handOverCase, { id, reason, to: { id: colleague, name: colleagueName } }),
            )
          }
        />
      ) : null}
    </Card>
  );
}

interface Entered {
  colleague: string;
  colleagueName: string;
  reason: string;
}

function Asked({
  what,
  deed,
  onDone,
  onClose,
}: {
  what: 'release' | 'hand-over';
  deed: Act;
  onDone(entered: Entered): void;
  onClose(): void;
}): ReactNode {
  const { t } = useWords();
  const [form] = Form.useForm<Entered>();
  const required = [{ required: true, message: t('form.missing') }];
  const title = t(what === 'release' ? 'claim.release' : 'claim.handOver');
  return (
    <Modal
      open
      title={title}
      okText={title}
      confirmLoading={deed.isBusy}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={onDone}>
        {what === 'hand-over' ? (
          <>
            <Form.Item name="colleague" label={t('claim.colleague')} rules={required}>
              <Input maxLength={128} />
            </Form.Item>
            <Form.Item name="colleagueName" label={t('claim.colleagueName')} rules={required}>
              <Input maxLength={60} />
            </Form.Item>
          </>
        ) : null}
        <Form.Item name="reason" label={t('claim.reason')} extra={t('claim.reasonHint')} rules={required}>
          <Input.TextArea maxLength={300} rows={2} />
        </Form.Item>
      </Form>
      {deed.error ? <Refusal error={deed.error} /> : null}
    </Modal>
  );
}
