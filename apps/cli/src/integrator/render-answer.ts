import { ExitCode } from '../exit.js';
import type { Language } from '../language.js';
import type { GraphqlAnswer } from './client.js';
import { isVerdict, renderVerdict } from './render-verdict.js';

/** What the regional results of every lookup have in common. */
interface RegionalResult {
  region: string;
  status: string;
  refusal?: { code: string; message: string; advice: string; messageZh: string; adviceZh: string } | null;
  withheld: { field: string; reason: string }[];
  verification?: { passed: boolean; signer: string; checks: { name: string; outcome: string }[] } | null;
  receipt?: { log: string; leaf: string } | null;
  tookMs: number;
}

const COMMON = new Set(['region', 'status', 'refusal', 'withheld', 'verification', 'receipt', 'tookMs']);
const WORDS = {
  zh: {
    withheld: '未返回',
    verified: '验证',
    receipt: '回执',
    passed: '项检查全部通过，签名方',
    failed: '未通过',
  },
  en: {
    withheld: 'withheld',
    verified: 'verified',
    receipt: 'receipt',
    passed: 'checks passed, signed by',
    failed: 'failed',
  },
} as const;

/** 0 where everything asked was released, 1 for a clear no, 4 where a region gave no trustworthy answer. */
export function verdictOf({ data, errors }: GraphqlAnswer): ExitCode {
  const statuses = regionalResults(data).map(({ status }) => status);
  if (errors?.length || !data) return ExitCode.refused;
  if (statuses.includes('UNAVAILABLE')) return ExitCode.environment;
  return statuses.some((status) => status === 'DENIED' || status === 'NOT_FOUND')
    ? ExitCode.refused
    : ExitCode.ok;
}

/** The answer for a person: per region the outcome, what was released, and why it may be believed. */
export function renderAnswer(answer: GraphqlAnswer, language: Language): string {
  const failures = (answer.errors ?? []).map(({ message, extensions }) => {
    const code = extensions?.code;
    const zh = extensions?.messageZh;
    return `${typeof code === 'string' ? code : 'ERROR'}: ${language === 'zh' && typeof zh === 'string' ? zh : message}`;
  });
  const results = regionalResults(answer.data);
  if (results.length > 0)
    return [...failures, ...results.map((result) => renderResult(result, language))].join('\n');
  const plain = answer.data ? JSON.stringify(answer.data, null, 2) : '';
  return [...failures, plain].filter(Boolean).join('\n');
}

function regionalResults(data: GraphqlAnswer['data']): RegionalResult[] {
  return Object.values(data ?? {})
    .flat()
    .filter((value): value is RegionalResult => isObject(value) && 'status' in value && 'withheld' in value);
}

function renderResult(result: RegionalResult, language: Language): string {
  const words = WORDS[language];
  const { refusal, withheld, verification, receipt } = result;
  const told = Object.entries(result)
    .filter(([key, value]) => !COMMON.has(key) && value !== null)
    .flatMap(([, value]) => lines(value, '  ', language));
  return [
    `${result.region}  ${result.status}  ${String(Math.round(result.tookMs))} ms`,
    ...(refusal
      ? [
          `  ${refusal.code}: ${language === 'zh' ? refusal.messageZh : refusal.message}`,
          `  ${language === 'zh' ? refusal.adviceZh : refusal.advice}`,
        ]
      : []),
    ...told,
    ...(withheld.length > 0 && !refusal
      ? [`  ${words.withheld}: ${withheld.map(({ field }) => field).join(', ')}`]
      : []),
    ...(verification
      ? [
          `  ${words.verified}: ${
            verification.passed
              ? `${String(verification.checks.filter(({ outcome }) => outcome === 'PASSED').length)} ${words.passed} ${verification.signer}`
              : words.failed
          }`,
        ]
      : []),
    ...(receipt ? [`  ${words.receipt}: ${receipt.log} ${receipt.leaf}`] : []),
  ].join('\n');
}

/** A released value, one line a field; attributes by their Chinese label. */
function lines(value: unknown, indent: string, language: Language): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => lines(item, indent, language));
  if (!isObject(value)) return [`${indent}${text(value)}`];
  const { labelZh, value: inner } = value;
  if (typeof labelZh === 'string') return [`${indent}${labelZh}: ${text(inner)}`];
  return Object.entries(value)
    .filter(([, item]) => item !== null)
    .flatMap(([key, item]) => {
      if (isObject(item) && isVerdict(item))
        return renderVerdict(key, item, language).map((line) => `${indent}${line}`);
      if (isObject(item) || Array.isArray(item)) return lines(item, indent, language);
      return [`${indent}${key}: ${text(item)}`];
    });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Longer than any field of a licence: the bytes of a document, which would push everything else off the screen. */
const LONGEST = 2000;

function text(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  return value.length <= LONGEST ? value : `${value.slice(0, 40)}… (${String(value.length)}, --json)`;
}
