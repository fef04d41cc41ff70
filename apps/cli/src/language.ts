/** The two languages in which the terminal speaks; Chinese is the house's first. */
export type Language = 'zh' | 'en';

/** `--lang` decides; otherwise the environment as POSIX orders it; English where it says nothing. */
export function languageOf(option: string | undefined, env: NodeJS.ProcessEnv): Language {
  const wish = option ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  return /^zh/i.test(wish) ? 'zh' : 'en';
}
