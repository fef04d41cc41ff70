import { Button, Card, Descriptions, Empty, Segmented, Space, Spin, Tag, Timeline, Typography } from 'antd';
import { useState, type ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import {
  ownObjections,
  type DataObjectionState,
  type OwnObjectionsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { isPrefilled, ObjectionForm } from './ObjectionForm.js';

type Objection = OwnObjectionsResult['nodes'][number];

const STATES: DataObjectionState[] = ['RAISED', 'CORRECTED', 'REJECTED'];
const COLOURS: Record<DataObjectionState, string> = {
  RAISED: 'blue',
  CORRECTED: 'green',
  REJECTED: 'default',
};

/** Objections of the person or firm that is signed in: made, and followed to their answer. */
export default function ObjectionsPage(): ReactNode {
  const { t, name } = useWords();
  const navigate = useNavigate();
  const handedOn: unknown = useLocation().state;
  const prefilled = isPrefilled(handedOn) ? handedOn : undefined;
  const [isOpen, setOpen] = useState(prefilled !== undefined);
  const [state, setState] = useState<DataObjectionState | 'all'>('all');
  const [starts, setStarts] = useState<(string | null)[]>([null]);
  const { result, error, isAsking, again } = useAnswer(ownObjections, {
    state: state === 'all' ? null : state,
    first: 20,
    after: starts.at(-1) ?? null,
  });
  return (
    <div className="stack" aria-busy={isAsking}>
      <div className="head">
        <h1>{t('menu.myObjections')}</h1>
        <Segmented
          aria-label={t('objection.state')}
          value={state}
          onChange={(next) => {
            setState(next);
            setStarts([null]);
          }}
          options={[
            { value: 'all' as const, label: t('objection.all') },
            ...STATES.map((one) => ({ value: one, label: name('objectionState', one) })),
          ]}
        />
        <span className="grow" />
        <Button onClick={again} loading={isAsking}>
          {t('objection.refresh')}
        </Button>
        <Button type="primary" onClick={() => setOpen(true)}>
          {t('objection.new')}
        </Button>
      </div>
      <Typography.Text>{t('objection.why')}</Typography.Text>
      {error ? <Refusal error={error} again={again} /> : null}
      {isAsking && !result ? <Spin /> : null}
      {result?.nodes.length === 0 ? <Empty description={t('objection.none')} /> : null}
      {result?.nodes.map((objection) => (
        <ObjectionCard key={objection.id} objection={objection} />
      ))}
      {result && (starts.length > 1 || result.pageInfo.hasNextPage) ? (
        <Space>
          <Button disabled={starts.length === 1} onClick={() => setStarts(starts.slice(0, -1))}>
            {t('page.before')}
          </Button>
          <Button
            disabled={!result.pageInfo.hasNextPage}
            onClick={() => setStarts([...starts, result.pageInfo.endCursor ?? null])}
          >
            {t('page.next')}
          </Button>
        </Space>
      ) : null}
      {isOpen ? (
        <ObjectionForm
          prefilled={prefilled}
          onClose={(isSent) => {
            setOpen(false);
            void navigate('.', { replace: true, state: null });
            if (isSent) again();
          }}
        />
      ) : null}
    </div>
  );
}

function ObjectionCard({ objection }: { objection: Objection }): ReactNode {
  const { t, name, instant } = useWords();
  const { clock, pending, declined, history } = objection;
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <Tag color={COLOURS[objection.state]}>{name('objectionState', objection.state)}</Tag>
          <span>{name('field', objection.field)}</span>
          <span className="quiet numbers">{instant(objection.openedAt)}</span>
        </Space>
      }
    >
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'identifier',
            label: t('objection.identifier'),
            children: <span className="mono">{objection.identifier}</span>,
          },
          {
            key: 'claim',
            label: t('objection.claim'),
            children: <span className="free">{objection.claim}</span>,
          },
          ...(objection.proposed === null
            ? []
            : [
                {
                  key: 'proposed',
                  label: t('objection.shouldBe'),
                  children: <span className="free">{objection.proposed}</span>,
                },
              ]),
          {
            key: 'provider',
            label: t('objection.provider'),
            children: objection.provider.replace('https://', ''),
          },
        ]}
      />
      <p>
        {clock?.due
          ? clock.left < 0
            ? t('objection.overdue', { days: -clock.left })
            : t('objection.due', { due: clock.due, left: clock.left })
          : null}
        {pending ? ` ${t('objection.pending')}` : null}
        {declined ? ` ${t('objection.declined', { code: declined.code })}` : null}
      </p>
      {history.length > 0 ? (
        <Timeline
          items={history.map(({ n, at, action, text }) => ({
            key: n,
            content: (
              <>
                <span className="numbers">{instant(at)}</span> {name('objectionStep', action)}
                {text && text !== objection.claim ? <div className="free">{text}</div> : null}
              </>
            ),
          }))}
        />
      ) : null}
    </Card>
  );
}
