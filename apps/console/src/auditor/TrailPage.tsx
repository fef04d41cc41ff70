import { Button, Card, Empty, Popconfirm, Segmented, Space, Spin, Table, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import {
  auditGroups,
  auditTrail,
  type AuditEntryKind,
  type AuditTrailResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { labelled } from '../parts/labelled.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { Pager, useWalk } from '../parts/Pager.js';
import { toldFilter, toldNote } from './told-filter.js';

type Read = AuditTrailResult['edges'][number]['node'];

const VIEWS: Record<'reads' | 'acts', AuditEntryKind[]> = {
  reads: ['AUDIT_READ'],
  acts: ['REVIEW', 'FINDING'],
};
const PERSON = 'caller.person';
const PERSON_NAME = 'caller.personName';

/** Who of the auditors looked at what, and what they did: auditors are audited by the same log. */
export default function TrailPage(): ReactNode {
  const { t, name, instant, number } = useWords();
  const [view, setView] = useState<'reads' | 'acts'>('reads');
  // A person is never in the address: it is kept and passed on.
  const [person, setPerson] = useState<string>();
  const [withPersonalValues, setPersonal] = useState(false);
  const kinds = VIEWS[view];
  const filter = { kinds, ...(person === undefined ? {} : { person }) };
  const walk = useWalk(JSON.stringify([filter, withPersonalValues]));
  const { result, error, isAsking, again } = useAnswer(auditTrail, {
    filter,
    first: 50,
    after: walk.after,
    withPersonalValues,
  });
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.trail')}</h1>
        <Segmented
          aria-label={t('trail.view')}
          value={view}
          onChange={setView}
          options={[
            { value: 'reads', label: t('trail.reads') },
            { value: 'acts', label: t('trail.acts') },
          ]}
        />
        <span className="grow" />
        {withPersonalValues ? null : (
          <Popconfirm
            title={t('trail.names')}
            description={t('entry.showPersonalWarning')}
            okText={t('entry.showPersonalNow')}
            onConfirm={() => setPersonal(true)}
          >
            <Button>{t('trail.names')}</Button>
          </Popconfirm>
        )}
      </div>
      <People
        kinds={kinds}
        inClear={withPersonalValues}
        names={namesIn(result)}
        chosen={person}
        onChoose={(next) => setPerson(next)}
      />
      {error ? <Refusal error={error} again={again} /> : null}
      <Table<Read>
        className="rows-as-cards"
        size="small"
        rowKey="id"
        loading={isAsking && !result}
        pagination={false}
        scroll={result?.edges.length ? { x: 860 } : {}}
        dataSource={result?.edges.map(({ node }) => node) ?? []}
        locale={{ emptyText: isAsking ? ' ' : <Empty description={t('trail.none')} /> }}
        columns={labelled<Read>([
          {
            title: t('entries.index'),
            width: 100,
            render: (_, { id, index }) => (
              <Link className="numbers" to={`/entries/${id}`}>
                {number(Number(index))}
              </Link>
            ),
          },
          {
            title: t('entries.at'),
            width: 160,
            render: (_, { at }) => <span className="numbers">{instant(at)}</span>,
          },
          {
            title: t('trail.action'),
            width: 110,
            render: (_, { governance }) => <Tag>{name('action', governance?.action)}</Tag>,
          },
          { title: t('trail.what'), render: (_, read) => <What read={read} /> },
          {
            title: t('trail.who'),
            width: 200,
            render: (_, { caller, personal }) =>
              personal?.find(({ label }) => label === PERSON_NAME)?.value ??
              (caller?.kind === 'NODE'
                ? name('callerKind', caller.kind)
                : (caller?.organisationName ?? caller?.id ?? name('callerKind', caller?.kind))),
          },
          {
            title: t('trail.rows'),
            width: 90,
            align: 'right',
            render: (_, { governance }) =>
              governance?.rows === null || governance === null ? '—' : number(governance.rows),
          },
        ])}
      />
      <Pager walk={walk} page={result?.pageInfo} isAsking={isAsking} />
    </div>
  );
}

/** Names of the people whose entries are shown, by their identifiers. */
function namesIn(page: AuditTrailResult | undefined): Map<string, string> {
  const personal = (page?.edges ?? []).map(
    ({ node }) => new Map(node.personal?.map(({ label, value }) => [label, value])),
  );
  return new Map(personal.map((values) => [values.get(PERSON) ?? '', values.get(PERSON_NAME) ?? '']));
}

/** What was looked for, in words; and which entries were opened. */
function What({ read: { governance } }: { read: Read }): ReactNode {
  const words = useWords();
  if (!governance) return '—';
  const { filter, entries, finding, sample, note } = governance;
  const told = toldFilter(filter, words);
  const isOfAll = told === '' && filter !== null && entries.length === 0;
  return (
    <Space orientation="vertical" size={0}>
      {told === '' ? null : <span style={{ overflowWrap: 'anywhere' }}>{told}</span>}
      {isOfAll ? words.t('told.everything') : null}
      {entries.length > 0 ? (
        <span>
          {entries.slice(0, 3).map((entry) => (
            <Link key={entry} className="mono" to={`/entries/${entry}`} style={{ marginInlineEnd: 8 }}>
              {entry.slice(-12)}
            </Link>
          ))}
          {entries.length > 3 ? `+${String(entries.length - 3)}` : ''}
        </span>
      ) : null}
      {sample === null ? null : <Link to={`/samples/${sample}`}>{words.t('trail.sample')}</Link>}
      {finding === null ? null : <Link to="/findings">{words.t('trail.finding')}</Link>}
      {note === null ? null : <span className="quiet">{toldNote(note, words)}</span>}
    </Space>
  );
}

function People({
  kinds,
  inClear,
  names,
  chosen,
  onChoose,
}: {
  kinds: AuditEntryKind[];
  inClear: boolean;
  names: ReadonlyMap<string, string>;
  chosen: string | undefined;
  onChoose(person: string | undefined): void;
}): ReactNode {
  const { t, instant, number } = useWords();
  const { result, error, again } = useAnswer(auditGroups, {
    filter: { kinds },
    by: 'PERSON',
    withPersonalValues: inClear,
  });
  if (error) return <Refusal error={error} again={again} />;
  if (!result) return <Spin />;
  return (
    <Card size="small" title={t('trail.people')}>
      <div className="quiet">{t(inClear ? 'trail.choose' : 'trail.pseudonyms')}</div>
      <Space wrap>
        {result.groups.map(({ person, entries, until }) => (
          <Tag.CheckableTag
            key={person ?? ''}
            checked={person !== null && chosen === person}
            // A name of the log's own making is nothing to search by.
            onChange={(checked) =>
              inClear && person !== null ? onChoose(checked ? person : undefined) : undefined
            }
          >
            {names.get(person ?? '') ?? person ?? t('trail.system')} ·{' '}
            {t('trail.times', { count: number(entries) })} · {instant(until)}
          </Tag.CheckableTag>
        ))}
      </Space>
    </Card>
  );
}
