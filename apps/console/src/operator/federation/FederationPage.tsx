import { Button, Card, Descriptions, Space, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { federationMap, type FederationMapResult } from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Answer } from '../../parts/Answer.js';
import { Reason } from '../../parts/Reason.js';
import { Rows } from '../../parts/Rows.js';
import { useAnswer } from '../../parts/use-answer.js';
import { PageHead } from '../PageHead.js';
import { FederationMap } from './FederationMap.js';
import { MOST_DRAWN, nameOf, shortId, stateOf, type Peer, type Self } from './states.js';

const TAGS = { well: 'green', attention: 'gold', ill: 'red', unknown: 'default' } as const;
export const CHAIN_TAGS = { VALID: 'green', EXPIRING: 'gold', BROKEN: 'red' } as const;

/** Whom this node trusts through whom, until when, and how the peers are doing. */
export default function FederationPage(): ReactNode {
  const answer = useAnswer(federationMap, {});
  const { t } = useWords();
  return (
    <div className="stack">
      <PageHead title="menu.federation" isAsking={answer.isAsking} again={answer.again} />
      <Answer of={answer}>
        {(map) => (
          <>
            <Card size="small">
              <FederationMap map={map} />
              {map.peers.length > MOST_DRAWN ? (
                <p className="quiet">{t('federation.notDrawn', { count: map.peers.length - MOST_DRAWN })}</p>
              ) : null}
            </Card>
            <Own map={map} />
            <Peers peers={map.peers} />
          </>
        )}
      </Answer>
    </div>
  );
}

function Own({ map: { self, anchors } }: { map: FederationMapResult }): ReactNode {
  const { t } = useWords();
  return (
    <Card size="small" title={t('federation.own')}>
      <Descriptions
        size="small"
        column={{ xs: 1, md: 2 }}
        items={[
          {
            key: 'id',
            label: t('federation.entity'),
            children: <span className="mono">{self.entityId}</span>,
          },
          {
            key: 'chain',
            label: t('federation.chain'),
            children: (
              <div>
                <Chain of={self} />
              </div>
            ),
          },
          {
            key: 'anchors',
            label: t('federation.anchors'),
            children: (
              <Space orientation="vertical" size={0}>
                {anchors.map(({ entityId, kids }) => (
                  <span key={entityId} className="mono">
                    {entityId} <span className="quiet">{kids.map((kid) => kid.slice(0, 12)).join(' ')}</span>
                  </span>
                ))}
              </Space>
            ),
          },
          { key: 'marks', label: t('federation.marks'), children: <Marks of={self} /> },
        ]}
      />
    </Card>
  );
}

function Peers({ peers }: { peers: Peer[] }): ReactNode {
  const { t, name, either, number } = useWords();
  return (
    <Rows<Peer>
      rowKey={({ entityId }) => entityId}
      rows={peers}
      width={940}
      empty={t('federation.none')}
      columns={[
        {
          key: 'peer',
          width: 150,
          title: t('federation.peer'),
          render: (peer) => (
            <>
              <div>{nameOf(peer, either)}</div>
              <div className="mono quiet">{shortId(peer.entityId)}</div>
            </>
          ),
        },
        {
          key: 'state',
          width: 90,
          title: t('federation.state'),
          render: (peer) => {
            const state = stateOf(peer);
            return <Tag color={TAGS[state]}>{name('peerState', state)}</Tag>;
          },
        },
        {
          key: 'chain',
          title: t('federation.chain'),
          render: (peer) => (
            <>
              <Chain of={peer} />
              <Marks of={peer} />
            </>
          ),
        },
        {
          key: 'line',
          width: 260,
          title: t('federation.line'),
          render: ({ line }) =>
            line ? (
              <>
                <div>
                  {name('circuit', line.circuit)}
                  {line.failuresInRow > 0 ? ` · ${t('federation.inRow', { count: line.failuresInRow })}` : ''}
                </div>
                {line.lastFailure && line.failuresInRow > 0 ? <Reason of={line.lastFailure} /> : null}
                {before(line).map(({ code, times }) => (
                  <div key={code} className="quiet">
                    <span className="mono">{code}</span> × {number(times)}
                  </div>
                ))}
                {line.inFlight + line.waiting > 0 ? (
                  <div className="quiet">
                    {t('federation.underWay', { inFlight: line.inFlight, waiting: line.waiting })}
                  </div>
                ) : null}
              </>
            ) : (
              <span className="quiet">{t('federation.never')}</span>
            ),
        },
        {
          key: 'answers',
          title: t('federation.answers'),
          width: 240,
          render: ({ line }) => (line ? <Answers line={line} /> : '—'),
        },
        {
          key: 'test',
          title: t('menu.connection'),
          render: ({ entityId }) => (
            <Link to={`/connection?${new URLSearchParams({ peer: entityId }).toString()}`}>
              <Button size="small" tabIndex={-1}>
                {t('federation.test')}
              </Button>
            </Link>
          ),
        },
      ]}
    />
  );
}

/** Failures since the start, but for those that are told already: the last ones in a row. */
const before = ({ failures, failuresInRow, lastFailure }: NonNullable<Peer['line']>) =>
  failures.filter(({ code, times }) => code !== lastFailure?.code || times > failuresInRow);

function Answers({ line }: { line: NonNullable<Peer['line']> }): ReactNode {
  const { t, instant } = useWords();
  return (
    <div className="numbers">
      <div>{t('federation.counts', { answers: line.answers, calls: line.calls })}</div>
      {line.medianMs === null ? null : (
        <div>{t('federation.figures', { median: line.medianMs, p95: line.p95Ms ?? line.medianMs })}</div>
      )}
      {line.lastAnswerAt ? <div>{t('federation.lastAnswer', { at: instant(line.lastAnswerAt) })}</div> : null}
    </div>
  );
}

function Chain({ of: { chain } }: { of: Pick<Self, 'chain'> }): ReactNode {
  const { t, name, instant } = useWords();
  return (
    <div>
      <div>
        <Tag color={CHAIN_TAGS[chain.state]}>{name('chainState', chain.state)}</Tag>
        {chain.expiresAt ? (
          <span className="numbers">{t('federation.until', { at: instant(chain.expiresAt) })}</span>
        ) : null}
      </div>
      {chain.path.length > 1 ? (
        <div className="quiet">
          {t('federation.through', { path: chain.path.slice(1).map(shortId).join(' → ') })}
        </div>
      ) : null}
      {chain.refusal ? (
        <>
          <Reason of={chain.refusal} />
          <div className="quiet">{t('federation.lookedAt', { at: instant(chain.lookedAt) })}</div>
        </>
      ) : null}
    </div>
  );
}

function Marks({ of: { chain } }: { of: Pick<Self, 'chain'> }): ReactNode {
  const { instant } = useWords();
  if (chain.marks.length === 0) return '—';
  return chain.marks.map(({ type, expiresAt }) => (
    <div key={type}>
      <span className="mono">{type.split('/').at(-1)}</span>{' '}
      <span className="quiet numbers">{expiresAt ? instant(expiresAt).slice(0, 10) : ''}</span>
    </div>
  ));
}
