import { SearchOutlined } from '@ant-design/icons';
import { Button, Card, Form, Input, Select } from 'antd';
import { useState, type ReactNode } from 'react';
import { caseMatters, type CaseSearchInput, type Region } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { useAnswer } from '../parts/use-answer.js';
import { readHolder } from './holder.js';
import { REGIONS } from '../parts/regions.js';

const STATES = [
  'received',
  'correction-asked',
  'accepted',
  'under-review',
  'special-procedure',
  'approved',
  'approved-with-pledge',
  'delivered',
  'signed-for',
  'rated',
  'refused',
  'not-accepted',
  'withdrawn',
  'revoked',
];
const SHORTEST_NUMBER = 6;

interface Entered {
  number?: string;
  person?: string;
  matter?: string;
  states?: string[];
  decision?: Region;
}

/** What is looked for is kept in the page: the number of a person never stands in an address. */
export function CaseSearch({ onSearch }: { onSearch(search: CaseSearchInput): void }): ReactNode {
  const { t, name, either } = useWords();
  const { result: matters } = useAnswer(caseMatters, {});
  const [isWrong, setWrong] = useState(false);
  const search = ({ number, person, matter, states, decision }: Entered): void => {
    const holder = person?.trim() ? (readHolder(person, 'person') ?? readHolder(person, 'firm')) : undefined;
    setWrong(Boolean(person?.trim()) && !holder);
    if (person?.trim() && !holder) return;
    const prefix = number?.trim().toUpperCase();
    onSearch({
      ...(prefix && prefix.length >= SHORTEST_NUMBER ? { number: prefix } : {}),
      ...(holder ? { person: holder } : {}),
      ...(matter ? { matter } : {}),
      ...(states?.length ? { states } : {}),
      ...(decision ? { decision } : {}),
    });
  };
  return (
    <Card size="small">
      <Form layout="vertical" className="filters search" onFinish={search}>
        <Form.Item
          name="number"
          label={t('cases.number')}
          rules={[{ min: SHORTEST_NUMBER, message: t('search.numberShort', { count: SHORTEST_NUMBER }) }]}
        >
          <Input allowClear maxLength={40} className="mono" placeholder="120101-20261130" />
        </Form.Item>
        <Form.Item
          name="person"
          label={t('search.person')}
          {...(isWrong ? { validateStatus: 'error' as const, help: t('holder.wrong') } : {})}
        >
          <Input allowClear maxLength={40} className="mono" autoComplete="off" />
        </Form.Item>
        <Form.Item name="matter" label={t('cases.matter')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={matters?.map(({ id, title }) => ({ value: id, label: either(title) })) ?? []}
          />
        </Form.Item>
        <Form.Item name="states" label={t('cases.state')}>
          <Select
            allowClear
            mode="multiple"
            maxTagCount="responsive"
            options={STATES.map((value) => ({
              value,
              label: name('caseState', value.toUpperCase().replaceAll('-', '_')),
            }))}
          />
        </Form.Item>
        <Form.Item name="decision" label={t('handling.decision')}>
          <Select
            allowClear
            options={REGIONS.map((value) => ({ value, label: name('caseRegion', value) }))}
          />
        </Form.Item>
        <Button htmlType="submit" icon={<SearchOutlined />}>
          {t('search.go')}
        </Button>
      </Form>
      <span className="quiet">{t('search.logged')}</span>
    </Card>
  );
}
