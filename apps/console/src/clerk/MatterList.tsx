import { SearchOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Skeleton, Tag } from 'antd';
import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { caseMatters, type CaseMattersResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';

type ListedMatter = CaseMattersResult[number];

/** Matters that are handled here, found by name or code; Enter takes the first. */
export function MatterList({
  onChoose,
  only,
}: {
  onChoose(id: string): void;
  only?: (matter: ListedMatter) => boolean;
}): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState('');
  const { result, error, again } = useAnswer(caseMatters, {});
  const shown = (result ?? []).filter((matter) => (only?.(matter) ?? true) && fits(matter, text));
  // Who types faster than the list comes is not made to press Enter again.
  const [isTaken, setTaken] = useState(false);
  const take = useEffectEvent((): void => {
    setTaken(false);
    if (shown[0]) onChoose(shown[0].id);
  });
  const isThere = result !== undefined;
  useEffect(() => {
    if (isTaken && isThere) take();
  }, [isTaken, isThere]);
  return (
    <div className="stack">
      <Input
        autoFocus
        size="large"
        allowClear
        prefix={<SearchOutlined />}
        aria-label={t('matters.search')}
        placeholder={t('matters.searchHint')}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          setTaken(false);
        }}
        onPressEnter={() => setTaken(true)}
      />
      {error ? <Refusal error={error} again={again} /> : null}
      {!result && !error ? <Skeleton active /> : null}
      {result && shown.length === 0 ? <Empty description={t('matters.none')} /> : null}
      <ul className="plain-list matter-list" aria-label={t('matters.list')}>
        {shown.map((matter) => (
          <li key={matter.id}>
            <MatterRow matter={matter} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function MatterRow({ matter, onChoose }: { matter: ListedMatter; onChoose(id: string): void }): ReactNode {
  const { t, name, either } = useWords();
  const { acceptance, decision, promised } = matter.clocks;
  const authority = matter.departments.find(({ key }) => key === matter.authority);
  return (
    <Button type="text" className="matter-row" onClick={() => onChoose(matter.id)}>
      <strong>{either(matter.title)}</strong>
      <span className="quiet">{authority ? either(authority.body ?? authority.name) : matter.authority}</span>
      <span>
        <Tag color={matter.subject === 'firm' ? 'blue' : 'purple'}>{name('subject', matter.subject)}</Tag>
        {matter.channels.map((channel) => (
          <Tag key={channel}>{name('matterChannel', channel)}</Tag>
        ))}
      </span>
      <span className="quiet numbers">
        {t('matters.clocks', { acceptance, decision: promised ?? decision })}
      </span>
    </Button>
  );
}

function fits({ id, title, basicCode }: ListedMatter, text: string): boolean {
  const words = text.trim().toLowerCase().split(/\s+/);
  const all = `${title.zh} ${title.en} ${id} ${basicCode}`.toLowerCase();
  return words.every((word) => all.includes(word));
}
