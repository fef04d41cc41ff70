import { Button, Input, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../../i18n/index.js';
import { Rows } from '../../parts/Rows.js';
import type { Agreement, Change, Kind, ListEntry } from './policy.js';
import { useTexts } from './use-texts.js';

interface Acts<One> {
  onChange(one: One): void;
  onRemove(one: One): void;
  /** What is about to be proposed. */
  changes: readonly Change[];
  /** What the newest version has: what it has no more cannot be changed. */
  newest: readonly { id: string }[];
}

const MOST = 12;

/** The agreements that hold. */
export function AgreementRows({
  rows,
  ...acts
}: { rows: readonly Agreement[] } & Acts<Agreement>): ReactNode {
  const { t, name } = useWords();
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Found rows={rows} label={t('agreements.search')} textOf={({ id, partner }) => `${id} ${partner}`}>
      {(found) => (
        <Rows<Agreement>
          rowKey={({ id }) => id}
          rows={found}
          width={1000}
          empty={t('agreements.none')}
          columns={[
            {
              key: 'id',
              title: name('agreementMember', 'id'),
              render: (one) => (
                <>
                  <div className="long">{one.id}</div>
                  <div className="mono quiet">{one.partner}</div>
                </>
              ),
            },
            {
              key: 'operations',
              title: name('agreementMember', 'operations'),
              width: 170,
              render: (one) => <Texts member="operations" values={one.operations} />,
            },
            {
              key: 'things',
              title: t('agreements.things'),
              width: 190,
              render: (one) => (
                <>
                  <Texts member="licenceTypes" values={one.licenceTypes} />
                  <Texts member="datasets" values={one.datasets ?? []} />
                </>
              ),
            },
            {
              key: 'fields',
              title: name('agreementMember', 'fields'),
              width: 260,
              render: (one) => <Texts member="fields" values={one.fields} />,
            },
            {
              key: 'valid',
              title: t('agreements.valid'),
              width: 110,
              render: (one) => (
                <>
                  <span className="numbers">
                    {one.validFrom}
                    <br />
                    {one.validUntil}
                  </span>
                  {today < one.validFrom || today > one.validUntil ? (
                    <Tag color="red">{t('agreements.notInForce')}</Tag>
                  ) : null}
                </>
              ),
            },
            {
              key: 'act',
              title: t('agreements.act'),
              width: 150,
              render: (one) => <Buttons of={one} kind="agreement" {...acts} />,
            },
          ]}
        />
      )}
    </Found>
  );
}

/** The responsibility list that holds. */
export function EntryRows({ rows, ...acts }: { rows: readonly ListEntry[] } & Acts<ListEntry>): ReactNode {
  const { t, name, either } = useWords();
  return (
    <Found
      rows={rows}
      label={t('agreements.searchList')}
      textOf={({ id, name: { zh, en }, provider }) => `${id} ${zh} ${en} ${provider.name}`}
    >
      {(found) => (
        <Rows<ListEntry>
          rowKey={({ id }) => id}
          rows={found}
          width={1000}
          empty={t('agreements.noEntry')}
          columns={[
            {
              key: 'id',
              title: t('changeOf.list-entry'),
              render: (one) => (
                <>
                  <div className="long">{either(one.name)}</div>
                  <div className="mono quiet">{one.id}</div>
                  <div className="quiet long">{one.provider.name}</div>
                </>
              ),
            },
            {
              key: 'things',
              title: t('agreements.things'),
              width: 190,
              render: (one) => (
                <>
                  <Texts member="licenceTypes" values={one.licenceTypes} />
                  <Texts member="dataset" values={one.dataset === undefined ? [] : [one.dataset]} />
                </>
              ),
            },
            {
              key: 'attribute',
              title: name('agreementMember', 'attribute'),
              width: 130,
              render: (one) => <Texts member="attribute" values={[one.attribute]} />,
            },
            {
              key: 'ways',
              title: name('agreementMember', 'ways'),
              width: 120,
              render: (one) => <Texts member="ways" values={one.ways} />,
            },
            {
              key: 'fields',
              title: name('agreementMember', 'items'),
              width: 260,
              render: (one) => <Texts member="fields" values={one.items.flatMap(({ fields }) => fields)} />,
            },
            {
              key: 'act',
              title: t('agreements.act'),
              width: 150,
              render: (one) => <Buttons of={one} kind="list-entry" {...acts} />,
            },
          ]}
        />
      )}
    </Found>
  );
}

/** Those among many that somebody searches. */
function Found<One>({
  rows,
  label,
  textOf,
  children,
}: {
  rows: readonly One[];
  label: string;
  textOf(one: One): string;
  children(found: readonly One[]): ReactNode;
}): ReactNode {
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  return (
    <>
      <Input
        allowClear
        aria-label={label}
        placeholder={label}
        style={{ maxWidth: 320 }}
        onChange={({ target }) => setText(target.value)}
      />
      {children(wanted === '' ? rows : rows.filter((one) => textOf(one).toLowerCase().includes(wanted)))}
    </>
  );
}

function Texts({ member, values }: { member: string; values: readonly string[] }): ReactNode {
  const { t } = useWords();
  const textOf = useTexts();
  return (
    <Space size={[2, 2]} wrap>
      {values.slice(0, MOST).map((value) => (
        <Tag key={value} className="diff" style={{ marginInlineEnd: 0 }}>
          {textOf(member, value)}
        </Tag>
      ))}
      {values.length > MOST ? (
        <span className="quiet">{t('agreements.more', { count: values.length - MOST })}</span>
      ) : null}
    </Space>
  );
}

function Buttons<One extends { id: string }>({
  of,
  kind,
  changes,
  newest,
  onChange,
  onRemove,
}: { of: One; kind: Kind } & Acts<One>): ReactNode {
  const { t } = useWords();
  const isGone = !newest.some(({ id }) => id === of.id);
  const draft = changes.find((change) => change.kind === kind && change.id === of.id);
  return (
    <Space wrap size={4}>
      <Button size="small" disabled={isGone} onClick={() => onChange(of)}>
        {t('agreements.proposeChange')}
      </Button>
      <Button
        size="small"
        danger
        disabled={isGone || draft?.change === 'removed'}
        onClick={() => onRemove(of)}
      >
        {t('agreements.remove')}
      </Button>
      {draft ? (
        <Tag color={draft.change === 'removed' ? 'red' : 'blue'}>
          {t(draft.change === 'removed' ? 'agreements.toBeRemoved' : 'agreements.toBeChanged')}
        </Tag>
      ) : null}
    </Space>
  );
}
