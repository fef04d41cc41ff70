import { ArrowUpOutlined } from '@ant-design/icons';
import { Badge, Button } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../i18n/index.js';
import type { Growth } from './use-growth.js';
import './auditor.css';

/** Says that there are new entries, and shows them when asked: rows that somebody reads do not move by themselves. */
export function News({
  growth: { news, isFollowing },
  onShow,
}: {
  growth: Growth;
  onShow(): void;
}): ReactNode {
  const { t } = useWords();
  return (
    <div className="news" aria-live="polite">
      {news?.fresh ? (
        <Button
          block
          type="primary"
          icon={<ArrowUpOutlined />}
          onClick={() => {
            onShow();
            scrollTo({ top: 0 });
          }}
        >
          {t(news.exact ? 'news.fresh' : 'news.freshAtLeast', { count: news.fresh })}
        </Button>
      ) : (
        <Badge
          status={isFollowing ? 'processing' : 'default'}
          text={<span className="quiet">{t(isFollowing ? 'news.following' : 'news.notFollowing')}</span>}
        />
      )}
    </div>
  );
}
