import { Button, Card, Empty, Popconfirm, Space, Statistic, Tag } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { ask } from '../api.js';
import {
  reconcileNow,
  reconciliationPairs,
  type ReconciliationPairsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { Differences } from './Differences.js';
import { Loading } from './Loading.js';
import { useToldAct } from '../parts/use-told-act.js';
import { Windows } from './Windows.js';

type Pair = ReconciliationPairsResult[number];

const LOOK_MS = 1_500;
/** So often it is looked again after a round was asked for: each look is an entry. A longer round is looked at by hand. */
const LOOKS = 8;

/** This node's log beside that of each other node: together, window by window, and what differs. */
export default function ReconciliationPage(): ReactNode {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const { result, error, again } = useAnswer(reconciliationPairs, {});
  const [looks, setLooks] = useState(0);
  const isAtWork = result?.some(({ due }) => due > 0) ?? false;
  useEffect(() => {
    // The first look may come before the round has found what is due.
    if (looks === 0 || (looks < LOOKS - 1 && !isAtWork)) {
      setLooks(0);
      return;
    }
    const timer = setTimeout(() => {
      again();
      setLooks(looks - 1);
    }, LOOK_MS);
    return () => clearTimeout(timer);
  }, [looks, isAtWork, again]);
  const peer = params.get('peer') ?? result?.[0]?.peer;
  // The lists are read anew once a summary has changed, not with each look at it.
  const state = JSON.stringify(result?.find((pair) => pair.peer === peer) ?? null);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.reconciliation')}</h1>
        <span className="quiet">{t('recon.hint')}</span>
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      {result || error ? null : <Loading />}
      {result?.length === 0 ? <Empty description={t('recon.none')} /> : null}
      {result?.map((pair) => (
        <PairCard
          key={pair.peer}
          pair={pair}
          isChosen={pair.peer === peer}
          isLooking={looks > 0}
          onChoose={() => setParams({ peer: pair.peer })}
          onBegun={() => {
            again();
            setLooks(LOOKS);
          }}
        />
      ))}
      {peer !== undefined && result?.length ? (
        <>
          <Differences key={`differences ${peer}`} peer={peer} state={state} />
          <Windows key={`windows ${peer}`} peer={peer} state={state} />
        </>
      ) : null}
    </div>
  );
}

const FIGURES = [
  'matched',
  'late',
  'missingHere',
  'missingThere',
  'altered',
  'undelivered',
  'unconfirmed',
  'open',
] as const;
const BAD: readonly string[] = ['missingHere', 'missingThere', 'altered'];

function PairCard({
  pair,
  isChosen,
  isLooking,
  onChoose,
  onBegun,
}: {
  pair: Pair;
  isChosen: boolean;
  isLooking: boolean;
  onChoose(): void;
  onBegun(): void;
}): ReactNode {
  const { t, name, instant } = useWords();
  const { node } = useSession();
  const { isBusy, run } = useToldAct();
  const { counts } = pair;
  const isClean = BAD.every((figure) => counts[figure as keyof typeof counts] === 0);
  const begin = async (again: boolean): Promise<void> => {
    const span = again && pair.until ? { from: pair.since, to: pair.until } : { from: null, to: null };
    if (await run(() => ask(reconcileNow, { peer: pair.peer, ...span }))) onBegun();
  };
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          <span>
            {name('region', node.region)} ⇄ {name('region', pair.region ?? pair.peer)}
          </span>
          <Tag color={isClean ? 'green' : 'red'}>{t(isClean ? 'recon.agreed' : 'recon.differ')}</Tag>
          {pair.due > 0 ? <Tag color="blue">{t('recon.due', { count: pair.due })}</Tag> : null}
          {pair.lastCode === null ? null : (
            <Tag color="volcano">{t('recon.failing', { code: pair.lastCode, count: pair.attempts })}</Tag>
          )}
        </Space>
      }
    >
      <Space orientation="vertical" size={12} style={{ width: '100%' }}>
        <Space wrap>
          {isChosen ? null : (
            <Button size="small" onClick={onChoose}>
              {t('recon.show')}
            </Button>
          )}
          <Button size="small" type="primary" loading={isBusy || isLooking} onClick={() => void begin(false)}>
            {t('recon.now')}
          </Button>
          <Popconfirm
            title={t('recon.againWarning', { count: pair.windows })}
            okText={t('recon.again')}
            onConfirm={() => void begin(true)}
          >
            <Button size="small" disabled={pair.until === null || isLooking}>
              {t('recon.again')}
            </Button>
          </Popconfirm>
        </Space>
        <div className="figures" style={{ width: '100%' }}>
          {FIGURES.map((figure) => (
            <Statistic
              key={figure}
              title={t(`recon.${figure}`)}
              value={counts[figure]}
              styles={{ content: BAD.includes(figure) && counts[figure] > 0 ? { color: '#dc2626' } : {} }}
            />
          ))}
        </div>
        <div className="quiet">
          {t('recon.span', {
            from: instant(pair.since),
            to: instant(pair.until),
            count: pair.windows,
            at: instant(pair.doneAt),
          })}
        </div>
      </Space>
    </Card>
  );
}
