import { Card, Tag } from 'antd';
import type { ReactNode } from 'react';
import {
  trustedAuthorities,
  type TrustedAuthoritiesResult,
  type TrustState,
  type TrustStoreKind,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Answer } from '../parts/Answer.js';
import { Rows } from '../parts/Rows.js';
import { useAnswer } from '../parts/use-answer.js';
import { DaysLeft } from './DaysLeft.js';
import { PageHead } from './PageHead.js';

type Authority = TrustedAuthoritiesResult[number];

const STORES: readonly TrustStoreKind[] = [
  'FEDERATION',
  'FEDERATION_TLS',
  'PEER_TLS',
  'CLIENT_TLS',
  'DOCUMENTS',
];
const TAGS: Record<TrustState, string> = {
  VALID: 'green',
  NOT_YET: 'gold',
  EXPIRING: 'gold',
  EXPIRED: 'red',
  SUSPENDED: 'volcano',
  WITHDRAWN: 'red',
};

/** Whom this node believes, store by store. */
export default function TrustPage(): ReactNode {
  const answer = useAnswer(trustedAuthorities, {});
  const { name } = useWords();
  return (
    <div className="stack">
      <PageHead title="menu.trust" isAsking={answer.isAsking} again={answer.again} />
      <Answer of={answer}>
        {(authorities) =>
          STORES.map((store) => (
            <Card key={store} size="small" title={name('trustStore', store)}>
              <Store authorities={authorities.filter((one) => one.store === store)} />
            </Card>
          ))
        }
      </Answer>
    </div>
  );
}

function Store({ authorities }: { authorities: Authority[] }): ReactNode {
  const { t, name, either, instant } = useWords();
  return (
    <Rows<Authority>
      rowKey={({ ids, origin }) => `${ids.join(' ')} ${origin}`}
      rows={authorities}
      width={860}
      pageSize={20}
      empty={t('trust.none')}
      columns={[
        {
          key: 'name',
          title: t('trust.name'),
          render: (one) => (
            <>
              <div>{either({ zh: one.nameZh, en: one.nameEn })}</div>
              {one.ids.map((id) => (
                <div key={id} className="mono quiet">
                  {id}
                </div>
              ))}
            </>
          ),
        },
        {
          key: 'state',
          title: t('trust.state'),
          width: 110,
          render: (one) => <Tag color={TAGS[one.state]}>{name('trustState', one.state)}</Tag>,
        },
        {
          key: 'days',
          title: t('keys.days'),
          width: 110,
          render: (one) => <DaysLeft days={one.daysLeft} />,
        },
        {
          key: 'until',
          title: t('trust.until'),
          width: 170,
          render: (one) => <span className="numbers">{instant(one.until)}</span>,
        },
        {
          key: 'origin',
          title: t('trust.origin'),
          width: 260,
          render: (one) => (
            <>
              <span className="mono quiet">{one.origin}</span>
              {one.purposes.length > 0 ? <div>{one.purposes.join(', ')}</div> : null}
            </>
          ),
        },
      ]}
    />
  );
}
