import { PlusOutlined } from '@ant-design/icons';
import { Button, Card, Segmented, Statistic } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import {
  caseFigures,
  caseTasks,
  findCases,
  type CaseSearchInput,
  type CaseTaskList,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { CaseSearch } from './CaseSearch.js';
import { CaseTable } from './CaseTable.js';
import './clerk.css';

const LISTS = [
  'QUEUE',
  'OWN',
  'DUE_SOON',
  'OVERDUE',
  'CORRECTIONS',
  'PLEDGES',
  'RECTIFICATIONS',
] as const satisfies readonly CaseTaskList[];
const PAGE = 20;
const FIGURE_DAYS = 30;

/** 我的办件: what is to be done, list by list, and a search over everything that the own body has a part in. */
export default function CasesPage(): ReactNode {
  const { t, name } = useWords();
  const { role } = useSession();
  const [params, setParams] = useSearchParams();
  const asked = params.get('list');
  const list = LISTS.find((one) => one === asked);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.cases')}</h1>
        <span className="grow" />
        {role === 'windowClerk' ? (
          <Link to="/cases/new">
            <Button type="primary" icon={<PlusOutlined />} tabIndex={-1}>
              {t('menu.newCase')}
            </Button>
          </Link>
        ) : null}
      </div>
      <Figures />
      <div style={{ overflowX: 'auto' }}>
        <Segmented
          aria-label={t('cases.lists')}
          value={list ?? 'ALL'}
          onChange={(next) => setParams(next === 'ALL' ? {} : { list: next })}
          options={['ALL', ...LISTS].map((value) => ({ value, label: name('caseList', value) }))}
        />
      </div>
      {list ? <Tasks key={list} list={list} /> : <Found />}
    </div>
  );
}

function Tasks({ list }: { list: CaseTaskList }): ReactNode {
  const [starts, setStarts] = useState<(string | null)[]>([null]);
  const answered = useAnswer(caseTasks, { list, matter: null, first: PAGE, after: starts.at(-1) ?? null });
  return <CaseTable answered={answered} starts={starts} onTurn={setStarts} emptyKey="cases.nothingToDo" />;
}

function Found(): ReactNode {
  const [search, setSearch] = useState<CaseSearchInput>({});
  const [starts, setStarts] = useState<(string | null)[]>([null]);
  const answered = useAnswer(findCases, { search, first: PAGE, after: starts.at(-1) ?? null });
  return (
    <>
      <CaseSearch
        onSearch={(next) => {
          setSearch(next);
          setStarts([null]);
        }}
      />
      <CaseTable answered={answered} starts={starts} onTurn={setStarts} emptyKey="cases.noneFound" />
    </>
  );
}

/** Of the last thirty days: numbers only. */
function Figures(): ReactNode {
  const { t, number } = useWords();
  const span = useMemo(() => {
    const until = new Date();
    const from = new Date(until.getTime() - FIGURE_DAYS * 86_400_000);
    return { from: from.toISOString(), until: until.toISOString() };
  }, []);
  const { result, error, again } = useAnswer(caseFigures, span);
  if (error) return <Refusal error={error} again={again} />;
  const figures = result?.[0];
  const shown: [string, number | null | undefined][] = [
    [t('figures.received'), figures?.received ?? 0],
    [t('figures.open'), figures?.open ?? 0],
    [t('figures.approved'), figures?.approved ?? 0],
    [t('figures.overdue'), figures?.overdueNow ?? 0],
    [t('figures.medianHours'), figures?.medianHours],
    [t('figures.meanStars'), figures?.meanStars],
  ];
  return (
    <Card size="small" title={t('figures.title', { days: FIGURE_DAYS })} loading={!result}>
      <div className="figures">
        {shown.map(([title, value]) => (
          <Statistic
            key={title}
            title={title}
            value={typeof value === 'number' ? number(Math.round(value * 10) / 10) : '—'}
          />
        ))}
      </div>
    </Card>
  );
}
