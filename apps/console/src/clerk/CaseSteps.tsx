import { Button, Card, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import {
  caseSteps,
  type CaseDetailsResult,
  type CaseMaterialsResult,
  type CaseMatterResult,
  type CaseStepKind,
} from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { CodeText } from './CodeText.js';
import { StepDialog } from './StepDialog.js';
import { GRAVE, inUsualOrder } from './steps.js';

/** What this person may do in the case now; the node says which, and what waits for something. */
export function CaseSteps({
  shown,
  matter,
  materials,
  onTaken,
}: {
  shown: CaseDetailsResult;
  matter: CaseMatterResult | undefined;
  materials: CaseMaterialsResult | undefined;
  onTaken(): void;
}): ReactNode {
  const { t, name } = useWords();
  const { result, error, again } = useAnswer(caseSteps, { id: shown.id });
  const [chosen, setChosen] = useState<CaseStepKind>();
  if (error) return <Refusal error={error} again={again} />;
  const offers = inUsualOrder(result ?? []);
  const waiting = offers.filter(({ waitsFor }) => waitsFor !== null);
  const first = offers.find(({ waitsFor }) => waitsFor === null)?.step;
  return (
    <Card size="small" title={t('case.steps')} loading={!result}>
      <Space wrap>
        {offers.map(({ step, waitsFor }) => (
          <Button
            key={step}
            type={step === first ? 'primary' : 'default'}
            danger={GRAVE.includes(step)}
            disabled={waitsFor !== null}
            onClick={() => setChosen(step)}
          >
            {name('caseStep', step)}
          </Button>
        ))}
        {result && offers.length === 0 ? <span className="quiet">{t('case.noSteps')}</span> : null}
      </Space>
      {waiting.length > 0 ? (
        <ul className="plain-list waits" aria-label={t('case.waitsFor')}>
          {waiting.map(({ step, waitsFor }) => (
            <li key={step}>
              {name('caseStep', step)}
              {t('mark.colon')}
              <CodeText code={waitsFor ?? ''} />
            </li>
          ))}
        </ul>
      ) : null}
      {chosen ? (
        <StepDialog
          step={chosen}
          shown={shown}
          matter={matter}
          materials={materials}
          onClose={(taken) => {
            setChosen(undefined);
            if (taken) onTaken();
          }}
        />
      ) : null}
    </Card>
  );
}
