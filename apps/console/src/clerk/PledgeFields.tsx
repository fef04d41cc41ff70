import { Button, Card, Checkbox, Space } from 'antd';
import { useRef, type ReactNode } from 'react';
import type { CaseMatterResult } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { FILE_TYPES } from './MaterialActions.js';
import type { AskedMaterial } from './Verdicts.js';

export interface ChosenPledge {
  /** Materials that the applicant pledges to bring later. */
  materials: string[];
  /** The signed pledge. */
  file?: File;
}

/** 容缺: what is missing and may come later, against a signed pledge. */
export function PledgeFields({
  matter,
  asked,
  chosen,
  onChoose,
}: {
  matter: CaseMatterResult;
  asked: readonly AskedMaterial[];
  chosen: ChosenPledge | undefined;
  onChoose(chosen: ChosenPledge): void;
}): ReactNode {
  const { t, either, name: wordOf } = useWords();
  const input = useRef<HTMLInputElement>(null);
  const terms = new Map(matter.materials.map((one) => [one.id, one]));
  const offered = asked.filter(({ material, satisfied }) => !satisfied && terms.get(material)?.pledgeDays);
  if (offered.length === 0) return null;
  const materials = chosen?.materials ?? [];
  // One pledge has one consequence.
  const consequence = terms.get(materials[0] ?? '')?.pledgeConsequence;
  const fits = (id: string): boolean =>
    consequence === undefined || terms.get(id)?.pledgeConsequence === consequence;
  return (
    <Card size="small" title={t('pledge.title')}>
      <Space orientation="vertical">
        <span className="quiet">{t('pledge.why')}</span>
        <Checkbox.Group
          value={materials}
          onChange={(next) => onChoose({ ...chosen, materials: next })}
          options={offered.map(({ material, name }) => ({
            value: material,
            disabled: !fits(material),
            label: t('pledge.material', {
              name: either(name),
              days: terms.get(material)?.pledgeDays ?? 0,
              consequence: wordOf('consequence', terms.get(material)?.pledgeConsequence),
            }),
          }))}
        />
        <Button disabled={materials.length === 0} onClick={() => input.current?.click()}>
          {chosen?.file ? chosen.file.name : t('pledge.file')}
        </Button>
        <input
          ref={input}
          type="file"
          style={{ display: 'none' }}
          accept={FILE_TYPES}
          aria-label={t('pledge.file')}
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) onChoose({ materials, file });
          }}
        />
      </Space>
    </Card>
  );
}
