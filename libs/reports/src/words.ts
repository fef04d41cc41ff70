import type { RegionCode } from '#libs/codes';
import type { NoticeKind } from './model/notice.js';
import type { SectionOutcome } from './model/report.js';

/** A text in both languages, Chinese first. */
export interface Both {
  zh: string;
  en: string;
}

export const both = (zh: string, en: string): Both => ({ zh, en });

export const regionWords: Record<RegionCode, Both> = {
  '110000': both('北京市', 'Beijing'),
  '120000': both('天津市', 'Tianjin'),
  '130000': both('河北省', 'Hebei'),
};

export const outcomeWords: Record<SectionOutcome, Both> = {
  answered: both('已答复', 'answered'),
  'nothing-found': both('未发现记录', 'nothing found'),
  refused: both('不予提供', 'refused'),
  'not-available': both('暂不可用', 'not available'),
};

const CHINA_MS = 8 * 3_600_000;
const chinaTime = (instant: number): string => new Date(instant + CHINA_MS).toISOString();

/** `2026年11月29日`, by the clock of China. */
export function dayWords(instant: number): string {
  return dateWords(chinaTime(instant).slice(0, 10));
}

/** `2026-11-29 14:05`, by the clock of China. */
export function timeWords(instant: number): string {
  return chinaTime(instant).slice(0, 16).replace('T', ' ');
}

const DIGITS = '零一二三四五六七八九';

/** 1 to 999 as headings count: 一, 十二, 一百零三. */
export function countWords(number: number): string {
  const [hundreds, tens, ones] = [Math.floor(number / 100), Math.floor(number / 10) % 10, number % 10];
  const digit = (value: number): string => DIGITS[value] ?? '';
  const head = hundreds ? `${digit(hundreds)}百` : '';
  const middle = tens ? `${tens === 1 && !hundreds ? '' : digit(tens)}十` : hundreds && ones ? '零' : '';
  return `${head}${middle}${ones ? digit(ones) : ''}`;
}

/** How a column of a Chinese heading is numbered: （一）. */
export const partWords = (number: number): string => `（${countWords(number)}）`;

/** `2026-11-29` as `2026年11月29日`. */
export function dateWords(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${String(Number(month))}月${String(Number(day))}日`;
}

export const noticeWords: Record<NoticeKind, Both> = {
  receipt: both('收件回执', 'Receipt of an application'),
  acceptance: both('受理通知书', 'Notice of acceptance'),
  correction: both('一次性告知书', 'Notice of what is to be corrected'),
  'not-accepted': both('不予受理决定书', 'Decision not to accept'),
  pledge: both('容缺承诺书', 'Pledge to supply what is missing'),
};

export const originWords = {
  lookup: both('共享获取', 'by sharing'),
  upload: both('申请人提交', 'handed in'),
  reuse: both('材料复用', 'from an earlier case'),
  authority: both('办理机关形成', "the authority's own"),
  pledge: both('容缺承诺', 'pledged'),
} as const;
