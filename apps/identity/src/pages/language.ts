export type Language = 'zh' | 'en';

/** Chinese unless English is asked for: by the page's own switch, or by a browser that names it first. */
export function pickLanguage(choice: unknown, chosen: Language | undefined, accept: unknown): Language {
  if (choice === 'zh' || choice === 'en') return choice;
  if (chosen) return chosen;
  const first = typeof accept === 'string' ? /\b(zh|en)\b/i.exec(accept.slice(0, 256))?.[1] : undefined;
  return first?.toLowerCase() === 'en' ? 'en' : 'zh';
}
