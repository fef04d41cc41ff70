import { Alert, App, Button, Card, Input, Modal, Space, Tag } from 'antd';
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
import { diffOf } from './agreement.js';

export type Proposal = SharingProposalsResult[number];
type Decision = 'approve' | 'refuse' | 'withdraw';

const TAGS: Record<SharingProposalState, string> = {
  PROPOSED: 'blue',
  APPROVED: 'green',
  REFUSED: 'red',
  WITHDRAWN: 'default',
};

/** What one person proposes, as a diff, and what another says to it. */
export function ProposalCard({ proposal, onDecided }: { proposal: Proposal; onDecided(): void }): ReactNode {
  const { t, name, instant } = useWords();
  const { person } = useSession();
  const [decision, setDecision] = useState<Decision>();
  const isOpen = proposal.state === 'PROPOSED';
  const isOwn = proposal.proposedBy === person;
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={TAGS[proposal.state]}>{name('proposalState', proposal.state)}</Tag>
          <span>{t('agreements.by', { person: proposal.proposedBy, at: instant(proposal.proposedAt) })}</span>
        </Space>
      }
      extra={
        isOpen ? (
          <Space wrap>
            {isOwn ? (
              <Button size="small" onClick={() => setDecision('withdraw')}>
                {name('decision', 'withdraw')}
              </Button>
            ) : null}
            <Button size="small" danger onClick={() => setDecision('refuse')}>
              {name('decision', 'refuse')}
            </Button>
            <Button size="small" type="primary" onClick={() => setDecision('approve')}>
              {name('decision', 'approve')}
            </Button>
          </Space>
        ) : null
      }
    >
      <div className="stack">
        <div className="free">{proposal.note}</div>
        {isOpen && isOwn ? <div className="quiet">{t('agreements.fourEyes')}</div> : null}
        {proposal.effectiveAt ? (
          <div>{t('agreements.effective', { at: instant(proposal.effectiveAt) })}</div>
        ) : null}
        <Diff proposal={proposal} />
        {proposal.gaps.map((gap) => (
          <Alert
            key={`${gap.agreement} ${gap.licenceType} ${gap.operation}`}
            type="warning"
            showIcon
            title={t('agreements.gap', {
              agreement: gap.agreement,
              type: gap.licenceType,
              fields: gap.fields.join(t('mark.comma')),
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

function Diff({ proposal: { changes } }: { proposal: Proposal }): ReactNode {
  const { t, name } = useWords();
  return changes.map((change) => (
    <section key={`${change.kind} ${change.id}`} aria-label={`${name('changeOf', change.kind)} ${change.id}`}>
      <Space wrap>
        <strong>
          {name('changeOf', change.kind)} <span className="mono">{change.id}</span>
        </strong>
        <Tag>{name('change', change.change)}</Tag>
        {change.widens ? <Tag color="volcano">{t('agreements.widens')}</Tag> : null}
      </Space>
      <dl className="facts">
        {diffOf(change.before, change.after).map(({ member, removed, added }) => (
          <div key={member} style={{ flexWrap: 'wrap' }}>
            <dt>{name('agreementMember', member)}</dt>
            <dd>
              {removed.map((text) => (
                <Tag key={text} color="red" className="diff">
                  <del>{text}</del>
                </Tag>
              ))}
              {added.map((text) => (
                <Tag key={text} color="green" className="diff">
                  <ins>{text}</ins>
                </Tag>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}

function DecisionForm({
  proposal: { id },
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
