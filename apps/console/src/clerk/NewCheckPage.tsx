import { Skeleton } from 'antd';
import { useState, type ReactNode } from 'react';
import { caseMatter } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { CheckForm } from './CheckForm.js';
import { MatterList } from './MatterList.js';
import './clerk.css';

/** A new check: which kind, about whom, proved by what. */
export default function NewCheckPage(): ReactNode {
  const { t, either } = useWords();
  const [id, setId] = useState<string>();
  const { result, error, again } = useAnswer(
    caseMatter,
    id === undefined ? undefined : { id, version: null },
  );
  return (
    <div className="stack">
      <div className="head">
        <h1>{result ? either(result.title) : t('check.new')}</h1>
      </div>
      {id === undefined ? (
        <MatterList onChoose={setId} only={({ outcomeKind }) => outcomeKind === 'report'} />
      ) : null}
      {error ? <Refusal error={error} again={again} /> : null}
      {id !== undefined && !result && !error ? <Skeleton active /> : null}
      {result ? <CheckForm matter={result} /> : null}
    </div>
  );
}
