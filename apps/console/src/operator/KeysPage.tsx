import { Tag } from 'antd';
import type { ReactNode } from 'react';
import { ownKeys, type OwnKeysResult, type OwnKeyState } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { Copy } from '../parts/Copy.js';
import { DaysLeft } from './DaysLeft.js';
import { adviceFor } from './key-advice.js';
import { PageHead } from './PageHead.js';

type OwnKey = OwnKeysResult[number];

const TAGS: Record<OwnKeyState, string> = {
  SIGNING: 'green',
  VALID: 'green',
  WAITING: 'blue',
  RETIRING: 'purple',
  RETIRED: 'default',
  REPLACED: 'red',
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
            width={1000}
            empty={t('keys.none')}
            columns={[
              { key: 'use', title: t('keys.use'), width: 120, render: (one) => name('keyUse', one.use) },
              {
                key: 'state',
                title: t('keys.state'),
                width: 100,
                render: (one) => <Tag color={TAGS[one.state]}>{name('keyState', one.state)}</Tag>,
              },
              {
                key: 'days',
                title: t('keys.days'),
                width: 85,
                render: (one) => <DaysLeft days={one.daysLeft} />,
              },
              {
                key: 'id',
                title: t('keys.id'),
                render: (one) => (
                  <>
                    <div className="mono">{one.id || '—'}</div>
                    <div className="mono quiet">{one.place}</div>
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
                width: 165,
                render: (one) => (
                  <span className="numbers">
                    {instant(one.from)}
                    <br />
                    {instant(one.until)}
                  </span>
                ),
              },
              {
                key: 'do',
                title: t('keys.do'),
                width: 260,
                render: (one) => <ToDo of={one} />,
              },
            ]}
          />
        )}
      </Answer>
    </div>
  );
}

/** What somebody has to do about a key, and by which command. */
function ToDo({ of: { use, state, command } }: { of: OwnKey }): ReactNode {
  const { name } = useWords();
  return (
    <>
      <div>{name('keyDo', adviceFor({ use, state }))}</div>
      {command ? (
        <div className="command">
          <code className="mono">{command}</code> <Copy text={command} />
        </div>
      ) : null}
    </>
  );
}
