import { namesOfDatasets, namesOfLicenceTypes } from '../../generated/operations.generated.js';
import { useWords } from '../../i18n/index.js';
import { useAnswer } from '../../parts/use-answer.js';
import type { Option } from './fields.js';

/** What the catalogue knows, to choose from. */
export function useThings(): { licenceTypes: Option[]; datasets: Option[] } {
  const { either } = useWords();
  const { result: types } = useAnswer(namesOfLicenceTypes, {});
  const { result: datasets } = useAnswer(namesOfDatasets, {});
  return {
    licenceTypes: (types ?? []).map(({ typeCode, nameZh, nameEn }) => ({
      value: typeCode,
      label: either({ zh: nameZh, en: nameEn }),
    })),
    datasets: (datasets ?? []).map(({ code, name }) => ({ value: code, label: either(name) })),
  };
}
