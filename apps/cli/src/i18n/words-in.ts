import type { Bilingual } from '#libs/seals';
import type { Language } from '../language.js';

/** A table of words in one language. */
export function wordsIn<Code extends string>(
  words: Readonly<Record<Code, Bilingual>>,
  language: Language,
): Readonly<Record<Code, string>> {
  return Object.fromEntries(
    Object.entries<Bilingual>(words).map(([code, both]) => [code, both[language]]),
  ) as Record<Code, string>;
}
