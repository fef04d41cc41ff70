import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { ownKeys, type OwnKeysResult, type OwnKeyState } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { DaysLeft } from './DaysLeft.js';
import { PageHead } from './PageHead.js';

type OwnKey = OwnKeysResult[number];

const TAGS: Record<OwnKeyState, string> = {
  SIGNING: 'green',
  VALID: 'green',
  WAITING: 'blue',
  RETIRING: 'purple',
  RETIRED: 'default',
  NOT_YET: 'gold',
  EXPIRING: 'gold',
  EXPIRED: 'red',
  UNREADABLE: 'red',
};

/** This node's keys with the state of their rotation, and its certificates with the days that they have. */
export default function KeysPage(): ReactNode {
  const answer = useAnswer(ownKeys, {});
  const { t, name, instant } = useWords();
  return (
    <div className="stack">
      <PageHead title="menu.keys" isAsking={answer.isAsking} again={answer.again} />
      <p style={{ margin: 0 }}>{t('keys.what')}</p>
      <Answer of={answer}>
        {(keys) => (
          <Rows<OwnKey>
            rowKey={({ use, id, place }) => `${use} ${id} ${place}`}
            rows={keys}
            width={960}
            empty={t('keys.none')}
            columns={[
              { key: 'use', title: t('keys.use'), render: (one) => name('keyUse', one.use) },
              {
                key: 'state',
                title: t('keys.state'),
                render: (one) => <Tag color={TAGS[one.state]}>{name('keyState', one.state)}</Tag>,
              },
              { key: 'days', title: t('keys.days'), render: (one) => <DaysLeft days={one.daysLeft} /> },
              {
                key: 'id',
                title: t('keys.id'),
                render: (one) => (
                  <>
                    <div className="mono">{one.id || '—'}</div>
                    {one.algorithm ? <div className="quiet">{one.algorithm}</div> : null}
                    {one.subject ? <div className="mono quiet">{one.subject}</div> : null}
                    {one.issuer ? (
                      <div className="quiet">{t('keys.issuer', { issuer: one.issuer })}</div>
                    ) : null}
                  </>
                ),
              },
              {
                key: 'span',
                title: t('keys.span'),
                render: (one) => (
                  <span className="numbers">
                    {instant(one.from)}
                    <br />
                    {instant(one.until)}
                  </span>
                ),
              },
              {
                key: 'place',
                title: t('keys.place'),
                render: (one) => <span className="mono quiet">{one.place}</span>,
              },
            ]}
          />
        )}
      </Answer>
    </div>
  );
}
