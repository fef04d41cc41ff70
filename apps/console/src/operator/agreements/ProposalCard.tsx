import { Alert, App, Button, Card, Collapse, Grid, Input, Modal, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  approveSharing,
  refuseSharing,
  withdrawSharing,
  type SharingProposalsResult,
  type SharingProposalState,
} from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Refusal } from '../../parts/Refusal.js';
import { ask } from '../../api.js';
import { useAct } from '../../parts/use-act.js';
import { useSession } from '../../shell/session.js';
import { Changes } from './Changes.js';

export type Proposal = SharingProposalsResult[number];
type Decision = 'approve' | 'refuse' | 'withdraw';

const TAGS: Record<SharingProposalState, string> = {
  PROPOSED: 'blue',
  APPROVED: 'green',
  REFUSED: 'red',
  WITHDRAWN: 'default',
};

/** What one person proposes, as a diff, and what another says to it. */
export function ProposalCard({
  proposal,
  newest,
  onDecided,
}: {
  proposal: Proposal;
  /** Number of the newest version; a proposal on an older one can only be withdrawn or refused. */
  newest: number | undefined;
  onDecided(): void;
}): ReactNode {
  const { t, name, instant } = useWords();
  const { person } = useSession();
  const isWide = Grid.useBreakpoint().md ?? true;
  const [decision, setDecision] = useState<Decision>();
  const { changes } = proposal;
  const isOpen = proposal.state === 'PROPOSED';
  const isOwn = proposal.proposedBy === person;
  const isStale = isOpen && newest !== undefined && proposal.basedOn !== newest;
  const actions = isOpen ? (
    <Space wrap>
      {isOwn ? (
        <Button size="small" onClick={() => setDecision('withdraw')}>
          {name('decision', 'withdraw')}
        </Button>
      ) : null}
      <Button size="small" danger onClick={() => setDecision('refuse')}>
        {name('decision', 'refuse')}
      </Button>
      <Button size="small" type="primary" disabled={isStale} onClick={() => setDecision('approve')}>
        {name('decision', 'approve')}
      </Button>
    </Space>
  ) : null;
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={TAGS[proposal.state]}>{name('proposalState', proposal.state)}</Tag>
          <span>{t('agreements.by', { person: proposal.proposedBy, at: instant(proposal.proposedAt) })}</span>
        </Space>
      }
      extra={isWide ? actions : null}
      styles={{ title: { whiteSpace: 'normal' } }}
    >
      <div className="stack">
        {isWide ? null : actions}
        <div className="free">{proposal.note}</div>
        {isStale ? (
          <Alert
            type="warning"
            showIcon
            title={t('agreements.stale', { basedOn: proposal.basedOn, newest })}
          />
        ) : null}
        {isOpen && isOwn ? <div className="quiet">{t('agreements.fourEyes')}</div> : null}
        {proposal.effectiveAt ? (
          <div>{t('agreements.effective', { at: instant(proposal.effectiveAt) })}</div>
        ) : null}
        {isOpen ? (
          <Changes changes={changes} />
        ) : (
          <Collapse
            size="small"
            items={[
              { key: 'changes', label: <Counts of={proposal} />, children: <Changes changes={changes} /> },
            ]}
          />
        )}
        {proposal.gaps.map((gap) => (
          <Alert
            key={`${gap.agreement} ${gap.licenceType} ${gap.operation}`}
            type="warning"
            showIcon
            title={t('agreements.gap', {
              agreement: gap.agreement,
              type: gap.licenceType,
              fields: gap.fields.map((field) => name('field', field)).join(t('mark.comma')),
            })}
          />
        ))}
        {proposal.decidedBy && proposal.decidedAt ? (
          <div className="quiet">
            {t('agreements.decided', { person: proposal.decidedBy, at: instant(proposal.decidedAt) })}{' '}
            {proposal.decisionNote}
          </div>
        ) : null}
      </div>
      {decision ? (
        <DecisionForm
          proposal={proposal}
          decision={decision}
          onClose={(isDone) => {
            setDecision(undefined);
            if (isDone) onDecided();
          }}
        />
      ) : null}
    </Card>
  );
}

function Counts({ of: { changes } }: { of: Proposal }): ReactNode {
  const { t } = useWords();
  const removed = changes.filter(({ change }) => change === 'removed').length;
  return (
    <Space wrap>
      {t('agreements.changes', { count: changes.length })}
      {removed > 0 ? <Tag color="red">{t('agreements.removals', { count: removed })}</Tag> : null}
    </Space>
  );
}

/** What is taken away is said once more to whom decides. */
function Removals({ of: { changes } }: { of: Proposal }): ReactNode {
  const { t, name } = useWords();
  const removed = changes.filter(({ change }) => change === 'removed');
  if (removed.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('agreements.approvalRemoves', { count: removed.length })}
      description={
        <ul className="plain">
          {removed.map(({ kind, id }) => (
            <li key={`${kind} ${id}`}>
              {name('changeOf', kind)} <span className="mono">{id}</span>
            </li>
          ))}
        </ul>
      }
    />
  );
}

function DecisionForm({
  proposal,
  decision,
  onClose,
}: {
  proposal: Proposal;
  decision: Decision;
  onClose(isDone: boolean): void;
}): ReactNode {
  const { t, name } = useWords();
  const { message } = App.useApp();
  const { run, isBusy, error } = useAct();
  const [note, setNote] = useState('');
  const { id } = proposal;
  const said = note.trim();
  const go = async (): Promise<void> => {
    const isDone =
      decision === 'approve'
        ? await run(() => ask(approveSharing, { id, note: said || null }))
        : decision === 'refuse'
          ? await run(() => ask(refuseSharing, { id, note: said }))
          : await run(() => ask(withdrawSharing, { id }));
    if (!isDone) return;
    void message.success(t('agreements.done'));
    onClose(true);
  };
  return (
    <Modal
      open
      title={name('decision', decision)}
      okText={name('decision', decision)}
      okButtonProps={{ disabled: decision === 'refuse' && said === '', danger: decision === 'refuse' }}
      confirmLoading={isBusy}
      onOk={() => void go()}
      onCancel={() => onClose(false)}
    >
      <div className="stack">
        {error ? <Refusal error={error} /> : null}
        {decision === 'approve' ? <Removals of={proposal} /> : null}
        {decision === 'withdraw' ? null : (
          <Input.TextArea
            aria-label={t('agreements.opinion')}
            placeholder={t('agreements.opinion')}
            maxLength={2000}
            rows={3}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        )}
      </div>
    </Modal>
  );
}
