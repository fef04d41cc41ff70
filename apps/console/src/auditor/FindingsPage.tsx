import { App, Button, Card, Descriptions, Empty, Input, Modal, Segmented, Space, Spin, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ask, RefusedError } from '../api.js';
import {
  auditFindings,
  triageFinding,
  type AuditFindingsResult,
  type FindingState,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { writeFilter } from './filter.js';
import { Pager, useWalk } from '../parts/Pager.js';

type Finding = AuditFindingsResult['findings'][number];

const VIEWS: Record<string, FindingState[]> = {
  open: ['OPEN', 'ACKNOWLEDGED', 'ESCALATED'],
  done: ['RESOLVED', 'DISMISSED'],
};
const STEPS: FindingState[] = ['ACKNOWLEDGED', 'ESCALATED', 'RESOLVED', 'DISMISSED'];
const COLOURS: Record<FindingState, string> = {
  OPEN: 'red',
  ACKNOWLEDGED: 'blue',
  ESCALATED: 'volcano',
  RESOLVED: 'green',
  DISMISSED: 'default',
};

/** What the rules found, as an inbox: look, decide, say why. */
export default function FindingsPage(): ReactNode {
  const { t } = useWords();
  const [view, setView] = useState('open');
  const walk = useWalk(view);
  const { result, error, isAsking, again } = useAnswer(auditFindings, {
    states: VIEWS[view] ?? null,
    rule: null,
    first: 20,
    after: walk.after,
  });
  const [chosen, setChosen] = useState<{ finding: Finding; to: FindingState }>();
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.findings')}</h1>
        <Segmented
          aria-label={t('findings.view')}
          value={view}
          onChange={setView}
          options={Object.keys(VIEWS).map((one) => ({
            value: one,
            label: t(one === 'open' ? 'findings.open' : 'findings.done'),
          }))}
        />
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      {isAsking && !result ? <Spin /> : null}
      {result?.findings.length === 0 ? <Empty description={t('findings.none')} /> : null}
      {result?.findings.map((finding) => (
        <FindingCard key={finding.id} finding={finding} onStep={(to) => setChosen({ finding, to })} />
      ))}
      <Pager walk={walk} page={result?.pageInfo} isAsking={isAsking} />
      {chosen ? (
        <Triage
          {...chosen}
          onClose={(changed) => {
            setChosen(undefined);
            if (changed) again();
          }}
        />
      ) : null}
    </div>
  );
}

function FindingCard({ finding, onStep }: { finding: Finding; onStep(to: FindingState): void }): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={COLOURS[finding.state]}>{name('findingState', finding.state)}</Tag>
          <span>{name('rule', finding.rule)}</span>
          <span className="quiet">{t('findings.times', { count: finding.occurrences })}</span>
        </Space>
      }
      extra={
        <Space wrap>
          {STEPS.filter((to) => to !== finding.state).map((to) => (
            <Button key={to} size="small" onClick={() => onStep(to)}>
              {name('findingStep', to)}
            </Button>
          ))}
        </Space>
      }
    >
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'opened', label: t('findings.openedAt'), children: instant(finding.openedAt) },
          { key: 'changed', label: t('findings.changedAt'), children: instant(finding.changedAt) },
          ...finding.detail.map(({ name: label, value }) => ({
            key: `detail-${label}`,
            label: name('detail', label),
            children: <span style={{ overflowWrap: 'anywhere' }}>{name('detailValue', value)}</span>,
          })),
          ...(finding.note
            ? [
                {
                  key: 'note',
                  label: t('findings.note'),
                  children: <span className="free">{finding.note}</span>,
                },
              ]
            : []),
        ]}
      />
      <Space wrap size={[8, 0]}>
        {finding.entries.length > 0 ? <span className="quiet">{t('findings.entries')}</span> : null}
        {finding.entries.slice(0, 10).map((entry) => (
          <Link key={entry} to={`/entries/${entry}`} className="mono">
            {entry.slice(0, 13)}…
          </Link>
        ))}
        {finding.entries.length > 0 ? null : (
          <Link to={`/entries?${writeFilter({ kinds: ['FINDING'] }).toString()}`}>{t('findings.inLog')}</Link>
        )}
      </Space>
    </Card>
  );
}

function Triage({
  finding,
  to,
  onClose,
}: {
  finding: Finding;
  to: FindingState;
  onClose(changed: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const [note, setNote] = useState('');
  const [error, setError] = useState<RefusedError>();
  const [isBusy, setBusy] = useState(false);
  const decide = async (): Promise<void> => {
    setBusy(true);
    try {
      await ask(triageFinding, { id: finding.id, to, note: note.trim() || null });
      void message.success(t('findings.saved'));
      onClose(true);
    } catch (thrown) {
      if (!(thrown instanceof RefusedError)) throw thrown;
      setError(thrown);
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={`${name('findingStep', to)} · ${name('rule', finding.rule)}`}
      okText={name('findingStep', to)}
      confirmLoading={isBusy}
      onOk={() => void decide()}
      onCancel={() => onClose(false)}
    >
      {error ? <Refusal error={error} /> : null}
      <Input.TextArea
        aria-label={t('findings.note')}
        placeholder={t('findings.noteHint')}
        maxLength={1000}
        showCount
        rows={4}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
    </Modal>
  );
}
