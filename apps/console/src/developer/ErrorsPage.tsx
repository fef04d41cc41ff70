import { Input, Tag } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { catalogue, type ErrorEntry } from '#libs/errors';
import { useWords } from '../i18n/index.js';
import { Rows } from '../parts/Rows.js';

interface Row extends ErrorEntry {
  code: string;
  /** Everything that a search looks at. */
  text: string;
}

const ROWS: readonly Row[] = Object.entries<ErrorEntry>(catalogue)
  .map(([code, entry]) => ({
    ...entry,
    code,
    text: [code, entry.status, entry.en.message, entry.en.advice, entry.zh.message, entry.zh.advice]
      .join(' ')
      .toLowerCase(),
  }))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/** Every code that a refusal may carry, in both languages; the page holds the node's own catalogue. */
export default function ErrorsPage(): ReactNode {
  const { t } = useWords();
  const [params, setParams] = useSearchParams();
  const wanted = params.get('q') ?? '';
  const rows = useMemo(() => {
    const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
    return ROWS.filter(({ text }) => words.every((word) => text.includes(word)));
  }, [wanted]);
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.errors')}</h1>
        <span className="quiet">{t('errors.count', { count: rows.length })}</span>
      </div>
      <Input.Search
        allowClear
        aria-label={t('errors.search')}
        placeholder={t('errors.search')}
        style={{ maxWidth: 480 }}
        defaultValue={wanted}
        onChange={({ target }) =>
          setParams(target.value.trim() ? { q: target.value } : {}, { replace: true })
        }
      />
      <Rows<Row>
        key={wanted}
        rowKey={({ code }) => code}
        rows={rows}
        width={860}
        empty={t('errors.none')}
        columns={[
          {
            key: 'code',
            title: t('errors.code'),
            width: 280,
            render: (one) => (
              <>
                <div className="mono">{one.code}</div>
                {one.retryable ? <Tag color="blue">{t('errors.retryable')}</Tag> : null}
              </>
            ),
          },
          { key: 'status', title: 'HTTP', width: 70, render: (one) => one.status },
          {
            key: 'zh',
            title: t('errors.zh'),
            render: ({ zh }) => (
              <span lang="zh-CN">
                {zh.message} <span className="quiet">{zh.advice}</span>
              </span>
            ),
          },
          {
            key: 'en',
            title: t('errors.en'),
            render: ({ en }) => (
              <span lang="en">
                {en.message} <span className="quiet">{en.advice}</span>
              </span>
            ),
          },
        ]}
      />
    </div>
  );
}
