import { useWords } from '../i18n/index.js';

/** What every licence has, as the words of the console call it (`field.*`). */
export const BASE_FIELDS = [
  'name',
  'number',
  'identifier',
  'issuerName',
  'issueDate',
  'holderName',
  'holderCode',
  'validFrom',
  'validUntil',
  'status',
  'document',
];

/** Names of fields, those of one licence type (`attributes.KZ_...`) by its catalogue. */
export function useFieldNames(
  labels: readonly { code: string; labelZh: string; labelEn: string }[],
): (field: string) => string {
  const { name, either } = useWords();
  return (field) => {
    const code = field.replace(/^attributes\./, '');
    const label = labels.find((one) => one.code === code);
    return label ? either({ zh: label.labelZh, en: label.labelEn }) : name('field', field);
  };
}
