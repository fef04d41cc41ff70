import { PrinterOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Descriptions, Skeleton, Space, Tag } from 'antd';
import { type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import {
  caseDetails,
  caseMaterials,
  caseMatter,
  checkOfCase,
  type CaseDetailsResult,
  type CaseMatterResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { CaseClocks } from './CaseClocks.js';
import { CaseForm } from './CaseForm.js';
import { CaseHistory } from './CaseHistory.js';
import { CaseSteps } from './CaseSteps.js';
import { Claim } from './Claim.js';
import { CodeText } from './CodeText.js';
import { DelegateLine } from './DelegateLine.js';
import { Download } from './Download.js';
import { readSchema } from './form-schema.js';
import { Materials } from './Materials.js';
import { toldPeriod } from './period.js';
import { StateTag } from './StateTag.js';
import { wantedIn } from './steps.js';
import './clerk.css';

/** One case: where it stands, what may be done now, what there is, and how it came here. */
export default function CasePage(): ReactNode {
  const { id = '' } = useParams();
  const { t, either } = useWords();
  const { role } = useSession();
  const { result: shown, error, again } = useAnswer(caseDetails, { id });
  const materials = useAnswer(caseMaterials, { id });
  const { result: matter } = useAnswer(
    caseMatter,
    shown ? { id: shown.matter.id, version: shown.matter.version } : undefined,
  );
  const refresh = (): void => {
    again();
    materials.again();
  };
  if (error) return <Refusal error={error} again={again} />;
  if (!shown) return <Skeleton active />;
  const isClerk = role === 'windowClerk';
  const mayBring = isClerk ? 'upload' : role === 'handler' || role === 'approver' ? 'authority' : undefined;
  return (
    <div className="stack">
      <div className="head">
        <h1>{matter ? either(matter.title) : shown.matter.id}</h1>
        <span className="mono">{shown.id}</span>
        <StateTag state={shown.state} />
        {shown.deemedAccepted ? <Tag color="orange">{t('case.deemed')}</Tag> : null}
        <span className="grow" />
        <Space wrap>
          <Link to={`/cases/${id}/receipt`}>
            <Button icon={<PrinterOutlined />} tabIndex={-1}>
              {t('receipt.title')}
            </Button>
          </Link>
          <Download path={`/cases/${id}/archive`} name={`${id}.zip`}>
            {t('case.archive')}
          </Download>
        </Space>
      </div>
      <Warnings shown={shown} matter={matter} />
      <CaseSteps
        shown={shown}
        matter={matter}
        materials={materials.result}
        onTaken={refresh}
        // Each change of the case changes what may be done next.
        key={shown.history.at(-1)?.id}
      />
      <div className="columns">
        <div>
          <Card size="small" title={t('materials.title')}>
            <Materials
              id={id}
              answered={materials}
              mayFetch={isClerk}
              wanted={wantedIn(shown)}
              {...(mayBring ? { mayBring } : {})}
            />
          </Card>
          <Card size="small" title={t('case.facts')}>
            <Facts shown={shown} matter={matter} />
          </Card>
          {matter && shown.form ? (
            <Card size="small" title={t('newCase.form')}>
              <CaseForm matter={matter} values={shown.form} />
            </Card>
          ) : null}
        </div>
        <div>
          <Card size="small" title={t('case.clocks')}>
            <CaseClocks clocks={shown.clocks} />
          </Card>
          <CheckLink id={id} />
          <Claim id={id} />
          <Card size="small" title={t('case.history')}>
            <CaseHistory shown={shown} />
          </Card>
        </div>
      </div>
    </div>
  );
}

function Warnings({
  shown,
  matter,
}: {
  shown: CaseDetailsResult;
  matter: CaseMatterResult | undefined;
}): ReactNode {
  const words = useWords();
  const { t, name, either, instant, language } = words;
  const { reminders, correction, setAside, waiting } = shown;
  const materials = new Map(matter?.materials.map((one) => [one.id, either(one.name)]));
  const fields =
    matter && readSchema(language === 'en' ? matter.formSchemaEn : matter.formSchemaZh).properties;
  const about = ({ material, field }: { material: string | null; field: string | null }): string[] => [
    ...(material === null ? [] : [materials.get(material) ?? material]),
    ...(field === null ? [] : [fields?.[field]?.title ?? field]),
  ];
  return (
    <>
      {reminders.map(({ about, kind, due, left }) => (
        <Alert
          key={`${about} ${kind}`}
          type={kind === 'approaching' ? 'warning' : 'error'}
          showIcon
          title={t('case.reminder', { clock: name('caseClock', about), kind: name('reminder', kind) })}
          description={toldPeriod(words, due, left)}
        />
      ))}
      {correction && correction.doneAt === null ? (
        <Alert
          type="warning"
          showIcon
          title={t('case.correction')}
          description={
            <ul style={{ margin: 0 }}>
              {correction.missing.map((one, n) => (
                <li key={n}>
                  {one.text}
                  {about(one).map((named) => (
                    <span key={named} className="quiet">
                      {' '}
                      {t('case.correctionAbout', { name: named })}
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          }
        />
      ) : null}
      {correction?.doneAt && shown.state === 'RECEIVED' ? (
        <Alert type="success" showIcon title={t('case.correctionDone', { at: instant(correction.doneAt) })} />
      ) : null}
      {setAside.map(({ id, kind, region, code }) => (
        <Alert
          key={id}
          type="info"
          showIcon
          title={t('case.setAside', { step: name('caseStep', kind), region: name('caseRegion', region) })}
          description={<CodeText code={code} />}
        />
      ))}
      {waiting.length > 0 ? (
        <Alert type="info" showIcon title={t('case.waiting', { count: waiting.length })} />
      ) : null}
    </>
  );
}

function Facts({
  shown,
  matter,
}: {
  shown: CaseDetailsResult;
  matter: CaseMatterResult | undefined;
}): ReactNode {
  const { t, name, instant, either } = useWords();
  const titles = new Map(matter?.items.map((item) => [item.id, either(item.name)]));
  const named = new Map(matter?.materials.map((one) => [one.id, either(one.name)]));
  const { pledge, decided, rating } = shown;
  const filed = shown.history.findLast(({ kind }) => kind === 'PLEDGE');
  return (
    <Descriptions
      size="small"
      column={1}
      items={[
        { key: 'receipt', label: t('case.receipt'), children: name('caseRegion', shown.receipt) },
        { key: 'decision', label: t('handling.decision'), children: name('caseRegion', shown.decision) },
        { key: 'model', label: t('handling.model'), children: name('caseModel', shown.model) },
        {
          key: 'modes',
          label: t('handling.modes'),
          children: shown.modes.map((mode) => <Tag key={mode}>{name('caseMode', mode)}</Tag>),
        },
        { key: 'receivedAt', label: t('receipt.at'), children: instant(shown.receivedAt) },
        ...shown.items.map((item) => ({
          key: `item-${item.id}`,
          label: titles.get(item.id) ?? item.id,
          children: (
            <span>
              {name('caseRegion', item.region)} ·{' '}
              {item.outcome
                ? name('itemOutcome', item.outcome)
                : t(item.begunAt ? 'case.itemBegun' : 'case.itemOpen')}
              {item.reason ? ` · ${item.reason}` : ''}
            </span>
          ),
        })),
        ...(pledge
          ? [
              {
                key: 'pledge',
                label: t('pledge.title'),
                children: (
                  <Space wrap>
                    {[
                      name('pledgeState', pledge.state),
                      t('receipt.pledgedUntil', {
                        names: pledge.missing.map((id) => named.get(id) ?? id).join(t('mark.comma')),
                        day: pledge.due,
                      }),
                      name('consequence', pledge.consequence),
                      ...(filed ? [t('pledge.filedBy', { role: name('caseRole', filed.role) })] : []),
                    ].join(' · ')}
                    <Download
                      isSmall
                      path={`/cases/${shown.id}/files/${pledge.signed}`}
                      name={`${shown.id}-pledge`}
                    >
                      {t('pledge.signed')}
                    </Download>
                  </Space>
                ),
              },
            ]
          : []),
        ...shown.delegates.map((one, n) => ({
          key: `delegate-${String(n)}`,
          label: t('delegate.title'),
          children: (
            <Space wrap>
              <DelegateLine of={one} />
              <Download isSmall path={`/cases/${shown.id}/files/${one.proof}`} name={`${shown.id}-delegate`}>
                {t('step.delegateProof')}
              </Download>
            </Space>
          ),
        })),
        ...(decided
          ? [
              {
                key: 'decided',
                label: t('case.decided'),
                children: (
                  <Space wrap>
                    {name('caseState', decided.outcome.toUpperCase().replaceAll('-', '_'))}
                    <span className="numbers">{instant(decided.at)}</span>
                    {decided.licence ? <span className="mono">{decided.licence}</span> : null}
                    {decided.result ? (
                      <Download
                        isSmall
                        path={`/cases/${shown.id}/files/${decided.result}`}
                        name={`${shown.id}-result`}
                      >
                        {t('case.result')}
                      </Download>
                    ) : null}
                  </Space>
                ),
              },
            ]
          : []),
        ...(rating
          ? [
              {
                key: 'rating',
                label: t('case.rating'),
                children: `${t('case.stars', { stars: rating.stars })}${
                  rating.rectificationOpenedAt && !rating.rectificationAnsweredAt
                    ? ` · ${t('case.rectification')}`
                    : ''
                }`,
              },
            ]
          : []),
      ]}
    />
  );
}

/** The information check that a case of such a matter has begun. */
function CheckLink({ id }: { id: string }): ReactNode {
  const { t, name } = useWords();
  const { result } = useAnswer(checkOfCase, { case: id });
  if (!result) return null;
  return (
    <Card size="small" title={t('menu.checks')}>
      <Link to={`/checks/${result.id}`}>
        {result.number} · {name('checkState', result.state)}
      </Link>
    </Card>
  );
}
