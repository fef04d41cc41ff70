import type { Refused } from '../api.js';
import type { Language } from '../i18n/index.js';

/** What a refusal says, and what to do, in the language of the page. */
export const told = (
  { message, advice, messageZh, adviceZh }: Refused,
  language: Language,
): Pick<Refused, 'message' | 'advice'> =>
  language === 'en' ? { message, advice } : { message: messageZh, advice: adviceZh };
