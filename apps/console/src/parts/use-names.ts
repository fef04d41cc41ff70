import { useMemo } from 'react';
import { namesOfDatasets, namesOfLicenceTypes } from '../generated/operations.generated.js';
import { useWords } from '../i18n/index.js';
import { useAnswer } from './use-answer.js';

const DATASET = 'dataset:';

/** Names of licence types and datasets as entries write them; the code itself where the catalogue has none. */
export function useNames(): (code: string | null) => string {
  const { language } = useWords();
  const { result: types } = useAnswer(namesOfLicenceTypes, {});
  const { result: datasets } = useAnswer(namesOfDatasets, {});
  return useMemo(() => {
    const names = new Map([
      ...(types ?? []).map(
        ({ typeCode, nameZh, nameEn }) => [typeCode, language === 'en' ? nameEn : nameZh] as const,
      ),
      ...(datasets ?? []).map(
        ({ code, name }) => [DATASET + code, language === 'en' ? name.en : name.zh] as const,
      ),
    ]);
    return (code) => (code === null ? '—' : (names.get(code) ?? code.replace(DATASET, '')));
  }, [types, datasets, language]);
}
