import { Input, Segmented, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  effectiveSettings,
  type EffectiveSettingsResult,
  type SettingOrigin,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { PageHead } from './PageHead.js';

type Setting = EffectiveSettingsResult[number];

const TAGS: Record<SettingOrigin, string> = { FILE: 'blue', DEFAULT: 'default', ENVIRONMENT: 'purple' };

/** The configuration as it holds, and where each value came from; of secrets only whether they are there. */
export default function SettingsPage(): ReactNode {
  const answer = useAnswer(effectiveSettings, {});
  const { t, name } = useWords();
  const [origin, setOrigin] = useState<SettingOrigin | 'ALL'>('ALL');
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const isWanted = ({ path, value, origin: of }: Setting): boolean =>
    (origin === 'ALL' || of === origin) && `${path} ${value ?? ''}`.toLowerCase().includes(wanted);
  return (
    <div className="stack">
      <PageHead title="menu.settings" />
      <Space wrap>
        <Input
          allowClear
          aria-label={t('settings.search')}
          placeholder={t('settings.search')}
          style={{ width: 260 }}
          onChange={({ target }) => setText(target.value)}
        />
        <Segmented
          aria-label={t('settings.origin')}
          value={origin}
          onChange={setOrigin}
          options={(['ALL', 'FILE', 'DEFAULT', 'ENVIRONMENT'] as const).map((one) => ({
            value: one,
            label: one === 'ALL' ? t('settings.all') : name('settingOrigin', one),
          }))}
        />
      </Space>
      <Answer of={answer}>
        {(settings) => (
          <Rows<Setting>
            key={`${origin} ${wanted}`}
            rowKey={({ path }) => path}
            rows={settings.filter(isWanted)}
            width={720}
            pageSize={100}
            empty={t('settings.none')}
            columns={[
              {
                key: 'path',
                width: 380,
                title: t('settings.path'),
                render: (one) => <span className="mono">{one.path}</span>,
              },
              {
                key: 'value',
                title: t('settings.value'),
                render: (one) =>
                  one.secret ? (
                    <Tag>{t(one.isSet ? 'settings.set' : 'settings.notSet')}</Tag>
                  ) : (
                    <span className="mono">{one.value}</span>
                  ),
              },
              {
                key: 'origin',
                title: t('settings.origin'),
                width: 130,
                render: (one) => <Tag color={TAGS[one.origin]}>{name('settingOrigin', one.origin)}</Tag>,
              },
            ]}
          />
        )}
      </Answer>
    </div>
  );
}
