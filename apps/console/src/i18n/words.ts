import type auditor from './zh-CN/auditor.json';
import type clerk from './zh-CN/clerk.json';
import type developer from './zh-CN/developer.json';
import type holder from './zh-CN/holder.json';
import type operator from './zh-CN/operator.json';
import enShell from './en/shell.json';
import enValues from './en/values.json';
import zhShell from './zh-CN/shell.json';
import zhValues from './zh-CN/values.json';

export type Language = 'zh-CN' | 'en';
/** Keys of the words that are there from the beginning. */
export type ShellKey = keyof typeof zhShell;
export type Key =
  | ShellKey
  | keyof typeof zhValues
  | keyof typeof auditor
  | keyof typeof clerk
  | keyof typeof developer
  | keyof typeof holder
  | keyof typeof operator;

const texts: Record<Language, Partial<Record<string, string>>> = {
  'zh-CN': { ...zhShell, ...zhValues },
  en: { ...enShell, ...enValues },
};

/** Words of an area: they come with its pages, in both languages, so that a switch waits for nothing. */
export function addWords(zh: Record<string, string>, en: Record<string, string>): void {
  Object.assign(texts['zh-CN'], zh);
  Object.assign(texts.en, en);
}

export const textOf = (language: Language, key: string): string | undefined => texts[language][key];
