import {
  CheckCircleFilled,
  CloudDownloadOutlined,
  ExclamationCircleFilled,
  MinusCircleOutlined,
} from '@ant-design/icons';
import { Button, Progress, Skeleton, Tag } from 'antd';
import { type ReactNode } from 'react';
import { ask } from '../api.js';
import { fetchAllCaseMaterials, type CaseMaterialsResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import type { Answered } from '../parts/use-answer.js';
import { CodeText } from './CodeText.js';
import { MaterialActions, type Acting } from './MaterialActions.js';
import { useAct } from '../parts/use-act.js';
import { useKey } from '../parts/use-key.js';
import { usePoll } from './use-poll.js';
import { Verdicts, type AskedMaterial } from './Verdicts.js';

const UNDER_WAY = ['WAITING', 'ASKING'];
const POLL_MS = 500;
/** Whoever types fetches without leaving the form. */
const FETCH_KEY = 'F2';
const COLOURS: Record<string, string> = {
  FOUND: 'green',
  NOTHING_FOUND: 'default',
  REFUSED: 'red',
  NOT_AVAILABLE: 'orange',
  NOT_NEEDED: 'default',
  ASKING: 'processing',
  WAITING: 'default',
};

export const isUnderWay = ({ fetches }: AskedMaterial): boolean =>
  fetches.some(({ state }) => UNDER_WAY.includes(state));

/**
 * What a matter asks for and what is there of it. What sharing gives is fetched by a click, one or all; every source that is
 * asked shows how far it has come.
 */
export function Materials({
  id,
  answered,
  mayFetch,
  mayBring,
  wanted = [],
  onActing,
}: {
  id: string;
  answered: Answered<CaseMaterialsResult>;
  /** Counters alone look things up for a case. */
  mayFetch: boolean;
  /** How a file counts that this person brings; absent where they bring none. */
  mayBring?: 'upload' | 'authority';
  /** Materials that are asked for anew, whatever is there of them. */
  wanted?: readonly string[];
  onActing?: (act: Acting) => void;
}): ReactNode {
  const { t } = useWords();
  const { result, error, again, isAsking } = answered;
  const fetching = useAct();
  const asked = result?.asked ?? [];
  const busy = asked.filter(isUnderWay);
  usePoll(again, isAsking, busy.length > 0 ? POLL_MS : undefined);
  const open = asked.filter(({ givenBySharing, satisfied }) => givenBySharing && !satisfied);
  const fetchAll = (): void =>
    void fetching
      .run(() => ask(fetchAllCaseMaterials, { input: { case: id, channel: 'COUNTER' } }))
      .then(again);
  const isOffered = mayFetch && open.length > 0;
  useKey(({ key }) => key === FETCH_KEY && isOffered && !fetching.isBusy && busy.length === 0, fetchAll);
  if (error) return <Refusal error={error} again={again} />;
  if (!result) return <Skeleton active />;
  const done = asked.filter(({ satisfied }) => satisfied).length;
  return (
    <div>
      <div className="material-line">
        <Progress
          type="circle"
          size={36}
          percent={asked.length === 0 ? 100 : Math.round((100 * done) / asked.length)}
          format={() => `${String(done)}/${String(asked.length)}`}
          aria-label={t('materials.done', { done, all: asked.length })}
        />
        <span className="grow">{t('materials.done', { done, all: asked.length })}</span>
        {isOffered ? (
          <Button
            type="primary"
            aria-keyshortcuts={FETCH_KEY}
            title={FETCH_KEY}
            icon={<CloudDownloadOutlined />}
            loading={fetching.isBusy || busy.length > 0}
            onClick={fetchAll}
          >
            {t('materials.fetchAll', { count: open.length })}
          </Button>
        ) : null}
      </div>
      {fetching.error ? <Refusal error={fetching.error} /> : null}
      <ul className="plain-list" aria-label={t('materials.title')} aria-live="polite">
        {asked.map((one) => (
          <li key={one.material} className="material">
            <Line one={one} isWanted={wanted.includes(one.material)} />
            <MaterialActions
              id={id}
              one={one}
              isWanted={wanted.includes(one.material)}
              mayFetch={mayFetch}
              {...(mayBring ? { mayBring } : {})}
              onChange={again}
              {...(onActing ? { onActing } : {})}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Line({ one, isWanted }: { one: AskedMaterial; isWanted: boolean }): ReactNode {
  const { t, name, either } = useWords();
  const newest = one.held[0];
  return (
    <>
      <div className="material-line">
        {one.satisfied ? (
          <CheckCircleFilled style={{ color: '#16a34a' }} aria-label={t('material.there')} />
        ) : one.required ? (
          <ExclamationCircleFilled style={{ color: '#d97706' }} aria-label={t('material.missing')} />
        ) : (
          <MinusCircleOutlined className="quiet" aria-label={t('material.optional')} />
        )}
        <strong>{either(one.name)}</strong>
        {one.required ? null : <span className="quiet">{t('material.optional')}</span>}
        <span className="quiet">{t('material.atLeast', { level: one.trust })}</span>
        {isWanted ? <Tag color="gold">{t('material.wanted')}</Tag> : null}
        {one.givenBySharing ? <Tag color="cyan">{t('material.shared')}</Tag> : null}
      </div>
      {newest ? (
        <div className="material-line">
          <Verdicts held={newest} />
        </div>
      ) : null}
      {one.fetches.length > 0 ? (
        <div className="material-line">
          {one.fetches.map(({ region, state, code }) => (
            <span key={region}>
              <Tag color={COLOURS[state] ?? 'default'}>
                {name('caseRegion', region)} · {name('fetchState', state)}
              </Tag>
              {code && state !== 'FOUND' ? (
                <span className="quiet">
                  <CodeText code={code} />
                </span>
              ) : null}
            </span>
          ))}
        </div>
      ) : null}
    </>
  );
}
