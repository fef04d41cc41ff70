import { verifyTextsOf } from '../i18n/verify.js';
import type { Language } from '../language.js';
import { printable } from '../verify/text.js';

/** A `DocumentVerdict` of the schema, or those members of it that were selected. */
interface ToldVerdict {
  indication: string;
  subIndication?: string | null;
  code?: string | null;
  issuer: string;
  signer?: string | null;
  seal?: { id: string; name: string; validFrom: string; validUntil: string } | null;
  trustEdition?: string;
  checkedAt?: string;
  checks?: { name: string; outcome: string }[];
}

const WORDS = {
  zh: {
    documentVerdict: '文件签章',
    verdict: '文件签章（本节点核验）',
    providerVerdict: '文件签章（提供地区核验）',
    NOT_CHECKED: '未核验：签章情况未知。',
    MATCH: '签章单位与颁发机构一致',
    MISMATCH: '签章单位与颁发机构不符，请勿采信',
    NOT_COMPARED: '签章单位未能与颁发机构比对',
    seal: '印章',
    signer: '签章证书',
    failed: '未通过',
    open: '未核查',
    checked: '核验时间',
    reason: '原因',
    colon: '：',
    until: '至',
    'issuer-code': '颁发机构代码',
    'issuer-name': '颁发机构名称',
    'issuer-identifier': '证照标识中的颁发机构',
    'seal-number': '印章编号',
    'copy-note': '加注信息',
    'copy-period': '加注件有效期',
  },
  en: {
    documentVerdict: 'document',
    verdict: 'document, verified here',
    providerVerdict: 'document, as the provider says',
    NOT_CHECKED: 'Not verified: nothing is known of its seals.',
    MATCH: 'sealed by the issuer of the licence',
    MISMATCH: 'sealed by somebody else than the issuer; do not rely on it',
    NOT_COMPARED: 'signer and issuer could not be compared',
    seal: 'seal',
    signer: 'signer',
    failed: 'failed',
    open: 'not checked',
    checked: 'verified at',
    reason: 'reason',
    colon: ': ',
    until: 'to',
    'issuer-code': 'code of the issuer',
    'issuer-name': 'name of the issuer',
    'issuer-identifier': 'issuer in the identifier',
    'seal-number': 'number of the seal',
    'copy-note': 'note of the copy',
    'copy-period': 'period of the copy',
  },
} as const;

export function isVerdict(value: object): value is ToldVerdict {
  return 'indication' in value && 'issuer' in value;
}

/**
 * A verdict for a person: conclusion and issuer first, then who sealed, then what failed or was left open.
 * @param field under which it was told: `documentVerdict`, `verdict` or `providerVerdict`
 */
export function renderVerdict(field: string, verdict: ToldVerdict, language: Language): string[] {
  const words = WORDS[language];
  const texts = verifyTextsOf(language);
  const {
    indication,
    subIndication,
    code,
    issuer,
    seal,
    signer,
    checks = [],
    checkedAt,
    trustEdition,
  } = verdict;
  const label = wordOf(words, field) ?? field;
  const plain = indication === 'NOT_CHECKED' ? words.NOT_CHECKED : wordOf(texts.plain, indication);
  const because = subIndication ? wordOf(texts.because, subIndication) : undefined;
  const line = (name: string, text: string): string => `  ${name}${words.colon}${printable(text)}`;
  const named = (outcome: string): string =>
    checks
      .filter((check) => check.outcome === outcome)
      .map(({ name }) => wordOf(texts.checks, name) ?? wordOf(words, name) ?? printable(name))
      .join(', ');
  const [failed, open] = [named('FAILED'), named('NOT_CHECKED')];
  return [
    `${label}${words.colon}${marks[indication] ?? '–'} ${plain ?? printable(indication)}`,
    ...(because ? [line(words.reason, because)] : []),
    ...(code ? [line(words.reason, code)] : []),
    ...(indication === 'NOT_CHECKED'
      ? []
      : [`  ${issuerMarks[issuer] ?? '–'} ${wordOf(words, issuer) ?? issuer}`]),
    ...(seal
      ? [
          line(
            words.seal,
            `${seal.name} ${seal.id}  ${day(seal.validFrom)} ${words.until} ${day(seal.validUntil)}`,
          ),
        ]
      : []),
    ...(signer ? [line(words.signer, signer)] : []),
    ...(failed ? [line(words.failed, failed)] : []),
    ...(open ? [line(words.open, open)] : []),
    ...(checkedAt ? [line(words.checked, `${checkedAt}${trustEdition ? `  (${trustEdition})` : ''}`)] : []),
  ];
}

const marks: Readonly<Record<string, string>> = { TOTAL_PASSED: '✓', TOTAL_FAILED: '✗' };
const issuerMarks: Readonly<Record<string, string>> = { MATCH: '✓', MISMATCH: '✗' };
const day = (instant: string): string => instant.slice(0, 10);

/** Words by what a node told, which may be newer than this command. */
function wordOf(words: object, key: string): string | undefined {
  const found: unknown = Object.hasOwn(words, key) ? (words as Record<string, unknown>)[key] : undefined;
  return typeof found === 'string' ? found : undefined;
}
