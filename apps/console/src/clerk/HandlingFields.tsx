import { Checkbox, Form, Radio, Select } from 'antd';
import type { ReactNode } from 'react';
import type { CaseMatterResult, CaseModel, Region } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { modelsFor, usualModel } from './handling.js';
import { REGIONS } from '../parts/regions.js';

export interface ChosenHandling {
  decision: Region;
  model: CaseModel;
  /** Optional items that are wanted. */
  items: string[];
}

/** Which region decides, how the regions share the work, and which optional items are wanted. */
export function HandlingFields({
  matter,
  own,
  chosen,
  onChoose,
}: {
  matter: CaseMatterResult;
  own: Region | undefined;
  chosen: ChosenHandling;
  onChoose(chosen: ChosenHandling): void;
}): ReactNode {
  const { t, name, either } = useWords();
  const models = modelsFor(matter.models, own, chosen.decision);
  const optional = matter.items.filter((item) => item.optional);
  const decide = (decision: Region): void => {
    const offered = modelsFor(matter.models, own, decision);
    const model = offered.includes(chosen.model) && decision === own ? chosen.model : usualModel(offered);
    onChoose({ ...chosen, decision, model: model ?? chosen.model });
  };
  return (
    <>
      <Form.Item label={t('handling.decision')} htmlFor="decision">
        <Select
          id="decision"
          value={chosen.decision}
          onChange={decide}
          options={REGIONS.map((value) => ({ value, label: name('caseRegion', value) }))}
        />
      </Form.Item>
      <Form.Item label={t('handling.model')} style={{ marginBottom: optional.length > 0 ? 24 : 0 }}>
        <Radio.Group
          value={chosen.model}
          onChange={({ target }) => onChoose({ ...chosen, model: target.value as CaseModel })}
          options={models.map((value) => ({ value, label: name('caseModel', value) }))}
        />
      </Form.Item>
      {optional.length > 0 ? (
        <Form.Item label={t('handling.items')} style={{ marginBottom: 0 }}>
          <Checkbox.Group
            value={chosen.items}
            onChange={(items) => onChoose({ ...chosen, items })}
            options={optional.map((item) => ({ value: item.id, label: either(item.name) }))}
          />
        </Form.Item>
      ) : null}
    </>
  );
}
