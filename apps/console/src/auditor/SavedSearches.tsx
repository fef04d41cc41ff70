import { SaveOutlined } from '@ant-design/icons';
import { Button, Dropdown, Input, Modal, Space, Switch, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import { ask } from '../api.js';
import { deleteSearch, savedSearches, saveSearch } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { useAnswer } from '../parts/use-answer.js';
import { useToldAct } from '../parts/use-told-act.js';
import { isEmpty, readFilter, toInput, type Filter } from './filter.js';

/** Filters kept under a name, one's own and those that others share. */
export function SavedSearches({
  filter,
  onChoose,
}: {
  filter: Filter;
  onChoose(filter: Filter): void;
}): ReactNode {
  const { t } = useWords();
  const { run } = useToldAct();
  const { result, again } = useAnswer(savedSearches, {});
  const [isNaming, setNaming] = useState(false);
  const [title, setTitle] = useState('');
  const [isShared, setShared] = useState(false);

  const act = async (work: () => Promise<unknown>): Promise<void> => {
    if (await run(work)) again();
  };
  const save = async (): Promise<void> => {
    setNaming(false);
    await act(() => ask(saveSearch, { name: title.trim(), filter: toInput(filter), shared: isShared }));
  };
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            ...(result ?? []).map((search) => ({
              key: search.id,
              label: (
                <Space>
                  <span>{search.name}</span>
                  {search.shared ? <Tag>{t('search.shared')}</Tag> : null}
                  {search.own ? (
                    <Button
                      size="small"
                      type="text"
                      danger
                      onClick={(event) => {
                        event.stopPropagation();
                        void act(() => ask(deleteSearch, { id: search.id }));
                      }}
                    >
                      {t('search.delete')}
                    </Button>
                  ) : null}
                </Space>
              ),
              onClick: () => onChoose(readFilter(paramsOf(search.filter))),
            })),
            ...(result?.length ? [{ type: 'divider' as const }] : []),
            {
              key: 'save',
              icon: <SaveOutlined />,
              label: t('search.save'),
              disabled: isEmpty(filter),
              onClick: () => setNaming(true),
            },
          ],
        }}
      >
        <Button>{t('search.title')}</Button>
      </Dropdown>
      <Modal
        open={isNaming}
        title={t('search.save')}
        okText={t('search.saveNow')}
        okButtonProps={{ disabled: title.trim() === '' }}
        onOk={() => void save()}
        onCancel={() => setNaming(false)}
      >
        <Input
          aria-label={t('search.name')}
          placeholder={t('search.name')}
          maxLength={80}
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <p>
          <Switch size="small" checked={isShared} onChange={setShared} aria-label={t('search.share')} />{' '}
          {t('search.share')}
        </p>
      </Modal>
    </>
  );
}

/** A stored search is JSON as the node keeps it; only members that the page knows are taken over. */
function paramsOf(stored: string): URLSearchParams {
  const params = new URLSearchParams();
  try {
    for (const [name, value] of Object.entries(JSON.parse(stored) as Record<string, unknown>))
      if (typeof value === 'string' || Array.isArray(value)) params.set(name, String(value));
  } catch {
    return params;
  }
  return params;
}
