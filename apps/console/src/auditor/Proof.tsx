import { CheckCircleFilled, CloseCircleFilled, MinusCircleOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Collapse, Space, Spin } from 'antd';
import { useState, type ReactNode } from 'react';
import type { EvidenceBundle, EvidenceReport, EvidenceTexts } from '#libs/evidence';
import { fetchFile, readAnchors, RefusedError } from '../api.js';
import { useWords, type Language } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { BothSides } from './BothSides.js';

type State =
  | { of: 'idle' }
  | { of: 'working' }
  | { of: 'refused'; error: RefusedError }
  | { of: 'unreadable'; code: string }
  | {
      of: 'done';
      bundle: EvidenceBundle;
      report: EvidenceReport;
      texts: Record<Language, EvidenceTexts>;
      groupOf: (check: EvidenceReport['checks'][number]) => keyof EvidenceTexts['groups'];
    };

/**
 * The proof of a lookup, checked in this page by the library that the command line uses: both tokens, both trust chains, both
 * sides' entries, the receipt, inclusion, checkpoint, cosignatures. The trust anchors are those that this node has pinned:
 * whoever must not believe this node checks the downloaded evidence elsewhere, with an anchor of their own.
 */
export function Proof({ entry }: { entry: string }): ReactNode {
  const { t } = useWords();
  const [state, setState] = useState<State>({ of: 'idle' });
  const run = async (): Promise<void> => {
    setState({ of: 'working' });
    try {
      const [blob, anchors, evidence, { config }] = await Promise.all([
        fetchFile(`/audit/evidence/${encodeURIComponent(entry)}`),
        readAnchors(),
        import('#libs/evidence'),
        import('zod'),
      ]);
      config({ jitless: true }); // generated code would break the page's policy
      const bundle = evidence.parseEvidence(new Uint8Array(await blob.arrayBuffer()));
      const report = await evidence.checkEvidence(bundle, { anchors });
      setState({
        of: 'done',
        bundle,
        report,
        texts: { 'zh-CN': evidence.evidenceTextsZh, en: evidence.evidenceTextsEn },
        groupOf: evidence.groupOf,
      });
    } catch (error) {
      if (error instanceof RefusedError) setState({ of: 'refused', error });
      else setState({ of: 'unreadable', code: (error as { code?: string }).code ?? 'UNREADABLE' });
    }
  };
  return (
    <Card size="small" title={t('proof.title')}>
      <Space orientation="vertical" style={{ width: '100%' }}>
        {state.of === 'idle' || state.of === 'refused' || state.of === 'unreadable' ? (
          <Button type="primary" onClick={() => void run()}>
            {t('proof.verify')}
          </Button>
        ) : null}
        {state.of === 'working' ? <Spin description={t('proof.working')} /> : null}
        {state.of === 'refused' ? <Refusal error={state.error} /> : null}
        {state.of === 'unreadable' ? (
          <Alert type="error" showIcon title={t('proof.unreadable')} description={state.code} />
        ) : null}
        {state.of === 'done' ? <Report {...state} /> : null}
        {state.of === 'done' ? <BothSides bundle={state.bundle} /> : null}
      </Space>
    </Card>
  );
}

const ICONS = {
  passed: <CheckCircleFilled style={{ color: '#16a34a' }} aria-hidden />,
  failed: <CloseCircleFilled style={{ color: '#dc2626' }} aria-hidden />,
  'not-checked': <MinusCircleOutlined aria-hidden />,
};

function Report({ report, texts, groupOf }: Extract<State, { of: 'done' }>): ReactNode {
  const { language, t, instant } = useWords();
  const words = texts[language];
  const groups = Map.groupBy(report.checks, groupOf);
  const passed = report.checks.filter(({ outcome }) => outcome === 'passed').length;
  const open = report.checks.filter(({ outcome }) => outcome === 'not-checked').length;
  const { title } = words.verdicts[report.verdict];
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Alert
        type={report.verdict === 'failed' ? 'error' : report.verdict === 'whole' ? 'success' : 'info'}
        showIcon
        title={title}
        description={t('proof.count', { passed, open })}
      />
      <Collapse
        size="small"
        defaultActiveKey={[...groups.keys()]}
        items={[...groups].map(([group, checks]) => ({
          key: group,
          label: words.groups[group],
          children: (
            <ol style={{ margin: 0, paddingInlineStart: 20 }}>
              {checks.map((check, n) => (
                <li key={`${check.name}-${String(n)}`}>
                  {ICONS[check.outcome]} {words.checks[check.name]}
                  {check.side ? t('mark.brackets', { text: words.roles[check.side] }) : ''}{' '}
                  <span className="quiet">
                    {words.outcomes[check.outcome]} · {check.clause}
                  </span>
                  {check.detail ? (
                    <div className="mono quiet">
                      {check.detail.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => instant(at))}
                    </div>
                  ) : null}
                </li>
              ))}
            </ol>
          ),
        }))}
      />
    </Space>
  );
}
