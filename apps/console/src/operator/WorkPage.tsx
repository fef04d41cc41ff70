import { App, Button, Card, Input, Modal, Segmented, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  repairJob,
  repairMessage,
  waitingJobs,
  waitingMessages,
  type RepairKind,
  type WaitingJobsResult,
  type WaitingMessagesResult,
  type WaitingState,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Reason } from '../parts/Reason.js';
import { Refusal } from '../parts/Refusal.js';
import { ask } from '../api.js';
import { useAct } from '../parts/use-act.js';
import { Pager, useWalk, type Walk } from '../parts/Pager.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { PageHead } from './PageHead.js';

type Message = WaitingMessagesResult['items'][number];
type Job = WaitingJobsResult['items'][number];
type Wanted = WaitingState | 'ALL';

const PAGE = 50;

interface Chosen {
  operation: typeof repairMessage | typeof repairJob;
  id: string;
  repair: RepairKind;
}

const TAGS: Record<WaitingState, string> = { WAITING: 'blue', ACTIVE: 'green', DEAD: 'red' };

/** What waits, what was given up, and its repair. */
export default function WorkPage(): ReactNode {
  const { t } = useWords();
  const [ofMessages, setOfMessages] = useState<Wanted>('ALL');
  const [ofJobs, setOfJobs] = useState<Wanted>('ALL');
  const messageWalk = useWalk(ofMessages);
  const jobWalk = useWalk(ofJobs);
  const messages = useAnswer(waitingMessages, wishOf(ofMessages, messageWalk));
  const jobs = useAnswer(waitingJobs, wishOf(ofJobs, jobWalk));
  const [chosen, setChosen] = useState<Chosen>();
  const again = (): void => {
    messages.again();
    jobs.again();
  };
  return (
    <div className="stack">
      <PageHead title="menu.work" isAsking={messages.isAsking || jobs.isAsking} again={again} />
      <Card
        size="small"
        title={<Title of={t('work.messages')} total={messages.result?.total} />}
        extra={<States values={['WAITING', 'DEAD']} value={ofMessages} onChange={setOfMessages} />}
      >
        <Answer of={messages}>
          {({ items, pageInfo }) => (
            <div className="stack">
              <Messages
                rows={items}
                onRepair={(id, repair) => setChosen({ operation: repairMessage, id, repair })}
              />
              <Pager walk={messageWalk} page={pageInfo} isAsking={messages.isAsking} />
            </div>
          )}
        </Answer>
      </Card>
      <Card
        size="small"
        title={<Title of={t('work.jobs')} total={jobs.result?.total} />}
        extra={<States values={['WAITING', 'ACTIVE', 'DEAD']} value={ofJobs} onChange={setOfJobs} />}
      >
        <Answer of={jobs}>
          {({ items, pageInfo }) => (
            <div className="stack">
              <Jobs rows={items} onRepair={(id, repair) => setChosen({ operation: repairJob, id, repair })} />
              <Pager walk={jobWalk} page={pageInfo} isAsking={jobs.isAsking} />
            </div>
          )}
        </Answer>
      </Card>
      {chosen ? (
        <RepairForm
          key={chosen.id}
          chosen={chosen}
          onClose={(changed) => {
            setChosen(undefined);
            if (changed) again();
          }}
        />
      ) : null}
    </div>
  );
}

const wishOf = (state: Wanted, { after }: Walk) => ({
  state: state === 'ALL' ? null : state,
  first: PAGE,
  after,
});

function Title({ of, total }: { of: string; total: number | undefined }): ReactNode {
  const { number } = useWords();
  return (
    <>
      {of} {total === undefined ? null : <span className="quiet numbers">{number(total)}</span>}
    </>
  );
}

function States({
  values,
  value,
  onChange,
}: {
  values: readonly WaitingState[];
  value: Wanted;
  onChange(value: Wanted): void;
}): ReactNode {
  const { t, name } = useWords();
  return (
    <Segmented<Wanted>
      size="small"
      aria-label={t('work.state')}
      value={value}
      onChange={onChange}
      options={(['ALL', ...values] as const).map((one) => ({
        value: one,
        label: one === 'ALL' ? t('settings.all') : name('waitingState', one),
      }))}
    />
  );
}

