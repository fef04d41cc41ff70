import { Button, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';
import { CONFINING, diffOf, type Change, type MemberDiff } from './policy.js';
import { useTexts } from './use-texts.js';

const TAGS: Record<string, string> = { added: 'green', removed: 'red', changed: 'blue' };
const MOST = 40;

/** What changes, agreement by agreement; what is taken away says so. */
export function Changes({
  changes,
  onUndo,
}: {
  changes: readonly Change[];
  onUndo?: (change: Change) => void;
}): ReactNode {
  const { t, name } = useWords();
  return changes.map((change) => (
    <section
      key={`${change.kind} ${change.id}`}
      aria-label={`${name('changeOf', change.kind)} ${change.id}`}
      className={`change ${change.change}`}
    >
      <Space wrap>
        <Tag color={TAGS[change.change] ?? 'default'}>{name('change', change.change)}</Tag>
        <strong>
          {name('changeOf', change.kind)} <span className="mono">{change.id}</span>
        </strong>
        {change.widens ? <Tag color="volcano">{t('agreements.widens')}</Tag> : null}
        {onUndo ? (
          <Button size="small" onClick={() => onUndo(change)}>
            {t('agreements.undo')}
          </Button>
        ) : null}
      </Space>
      {change.change === 'removed' ? (
        <p>{t(change.kind === 'agreement' ? 'agreements.endsAgreement' : 'agreements.endsEntry')}</p>
      ) : null}
      <dl className="facts">
        {diffOf(change)
          .filter(({ member }) => member !== 'id')
          .map((diff) => (
            <Member key={diff.member} diff={diff} />
          ))}
      </dl>
    </section>
  ));
}

function Member({ diff: { member, removed, added, gone } }: { diff: MemberDiff }): ReactNode {
  const { t, name } = useWords();
  const [isWhole, setWhole] = useState(false);
  const textOf = useTexts();
  const shown = [
    ...removed.map((value) => ({ text: textOf(member, value), isNew: false })),
    ...added.map((value) => ({ text: textOf(member, value), isNew: true })),
  ];
  return (
    <div style={{ flexWrap: 'wrap' }}>
      <dt>{name('agreementMember', member)}</dt>
      <dd>
        {gone ? (
          <Tag color="volcano">
            {t(CONFINING.includes(member) ? 'agreements.unconfined' : 'agreements.emptied')}
          </Tag>
        ) : null}
        {(isWhole ? shown : shown.slice(0, MOST)).map(({ text, isNew }) => (
          <Tag key={`${text} ${String(isNew)}`} color={isNew ? 'green' : 'red'} className="diff">
            {isNew ? <ins>{text}</ins> : <del>{text}</del>}
          </Tag>
        ))}
        {shown.length > MOST ? (
          <Button size="small" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {t(isWhole ? 'agreements.fewer' : 'agreements.all', { count: shown.length })}
          </Button>
        ) : null}
      </dd>
    </div>
  );
}
