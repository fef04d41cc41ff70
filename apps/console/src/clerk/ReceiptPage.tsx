import { PrinterOutlined } from '@ant-design/icons';
import { Button, Skeleton, Space } from 'antd';
import { Fragment, useEffect, useRef, type ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import {
  caseDetails,
  caseMaterials,
  caseMatter,
  type CaseDetailsResult,
  type CaseMaterialsResult,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { useSession } from '../shell/session.js';
import { DelegateLine } from './DelegateLine.js';
import { QrCode } from './QrCode.js';
import './clerk.css';

/** 收件凭证: what the applicant takes home (行政许可法 32). It names no person: the number finds the case. */
export default function ReceiptPage(): ReactNode {
  const { id = '' } = useParams();
  const { t } = useWords();
  const { result, error, again } = useAnswer(caseDetails, { id });
  const materials = useAnswer(caseMaterials, { id });
  const print = useRef<HTMLButtonElement>(null);
  const isReady = result !== undefined && materials.result !== undefined;
  useEffect(() => {
    if (isReady) print.current?.focus();
  }, [isReady]);
  return (
    <div className="stack">
      <div className="head no-print">
        <h1>{t('receipt.title')}</h1>
        <span className="grow" />
        <Space wrap>
          <Button
            ref={print}
            type="primary"
            icon={<PrinterOutlined />}
            disabled={!isReady}
            onClick={() => globalThis.print()}
          >
            {t('receipt.print')}
          </Button>
          <Link to={`/cases/${id}`}>{t('receipt.toCase')}</Link>
          <Link to="/cases/new">{t('receipt.next')}</Link>
        </Space>
      </div>
      {error ? <Refusal error={error} again={again} /> : null}
      {materials.error ? <Refusal error={materials.error} again={materials.again} /> : null}
      {!isReady && !error && !materials.error ? <Skeleton active /> : null}
      {isReady ? <Receipt shown={result} materials={materials.result} /> : null}
    </div>
  );
}

function Receipt({
  shown,
  materials,
}: {
  shown: CaseDetailsResult;
  materials: CaseMaterialsResult | undefined;
}): ReactNode {
  const { t, name, either, instant } = useWords();
  const { node, organisation } = useSession();
  const { result: matter } = useAnswer(caseMatter, { id: shown.matter.id, version: shown.matter.version });
  const there = materials?.asked.filter(({ held }) => held.length > 0) ?? [];
  const pledged = shown.pledge?.missing ?? [];
  const missing =
    materials?.asked.filter(
      ({ material }) => shown.missingMaterials.includes(material) && !pledged.includes(material),
    ) ?? [];
  const named = new Map(materials?.asked.map(({ material, name: title }) => [material, either(title)]));
  const acceptance = shown.clocks.find((clock) => clock.name === 'ACCEPTANCE');
  const lines: [string, ReactNode][] = [
    [t('receipt.number'), <strong className="mono">{shown.id}</strong>],
    [t('receipt.matter'), matter ? either(matter.title) : shown.matter.id],
    [t('receipt.itemCode'), <span className="mono">{shown.matter.itemCode}</span>],
    ...shown.delegates.map((one): [string, ReactNode] => [t('receipt.delegate'), <DelegateLine of={one} />]),
    [t('receipt.by'), `${organisation.name}${t('mark.brackets', { text: either(node.name) })}`],
    [t('receipt.decidedBy'), name('caseRegion', shown.decision)],
    [t('handling.model'), name('caseModel', shown.model)],
    [t('receipt.at'), <span className="numbers">{instant(shown.receivedAt)}</span>],
    ...(acceptance?.due ? [[t('receipt.answerBy'), acceptance.due] as [string, ReactNode]] : []),
    [t('receipt.materials'), there.map((one) => either(one.name)).join(t('mark.comma')) || '—'],
    ...(shown.pledge
      ? [
          [
            t('receipt.pledged'),
            t('receipt.pledgedUntil', {
              names: pledged.map((id) => named.get(id) ?? id).join(t('mark.comma')),
              day: shown.pledge.due,
            }),
          ] as [string, ReactNode],
        ]
      : []),
    ...(missing.length > 0
      ? [
          [t('receipt.missing'), missing.map((one) => either(one.name)).join(t('mark.comma'))] as [
            string,
            ReactNode,
          ],
        ]
      : []),
  ];
  return (
    <section className="receipt" aria-label={t('receipt.title')}>
      <div className="receipt-head">
        <div>
          <h2 style={{ marginTop: 0 }}>{t('receipt.title')}</h2>
          <p>{t('receipt.says')}</p>
        </div>
        <QrCode text={shown.id} label={t('receipt.code')} />
      </div>
      <dl>
        {lines.map(([label, value], n) => (
          <Fragment key={n}>
            <dt className="quiet">{label}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <p className="receipt-head receipt-signs">
        <span>{t('receipt.signReceiver')}</span>
        <span style={{ flex: '0 0 45%' }}>
          {t(shown.delegates.length > 0 ? 'receipt.signDelegate' : 'receipt.signApplicant')}
        </span>
      </p>
    </section>
  );
}
