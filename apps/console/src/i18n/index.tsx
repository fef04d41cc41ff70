import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { textOf, type Key, type Language } from './words.js';

export type { Key, Language };
type Values = Record<string, string | number>;

const STORED = 'tongban.language';

export interface Words {
  language: Language;
  choose(language: Language): void;
  /** The text of a key, `{name}` replaced. */
  t(key: Key, values?: Values): string;
  /** Name of a value of the schema (`outcome.GRANTED`); the value itself where it has none. */
  name(group: string, value: string | null | undefined): string;
  number(value: number): string;
  /** `2026-11-29 17:04:05`, local time of the browser or UTC. */
  instant(value: string | number | null | undefined, zone?: 'local' | 'utc'): string;
  /** One of a pair in two languages. */
  either(pair: { zh: string; en: string }): string;
}

const Context = createContext<Words | undefined>(undefined);

function initial(): Language {
  const stored = localStorage.getItem(STORED);
  if (stored === 'zh-CN' || stored === 'en') return stored;
  return 'zh-CN';
}

function wordsOf(language: Language, choose: (language: Language) => void): Words {
  const numbers = new Intl.NumberFormat(language);
  const fill = (text: string, values: Values = {}): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    });
  return {
    language,
    choose,
    t: (key, values) => fill(textOf(language, key) ?? key, values),
    name: (group, value) =>
      value === null || value === undefined ? '—' : (textOf(language, `${group}.${value}`) ?? value),
    number: (value) => numbers.format(value),
    instant: (value, zone = 'local') => (value === null || value === undefined ? '—' : format(value, zone)),
    either: (pair) => (language === 'en' ? pair.en : pair.zh),
  };
}

function format(value: string | number, zone: 'local' | 'utc'): string {
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return '—';
  const shifted = zone === 'utc' ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 19).replace('T', ' ') + (zone === 'utc' ? ' UTC' : '');
}

export function WordsProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(initial);
  useEffect(() => {
    localStorage.setItem(STORED, language);
    document.documentElement.lang = language;
    document.title = textOf(language, 'app.title') ?? '';
  }, [language]);
  const words = useMemo(() => wordsOf(language, setLanguage), [language]);
  return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
  const words = useContext(Context);
  if (!words) throw new Error('no words here');
  return words;
}
