import type { Language } from '../language.js';
import { en } from './en.js';
import type { Texts } from './texts.js';
import { zhCN } from './zh-CN.js';

export type { Texts } from './texts.js';

export const textsOf = (language: Language): Texts => (language === 'zh' ? zhCN : en);
