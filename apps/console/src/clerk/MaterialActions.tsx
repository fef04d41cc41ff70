import { UserSwitchOutlined } from '@ant-design/icons';
import { Button, Form, Input, Modal, Select, Space, Tooltip, type InputRef } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ask, sendFile } from '../api.js';
import { caseMaterials, fetchCaseMaterial, reuseCaseMaterial } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { Refusal } from '../parts/Refusal.js';
import { useAnswer } from '../parts/use-answer.js';
import { CodeText } from './CodeText.js';
import { Download } from './Download.js';
import type { Holder } from './holder.js';
import { HolderField } from './HolderField.js';
import { MaterialData } from './MaterialData.js';
import { useAct } from '../parts/use-act.js';
import type { AskedMaterial } from './Verdicts.js';

export const FILE_TYPES = '.pdf,.ofd,.png,.jpg,.jpeg';
/** How far something has come that is done about a material. */
export type Acting = 'begun' | 'done' | 'failed';

const CASE_NUMBER = /^\d{6}-\d{8}-[0-9A-Z]{4,26}$/;

/** What may be done about one material: fetch it, bring it, take it over, look at it. */
export function MaterialActions({
  id,
  one,
  isWanted,
  mayFetch,
  mayBring,
  onChange,
  onActing,
}: {
  id: string;
  one: AskedMaterial;
  /** Asked for anew: another may be brought although one is there. */
  isWanted: boolean;
  mayFetch: boolean;
  mayBring?: 'upload' | 'authority';
  onChange(): void;
  onActing?: (act: Acting) => void;
}): ReactNode {
  const { t, either } = useWords();
  const deed = useAct();
  const [opened, setOpened] = useState<'reuse' | 'other' | 'data'>();
  const file = useRef<HTMLInputElement>(null);
  const person = useRef<InputRef>(null);
  const place = useRef<HTMLDivElement>(null);
  const isOpened = opened !== undefined;
  const wasOpened = useRef(isOpened);
  useEffect(() => {
    // What opened a dialog may be gone when it closes: the keyboard goes on at this material.
    if (wasOpened.current && !isOpened) place.current?.focus();
    wasOpened.current = isOpened;
  }, [isOpened]);
  const original = useRef(false);
  const newest = one.held[0];
  // What sharing gives is not asked of anybody, until a source was asked in vain.
  const inVain = one.fetches.some(({ state }) =>
    ['NOTHING_FOUND', 'REFUSED', 'NOT_AVAILABLE'].includes(state),
  );
  const isDue = isWanted || !one.satisfied;
  const bringable = mayBring !== undefined && isDue && (!one.givenBySharing || inVain);

  const act = async (work: () => Promise<unknown>): Promise<void> => {
    onActing?.('begun');
    const isDone = await deed.run(work);
    onChange();
    onActing?.(isDone ? 'done' : 'failed');
  };
  const fetch = (holder?: Holder): Promise<void> =>
    act(() =>
      ask(fetchCaseMaterial, {
        input: { case: id, material: one.material, channel: 'COUNTER', ...(holder ? { holder } : {}) },
      }),
    );
  // Whatever else is answered meanwhile closes no dialog that was opened since.
  const fetchOf = async (holder: Holder): Promise<void> => {
    await fetch(holder);
    setOpened(undefined);
  };
  const bring = (chosen: File): Promise<void> => {
    const query = new URLSearchParams({
      material: one.material,
      ...(mayBring === 'authority' ? { origin: 'authority' } : {}),
      ...(original.current ? { original: 'seen' } : {}),
    });
    return act(() => sendFile(`/cases/${id}/materials?${query.toString()}`, chosen));
  };
  const choose = (seen: boolean): void => {
    original.current = seen;
    file.current?.click();
  };
  return (
    <div ref={place} tabIndex={-1}>
      <Space wrap size={4}>
        {mayFetch && one.givenBySharing && isDue ? (
          <Space.Compact>
            <Button size="small" loading={deed.isBusy} onClick={() => void fetch()}>
              {t('material.fetch')}
            </Button>
            <Tooltip title={t('material.fetchFor')}>
              <Button
                size="small"
                icon={<UserSwitchOutlined />}
                aria-label={t('material.fetchFor')}
                onClick={() => setOpened('other')}
              />
            </Tooltip>
          </Space.Compact>
        ) : null}
        {bringable ? (
          <>
            <Button size="small" loading={deed.isBusy} onClick={() => choose(true)}>
              {t(mayBring === 'authority' ? 'material.made' : 'material.uploadSeen')}
            </Button>
            {mayBring === 'upload' ? (
              <Button size="small" loading={deed.isBusy} onClick={() => choose(false)}>
                {t('material.upload')}
              </Button>
            ) : null}
          </>
        ) : null}
        {mayBring === 'upload' && isDue ? (
          <Button size="small" onClick={() => setOpened('reuse')}>
            {t('material.reuse')}
          </Button>
        ) : null}
        {newest?.receipt ? (
          <Button size="small" type="link" onClick={() => setOpened('data')}>
            {t('material.data')}
          </Button>
        ) : null}
        {newest && !newest.erased ? (
          <Download isSmall path={`/cases/${id}/files/${newest.digest}`} name={`${id}-${one.material}`}>
            {t('material.file')}
          </Download>
        ) : null}
      </Space>
      <input
        ref={file}
        type="file"
        style={{ display: 'none' }}
        accept={FILE_TYPES}
        aria-label={t('material.fileOf', { name: either(one.name) })}
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void bring(chosen);
          target.value = '';
        }}
      />
      {deed.error ? <Refusal error={deed.error} /> : null}
      {opened === 'other' ? (
        <Modal
          open
          title={t('material.fetchFor')}
          footer={null}
          afterOpenChange={() => person.current?.focus()}
          onCancel={() => setOpened(undefined)}
        >
          <HolderField subject="person" field={person} onHolder={(holder) => void fetchOf(holder)} />
        </Modal>
      ) : null}
      {opened === 'reuse' ? (
        <Reuse
          into={{ id, material: one.material }}
          onClose={(done) => {
            setOpened(undefined);
            if (done) onChange();
          }}
        />
      ) : null}
      {opened === 'data' ? (
        <MaterialData id={id} material={one.material} onClose={() => setOpened(undefined)} />
      ) : null}
    </div>
  );
}

