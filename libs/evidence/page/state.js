import { evidenceTextsEn, evidenceTextsZh } from '#libs/evidence';
import { pageWords } from './words.js';

/** What the page shows now. */
export const state = {
  language: 'zh',
  bundle: undefined,
  anchors: [],
  report: undefined,
  problem: undefined,
};
export const words = () => pageWords[state.language];
export const texts = () => (state.language === 'zh' ? evidenceTextsZh : evidenceTextsEn);
