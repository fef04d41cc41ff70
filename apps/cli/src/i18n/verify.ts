import type { Language } from '../language.js';
import { verifyEn } from './verify-en.js';
import type { VerifyTexts } from './verify-texts.js';
import { verifyZhCN } from './verify-zh-CN.js';

export type { VerifyTexts } from './verify-texts.js';

export const verifyTextsOf = (language: Language): VerifyTexts => (language === 'zh' ? verifyZhCN : verifyEn);