/** 材料复用: from another case of the same holder. */
function Reuse({
  into,
  onClose,
}: {
  into: { id: string; material: string };
  onClose(done: boolean): void;
}): ReactNode {
  const { t, either } = useWords();
  const deed = useAct();
  const [from, setFrom] = useState('');
  const [chosen, setChosen] = useState<string>();
  const isNumber = CASE_NUMBER.test(from) && from !== into.id;
  const { result, error } = useAnswer(caseMaterials, isNumber ? { id: from } : undefined);
  const there = isNumber ? (result?.asked ?? []).filter(({ held }) => held.length > 0) : [];
  const material = chosen ?? there.find((one) => one.material === into.material)?.material;
  const take = async (): Promise<void> => {
    const done = await deed.run(() =>
      ask(reuseCaseMaterial, {
        input: {
          case: into.id,
          material: into.material,
          fromCase: from,
          fromMaterial: material ?? '',
          channel: 'COUNTER',
        },
      }),
    );
    if (done) onClose(true);
  };
  return (
    <Modal
      open
      title={t('material.reuse')}
      okText={t('material.reuseNow')}
      okButtonProps={{ disabled: material === undefined }}
      confirmLoading={deed.isBusy}
      onOk={() => void take()}
      onCancel={() => onClose(false)}
    >
      <Form layout="vertical">
        <Form.Item label={t('material.reuseFrom')} htmlFor="reuse-from" extra={t('material.reuseHint')}>
          <Input
            id="reuse-from"
            autoFocus
            className="mono"
            maxLength={60}
            value={from}
            onChange={({ target }) => setFrom(target.value.trim().toUpperCase())}
          />
        </Form.Item>
        <Form.Item label={t('material.reuseWhich')} htmlFor="reuse-which">
          <Select
            id="reuse-which"
            disabled={there.length === 0}
            value={material ?? null}
            onChange={(next: string) => setChosen(next)}
            options={there.map((one) => ({ value: one.material, label: either(one.name) }))}
          />
        </Form.Item>
      </Form>
      {isNumber && error ? <CodeText code={error.refused.code} /> : null}
      {deed.error ? <Refusal error={deed.error} /> : null}
    </Modal>
  );
}
