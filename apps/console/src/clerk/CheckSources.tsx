import {
  CheckCircleFilled,
  ClockCircleOutlined,
  LoadingOutlined,
  MinusCircleOutlined,
  StopOutlined,
} from '@ant-design/icons';
import { Tag } from 'antd';
import type { ReactNode } from 'react';
import type { CheckDetailsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { CodeText } from './CodeText.js';

type Source = CheckDetailsResult['sources'][number];

/** Answered, nothing found, refused with a reason, not available until: source by source, as it happens. */
export function CheckSources({ check }: { check: CheckDetailsResult }): ReactNode {
  const { name } = useWords();
  const regions = [...new Set(check.sources.map(({ region }) => region))];
  return regions.map((region) => (
    <section key={region} aria-label={name('caseRegion', region)}>
      {regions.length > 1 ? <h3>{name('caseRegion', region)}</h3> : null}
      <ul className="plain-list" aria-live="polite">
        {check.sources
          .filter((source) => source.region === region)
          .map((source) => (
            <SourceLine key={source.key} source={source} />
          ))}
      </ul>
    </section>
  ));
}

function SourceLine({ source }: { source: Source }): ReactNode {
  const { t, either, instant } = useWords();
  return (
    <li className="material">
      <div className="material-line">
        <Outcome source={source} />
        <strong>{either({ zh: source.titleZh, en: source.titleEn })}</strong>
        <span className="quiet">{source.department}</span>
        <span className="grow" />
        {source.records === null || source.outcome !== 'ANSWERED' ? null : (
          <span className="numbers">{t('check.records', { count: source.records })}</span>
        )}
        {source.edition ? (
          <span className="quiet">{t('check.inEdition', { number: source.edition })}</span>
        ) : null}
      </div>
      <div className="material-line quiet">
        {source.reasonZh ? (
          <span>{either({ zh: source.reasonZh, en: source.reasonEn ?? source.reasonZh })}</span>
        ) : source.code ? (
          <CodeText code={source.code} />
        ) : null}
        {source.until && source.state === 'LATE' && Date.parse(source.until) > Date.now() ? (
          <span className="numbers">{t('check.until', { at: instant(source.until) })}</span>
        ) : null}
        {source.answeredAt ? (
          <span className="numbers">{t('check.answeredAt', { at: instant(source.answeredAt) })}</span>
        ) : null}
        {source.asOf ? (
          <span className="numbers">{t('check.asOf', { at: instant(source.asOf) })}</span>
        ) : null}
        {source.attempts > 1 ? <span>{t('check.attempts', { count: source.attempts })}</span> : null}
      </div>
    </li>
  );
}

function Outcome({ source: { state, outcome } }: { source: Source }): ReactNode {
  const { name } = useWords();
  if (state === 'OPEN')
    return (
      <Tag color="processing" icon={<LoadingOutlined />}>
        {name('sourceState', state)}
      </Tag>
    );
  if (outcome === 'ANSWERED')
    return (
      <Tag color="green" icon={<CheckCircleFilled />}>
        {name('sourceOutcome', outcome)}
      </Tag>
    );
  if (outcome === 'NOTHING_FOUND')
    return <Tag icon={<MinusCircleOutlined />}>{name('sourceOutcome', outcome)}</Tag>;
  if (outcome === 'REFUSED')
    return (
      <Tag color="red" icon={<StopOutlined />}>
        {name('sourceOutcome', outcome)}
      </Tag>
    );
  return (
    <Tag color="orange" icon={<ClockCircleOutlined />}>
      {name('sourceState', state)}
    </Tag>
  );
}
