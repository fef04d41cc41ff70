import { Button, Card, Space, Tag } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  federationMap,
  sharingProposals,
  sharingVersion,
  sharingVersions,
  type SharingVersionsResult,
} from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Answer } from '../../parts/Answer.js';
import { Rows } from '../../parts/Rows.js';
import { useAnswer } from '../../parts/use-answer.js';
import { PageHead } from '../PageHead.js';
import '../operator.css';
import { agreementsIn, type Agreement } from './agreement.js';
import { AgreementForm, NEW } from './AgreementForm.js';
import { ProposalCard } from './ProposalCard.js';

const OWN_PARTNERS = ['role:integrator', 'role:windowClerk', '*'];

/** What is shared with whom, what somebody proposes to change, and what was decided. */
export default function AgreementsPage(): ReactNode {
  const { t } = useWords();
  const version = useAnswer(sharingVersion, { version: null });
  const proposals = useAnswer(sharingProposals, { states: null, first: 20 });
  const versions = useAnswer(sharingVersions, { first: 20 });
  const { result: map } = useAnswer(federationMap, {});
  const [edited, setEdited] = useState<Agreement>();
  const again = (): void => {
    version.again();
    proposals.again();
    versions.again();
  };
  const open = proposals.result?.filter(({ state }) => state === 'PROPOSED') ?? [];
  const decided = proposals.result?.filter(({ state }) => state !== 'PROPOSED') ?? [];
  return (
    <div className="stack">
      <PageHead title="menu.agreements" isAsking={version.isAsking || proposals.isAsking} again={again}>
        <Button type="primary" onClick={() => setEdited(NEW)}>
          {t('agreements.new')}
        </Button>
      </PageHead>
      {open.length > 0 ? <h2 className="part">{t('agreements.open')}</h2> : null}
      <Answer of={proposals}>
        {() => open.map((one) => <ProposalCard key={one.id} proposal={one} onDecided={again} />)}
      </Answer>
      <h2 className="part">{t('agreements.inForce')}</h2>
      <Answer of={version}>
        {({ version: number, content }) => (
          <InForce version={number} agreements={agreementsIn(content)} onChange={setEdited} />
        )}
      </Answer>
      {decided.length > 0 ? <h2 className="part">{t('agreements.before')}</h2> : null}
      {decided.map((one) => (
        <ProposalCard key={one.id} proposal={one} onDecided={again} />
      ))}
      <h2 className="part">{t('agreements.versions')}</h2>
      <Answer of={versions}>{(all) => <Versions versions={all} />}</Answer>
      {edited ? (
        <AgreementForm
          key={edited.id}
          agreement={edited}
          partners={[...(map?.peers.map(({ entityId }) => entityId) ?? []), ...OWN_PARTNERS]}
          onClose={(isProposed) => {
            setEdited(undefined);
            if (isProposed) again();
          }}
        />
      ) : null}
    </div>
  );
}

function InForce({
  version,
  agreements,
  onChange,
}: {
  version: number;
  agreements: Agreement[];
  onChange(agreement: Agreement): void;
}): ReactNode {
  const { t, name } = useWords();
  const today = new Date().toISOString().slice(0, 10);
  const tags = (texts: readonly string[], group?: string): ReactNode => (
    <Space size={[2, 2]} wrap>
      {texts.map((text) => (
        <Tag key={text} style={{ marginInlineEnd: 0 }}>
          {group ? name(group, text) : text}
        </Tag>
      ))}
    </Space>
  );
  return (
    <Rows<Agreement>
      rowKey={({ id }) => id}
      title={t('agreements.version', { version })}
      rows={agreements}
      width={1000}
      empty={t('agreements.none')}
      columns={[
        {
          key: 'id',
          title: name('agreementMember', 'id'),
          render: (one) => (
            <>
              <div>{one.id}</div>
              <div className="mono quiet">{one.partner}</div>
            </>
          ),
        },
        {
          key: 'operations',
          title: name('agreementMember', 'operations'),
          width: 180,
          render: (one) => tags(one.operations, 'sharingOperation'),
        },
        {
          key: 'things',
          title: t('agreements.things'),
          width: 150,
          render: (one) => tags([...(one.licenceTypes ?? []), ...(one.datasets ?? [])]),
        },
        {
          key: 'fields',
          title: name('agreementMember', 'fields'),
          width: 280,
          render: (one) => tags(one.fields, 'field'),
        },
        {
          key: 'valid',
          title: t('agreements.valid'),
          width: 120,
          render: (one) => (
            <>
              <span className="numbers">
                {one.validFrom}
                <br />
                {one.validUntil}
              </span>
              {today < one.validFrom || today > one.validUntil ? (
                <Tag color="red">{t('agreements.notInForce')}</Tag>
              ) : null}
            </>
          ),
        },
        {
          key: 'change',
          title: t('agreements.act'),
          width: 110,
          render: (one) => (
            <Button size="small" onClick={() => onChange(one)}>
              {t('agreements.proposeChange')}
            </Button>
          ),
        },
      ]}
    />
  );
}

function Versions({ versions }: { versions: SharingVersionsResult }): ReactNode {
  const { t, instant } = useWords();
  return (
    <Card size="small">
      <ul className="plain">
        {versions.map((one) => (
          <li key={one.version}>
            {t('agreements.versionOf', { version: one.version, at: instant(one.effectiveAt) })}{' '}
            {one.standing ? <Tag color="green">{t('agreements.standing')}</Tag> : null}
            <span className="mono quiet">{one.digest}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
