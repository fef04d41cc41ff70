import { existsSync, readFileSync } from 'node:fs';

export type Language = 'zh-CN' | 'en';
export type Texts = Readonly<Record<string, string>>;

/** The JSON stands beside the source; a build that copies only code finds it there. */
function load(name: Language): Texts {
  const beside = new URL(`./i18n/${name}.json`, import.meta.url);
  const source = new URL(beside.href.replace('/dist/apps/', '/apps/'));
  return JSON.parse(readFileSync(existsSync(beside) ? beside : source, 'utf8')) as Texts;
}

export const TEXTS: Readonly<Record<Language, Texts>> = { 'zh-CN': load('zh-CN'), en: load('en') };

/**
 * Chinese unless English is asked for: by the page's own switch, by `ui_locales` of the request (OpenID Connect Core
 * §3.1.2.1), or by a browser that prefers English and does not name Chinese first.
 */
export function pickLanguage(wishes: {
  choice?: unknown;
  uiLocales?: unknown;
  acceptLanguage?: unknown;
}): Language {
  for (const wish of [wishes.choice, wishes.uiLocales, wishes.acceptLanguage]) {
    if (typeof wish !== 'string') continue;
    const first = /\b(zh|en)\b/i.exec(wish.slice(0, 256))?.[1]?.toLowerCase();
    if (first !== undefined) return first === 'en' ? 'en' : 'zh-CN';
  }
  return 'zh-CN';
}

/** "2 minutes" for 90 seconds: rounded up, never shorter than the truth. */
export function waitText(texts: Texts, seconds: number): string {
  const [key, n] = seconds <= 90 ? ['wait.seconds', seconds] : ['wait.minutes', Math.ceil(seconds / 60)];
  const time = (texts[key] ?? '').replace('{n}', String(n));
  return (texts['wait'] ?? '').replace('{time}', time);
}
