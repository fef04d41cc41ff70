import { findLicenceField, standardCatalogue } from '#libs/licences';
import type { Language } from './language.js';

const OTHERS: Readonly<Record<string, Record<Language, string>>> = {
  document: { zh: '证照文件（含全部内容）', en: 'The document itself (shows everything)' },
  documentVerdict: { zh: '证照文件的验证结论', en: 'The verdict on the document' },
  'attributes.*': { zh: '全部扩展信息', en: 'All further particulars' },
};

/** How a person would call a field; the code itself where nobody knows a better word. */
export function fieldLabel(typeCode: string, field: string, language: Language): string {
  const known =
    OTHERS[field] ??
    findLicenceField(field) ??
    standardCatalogue.find(typeCode)?.fields.find(({ name }) => name === field);
  return known?.[language] ?? field;
}

export const licenceLabel = (typeCode: string, language: Language): string =>
  standardCatalogue.find(typeCode)?.[language] ?? typeCode;
