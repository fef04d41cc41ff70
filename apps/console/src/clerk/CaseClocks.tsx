import { Progress, Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CaseDetailsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { toldPeriod } from './period.js';

type Clock = CaseDetailsResult['clocks'][number];

/** Periods in working days: how much of each is used, and when it ends. */
export function CaseClocks({ clocks }: { clocks: readonly Clock[] }): ReactNode {
  const words = useWords();
  const { t, name } = words;
  return (
    <ul className="plain-list">
      {clocks.map((clock) => {
        const all = clock.used + Math.max(clock.left, 0);
        const percent = all === 0 ? 0 : Math.round((100 * clock.used) / all);
        return (
          <li key={clock.name} className="material">
            <div className="material-line">
              <strong>{name('caseClock', clock.name)}</strong>
              <Tag color={clock.overdue ? 'red' : clock.state === 'running' ? 'blue' : 'default'}>
                {name('clockState', clock.state)}
              </Tag>
              <span className="grow" />
              {clock.state === 'ended' ? null : (
                <span className="quiet numbers">
                  {clock.due ? toldPeriod(words, clock.due, clock.left) : t('clock.stopped')}
                </span>
              )}
            </div>
            <Progress
              percent={clock.overdue ? 100 : percent}
              size="small"
              showInfo={false}
              status={clock.overdue ? 'exception' : clock.state === 'ended' ? 'success' : 'normal'}
              aria-label={t('clock.used', { used: clock.used, all })}
            />
          </li>
        );
      })}
    </ul>
  );
}
