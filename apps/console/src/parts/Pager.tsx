import { Button, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { useWords } from '../i18n/index.js';

/** Where each page began: back is a step back, and the memory of a long walk stays a list of short texts. */
export interface Walk {
  after: string | null;
  /** Undefined on the first page. */
  back: (() => void) | undefined;
  forth(cursor: string | null): void;
  number: number;
}

/** A walk through the pages of a list; another question begins at the first one. */
export function useWalk(question: string): Walk {
  const [walk, setWalk] = useState<{ question: string; starts: (string | null)[] }>({
    question,
    starts: [null],
  });
  const starts = walk.question === question ? walk.starts : [null];
  return {
    after: starts.at(-1) ?? null,
    back: starts.length > 1 ? () => setWalk({ question, starts: starts.slice(0, -1) }) : undefined,
    forth: (cursor) => setWalk({ question, starts: [...starts, cursor] }),
    number: starts.length,
  };
}

/** Nothing where there is one page only. */
export function Pager({
  walk,
  page,
  isAsking,
}: {
  walk: Walk;
  page: { hasNextPage: boolean; endCursor: string | null } | undefined;
  isAsking: boolean;
}): ReactNode {
  const { t } = useWords();
  if (!walk.back && !page?.hasNextPage) return null;
  return (
    <Space>
      <Button disabled={!walk.back || isAsking} onClick={walk.back}>
        {t('page.before')}
      </Button>
      <span className="quiet numbers">{t('page.number', { number: walk.number })}</span>
      <Button disabled={!page?.hasNextPage || isAsking} onClick={() => walk.forth(page?.endCursor ?? null)}>
        {t('page.next')}
      </Button>
    </Space>
  );
}
