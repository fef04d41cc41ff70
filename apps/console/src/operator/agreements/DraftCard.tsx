import { App, Button, Card, DatePicker, Input, Space } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState, type ReactNode } from 'react';
import { proposeSharing } from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { Refusal } from '../../parts/Refusal.js';
import { ask } from '../../api.js';
import { useAct } from '../../parts/use-act.js';
import { Changes } from './Changes.js';
import { proposed, type Change } from './policy.js';

/** What somebody is about to propose, all in one; nothing holds before another person has approved it. */
export function DraftCard({
  changes,
  onUndo,
  onClose,
}: {
  changes: readonly Change[];
  onUndo(change: Change): void;
  onClose(isProposed: boolean): void;
}): ReactNode {
  const { t } = useWords();
  const { message } = App.useApp();
  const { run, isBusy, error } = useAct();
  const [note, setNote] = useState('');
  const [from, setFrom] = useState<Dayjs | null>(null);
  const go = async (): Promise<void> => {
    const wish = {
      changes: proposed(changes),
      note: note.trim(),
      effectiveAt: from?.toISOString() ?? null,
    };
    if (!(await run(() => ask(proposeSharing, wish)))) return;
    void message.success(t('agreements.proposed'));
    onClose(true);
  };
  return (
    <Card
      size="small"
      role="region"
      aria-label={t('agreements.draft')}
      title={t('agreements.draftOf', { count: changes.length })}
      extra={
        <Space wrap>
          <Button size="small" onClick={() => onClose(false)}>
            {t('agreements.discard')}
          </Button>
          <Button
            size="small"
            type="primary"
            loading={isBusy}
            disabled={note.trim() === ''}
            onClick={() => void go()}
          >
            {t('agreements.propose')}
          </Button>
        </Space>
      }
    >
      <div className="stack form">
        {error ? <Refusal error={error} /> : null}
        <Changes changes={changes} onUndo={onUndo} />
        <div>
          <label htmlFor="draft-note">{t('agreements.note')}</label>
          <Input.TextArea
            id="draft-note"
            maxLength={2000}
            rows={2}
            value={note}
            onChange={({ target }) => setNote(target.value)}
          />
        </div>
        <div>
          <label htmlFor="draft-from">{t('agreements.from')}</label>
          <DatePicker
            id="draft-from"
            showTime={{ format: 'HH:mm' }}
            format="YYYY-MM-DD HH:mm"
            minDate={dayjs()}
            placeholder={t('agreements.atOnce')}
            value={from}
            onChange={setFrom}
          />
        </div>
      </div>
    </Card>
  );
}
