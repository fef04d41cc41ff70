import { caseSteps } from '#libs/handling';
import type { Texts } from '../i18n/index.js';
import type { Language } from '../language.js';
import type { CaseFact, CheckFact } from './facts.js';
import type { Style } from './style.js';

type Words = Texts['story'];

/** A case of one region received by another: what proves it, and each step with its entry in both logs. */
export function renderCase(fact: CaseFact, words: Words, style: Style, language: Language): string[] {
  return [
    `${words.itemLabel}  ${fact.matter[language]}   ${words.caseLabel}  ${fact.id}`,
    ...fact.materials.map(({ material, origin, trust, receipt }) => {
      const how = words.origins[origin] ?? origin;
      return `· ${material}  ${how}  ${words.trust} ${trust}${receipt ? `  ${style.faint(receipt)}` : ''}`;
    }),
    ...fact.steps.map(({ kind, region, entries }) => {
      const step = caseSteps[kind.toLowerCase().replaceAll('_', '-') as keyof typeof caseSteps];
      const both = entries.every((entry) => entry !== undefined);
      const mark = both ? style.good('✓') : style.bad('✗');
      const where = words.regions[region] ?? region;
      return `${mark} ${where}  ${step[language]}  ${style.faint(entries.map((entry) => entry ?? '—').join(' / '))}`;
    }),
    words.caseEntries,
  ];
}

/** Every source with what it said and how long it took, then the report. */
export function renderCheck(fact: CheckFact, words: Words, style: Style, language: Language): string[] {
  const seconds = (milliseconds: number): string => (milliseconds / 1000).toFixed(1);
  return [
    `${words.checkSubject}  ${fact.subject}   ${words.checkNumber}  ${fact.number}`,
    ...fact.sources.map((source) => {
      const { outcome, records, region, tookMs } = source;
      const title = language === 'zh' ? source.titleZh : source.titleEn;
      const reason = language === 'zh' ? source.reasonZh : source.reasonEn;
      const said = words.answers[outcome ?? ''] ?? outcome ?? '';
      const told = outcome === 'ANSWERED' ? style.good(said) : said;
      const more = [
        records ? words.records(records) : '',
        reason ?? '',
        tookMs ? `${seconds(tookMs)} s` : '',
      ].filter((text) => text !== '');
      return `· ${words.regions[region] ?? region}  ${title}  ${told}${more.length > 0 ? `  ${style.faint(more.join(', '))}` : ''}`;
    }),
    words.checkReport(fact.sources.length, seconds(fact.tookMs), fact.indication),
    ...fact.files.map((file) => style.faint(file)),
  ];
}