type OnRepair = (id: string, repair: RepairKind) => void;

function Messages({ rows, onRepair }: { rows: Message[]; onRepair: OnRepair }): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <Rows<Message>
      rowKey={({ id }) => id}
      rows={rows}
      width={900}
      empty={t('work.noMessage')}
      columns={[
        { key: 'state', title: t('work.state'), width: 130, render: (one) => <State of={one} /> },
        { key: 'peer', title: t('work.peer'), render: (one) => <span className="mono">{one.peer}</span> },
        {
          key: 'what',
          title: t('work.what'),
          render: (one) => (
            <>
              {name('messageKind', one.kind)} <span className="mono quiet">{one.subject}</span>
            </>
          ),
        },
        {
          key: 'why',
          title: t('work.why'),
          render: (one) => (one.refusal ? <Reason of={one.refusal} /> : '—'),
        },
        {
          key: 'since',
          title: t('work.since'),
          render: (one) => <span className="numbers">{instant(one.madeAt)}</span>,
        },
        {
          key: 'do',
          title: t('work.repair'),
          render: (one) => <Repairs id={one.id} onRepair={onRepair} />,
        },
      ]}
    />
  );
}

function Jobs({ rows, onRepair }: { rows: Job[]; onRepair: OnRepair }): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <Rows<Job>
      rowKey={({ id }) => id}
      rows={rows}
      width={760}
      empty={t('work.noJob')}
      columns={[
        { key: 'state', title: t('work.state'), render: (one) => <State of={one} /> },
        { key: 'name', title: t('work.what'), render: (one) => name('jobName', one.name) },
        {
          key: 'why',
          title: t('work.why'),
          render: (one) => (one.refusal ? <Reason of={one.refusal} /> : '—'),
        },
        {
          key: 'since',
          title: t('work.since'),
          render: (one) => <span className="numbers">{instant(one.madeAt)}</span>,
        },
        {
          key: 'do',
          title: t('work.repair'),
          render: (one) => (one.state === 'DEAD' ? <Repairs id={one.id} onRepair={onRepair} /> : '—'),
        },
      ]}
    />
  );
}

function State({ of }: { of: Pick<Message, 'state' | 'attempts'> }): ReactNode {
  const { t, name } = useWords();
  return (
    <>
      <Tag color={TAGS[of.state]}>{name('waitingState', of.state)}</Tag>
      <div className="quiet">{t('work.attempts', { count: of.attempts })}</div>
    </>
  );
}

function Repairs({ id, onRepair }: { id: string; onRepair: OnRepair }): ReactNode {
  const { name } = useWords();
  return (
    <Space>
      <Button size="small" onClick={() => onRepair(id, 'RETRY')}>
        {name('repair', 'RETRY')}
      </Button>
      <Button size="small" danger onClick={() => onRepair(id, 'DROP')}>
        {name('repair', 'DROP')}
      </Button>
    </Space>
  );
}

/** A repair is done for a reason, which stands in the log. */
function RepairForm({
  chosen: { operation, id, repair },
  onClose,
}: {
  chosen: Chosen;
  onClose(changed: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const { run, isBusy, error } = useAct();
  const [reason, setReason] = useState('');
  const go = async (): Promise<void> => {
    if (!(await run(() => ask(operation, { id, repair, reason })))) return;
    void message.success(t('work.done'));
    onClose(true);
  };
  return (
    <Modal
      open
      title={name('repair', repair)}
      okText={name('repair', repair)}
      okButtonProps={{ disabled: reason.trim() === '', danger: repair === 'DROP' }}
      confirmLoading={isBusy}
      onOk={() => void go()}
      onCancel={() => onClose(false)}
    >
      <div className="stack">
        <div className="mono quiet">{id}</div>
        <div>{name('repairWhat', repair)}</div>
        {error ? <Refusal error={error} /> : null}
        <Input.TextArea
          aria-label={t('work.reason')}
          placeholder={t('work.reason')}
          maxLength={500}
          rows={3}
          value={reason}
          onChange={({ target }) => setReason(target.value)}
        />
      </div>
    </Modal>
  );
}
