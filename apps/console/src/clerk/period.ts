import type { Words } from '../i18n/index.js';

/** Until when, and how many working days there are still, or were too many. */
export const toldPeriod = ({ t }: Words, day: string, left: number): string =>
  left < 0 ? t('clock.over', { day, days: -left }) : t('clock.due', { day, left });
