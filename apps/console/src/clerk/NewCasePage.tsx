import { Button, Card, Skeleton } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ask } from '../api.js';
import { caseMatter, draftCase, type CaseMatterResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import type { InputRef } from 'antd';
import { DraftedCase } from './DraftedCase.js';
import type { Holder } from './holder.js';
import { HolderField } from './HolderField.js';
import { MatterList } from './MatterList.js';
import { useAct } from '../parts/use-act.js';
import './clerk.css';

/** 新办件: a matter, a holder, and then everything on one page: materials, form, receipt. */
export default function NewCasePage(): ReactNode {
  const { t, either } = useWords();
  const [matterId, setMatterId] = useState<string>();
  const { result, error, again } = useAnswer(
    caseMatter,
    matterId === undefined ? undefined : { id: matterId, version: null },
  );
  const matter = result?.id === matterId ? result : undefined;
  const [drafted, setDrafted] = useState<{ id: string; holder: Holder }>();
  const restart = (): void => {
    setMatterId(undefined);
    setDrafted(undefined);
  };
  return (
    <div className="stack">
      <div className="head">
        <h1>{t('menu.newCase')}</h1>
        {matter ? <strong>{either(matter.title)}</strong> : null}
        {drafted ? <span className="mono">{drafted.id}</span> : null}
        <span className="grow" />
        {matterId === undefined ? null : <Button onClick={restart}>{t('newCase.again')}</Button>}
      </div>
      {matterId === undefined ? <MatterList onChoose={setMatterId} /> : null}
      {matterId !== undefined && error ? <Refusal error={error} again={again} /> : null}
      {matterId !== undefined && !matter && !error ? <Skeleton active /> : null}
      {matter && !drafted ? <Identify matter={matter} onDrafted={setDrafted} /> : null}
      {matter && drafted ? <DraftedCase key={drafted.id} matter={matter} {...drafted} /> : null}
    </div>
  );
}

function Identify({
  matter,
  onDrafted,
}: {
  matter: CaseMatterResult;
  onDrafted(drafted: { id: string; holder: Holder }): void;
}): ReactNode {
  const { t } = useWords();
  const deed = useAct();
  const field = useRef<InputRef>(null);
  useEffect(() => field.current?.focus(), []);
  const draft = (holder: Holder): void =>
    void deed.run(async () => {
      const { id } = await ask(draftCase, { matter: matter.id, applicant: holder });
      onDrafted({ id, holder });
    });
  return (
    <Card size="small" title={t('newCase.holder')} style={{ maxWidth: 720 }}>
      <HolderField
        subject={matter.subject === 'firm' ? 'firm' : 'person'}
        field={field}
        isDisabled={deed.isBusy}
        onHolder={draft}
      />
      {deed.error ? <Refusal error={deed.error} /> : null}
    </Card>
  );
}
