import { Button, Input, Radio, Space } from 'antd';
import { useState, type ReactNode } from 'react';
import { ask } from '../api.js';
import { reviewSampleItem, type ReviewVerdict } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAct } from '../parts/use-act.js';

const VERDICTS: ReviewVerdict[] = ['REVIEWED', 'QUESTIONED', 'ESCALATED'];

/** A verdict on one entry of a sample. That the second one is another person's is seen to by the node, which says so here. */
export function ReviewForm({
  sample,
  place,
  onDone,
}: {
  sample: string;
  place: number;
  onDone(): void;
}): ReactNode {
  const { t, name } = useWords();
  const [verdict, setVerdict] = useState<ReviewVerdict>('REVIEWED');
  const [note, setNote] = useState('');
  const { run, isBusy, error } = useAct();
  const judge = async (): Promise<void> => {
    // A note is one line of the log.
    await ask(reviewSampleItem, {
      sample,
      place,
      verdict,
      note: note.replaceAll(/\s+/g, ' ').trim() || null,
    });
    onDone();
  };
  return (
    <Space orientation="vertical" style={{ width: '100%' }}>
      <Radio.Group
        aria-label={t('samples.verdict')}
        value={verdict}
        onChange={({ target }) => setVerdict(target.value as ReviewVerdict)}
        options={VERDICTS.map((value) => ({ value, label: name('reviewVerdict', value) }))}
      />
      <Input.TextArea
        aria-label={t('samples.note')}
        placeholder={t(verdict === 'REVIEWED' ? 'samples.noteMay' : 'samples.noteMust')}
        maxLength={1000}
        showCount
        rows={3}
        style={{ marginBlockEnd: 20 }}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      {error ? <Refusal error={error} /> : null}
      <Button
        type="primary"
        loading={isBusy}
        disabled={verdict !== 'REVIEWED' && note.trim() === ''}
        onClick={() => void run(judge)}
      >
        {t('samples.save')}
      </Button>
    </Space>
  );
}
