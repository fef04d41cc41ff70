import { textsOf, type Texts } from '../i18n/index.js';
import type { Language } from '../language.js';
import type { AuditFact, DecodedToken, StoryFacts } from './facts.js';
import { renderCase, renderCheck } from './render-case.js';
import { renderConsent } from './render-consent.js';
import { renderSealed } from './render-sealed.js';
import type { Style } from './style.js';

const INDENT = '   ';

/** The story of one lookup, section by section, for a terminal of about a hundred columns. */
export function renderStory(facts: StoryFacts, language: Language, style: Style): string {
  const words = textsOf(language).story;
  const asking = facts.asking.name[language];
  const answering = facts.answering.name[language];
  const sections: Section[] = [
    [words.chain(asking, answering), chain(facts, words, style)],
    [words.question(asking, answering), question(facts, words)],
    [words.request, token(facts.request, style)],
    [words.decision(answering), decision(facts, words, style)],
    [words.verification(asking), verification(facts, words, style)],
    [words.receipt, receipt(facts, words, style)],
    [words.audit, audit(facts, words, style, language)],
    ...reduced(facts, words, style),
    [words.denial, denial(facts, words, style, language)],
    ...(facts.consent ? [[words.consent, renderConsent(facts.consent, words, style)] satisfies Section] : []),
    ...(facts.case
      ? [
          [
            words.case(facts.case.receiving[language], facts.case.deciding[language]),
            renderCase(facts.case, words, style, language),
          ] satisfies Section,
        ]
      : []),
    ...(facts.check
      ? [[words.check, renderCheck(facts.check, words, style, language)] satisfies Section]
      : []),
    ...(facts.sealed.length > 0
      ? [[words.sealed, renderSealed(facts.sealed, words, style, language)] satisfies Section]
      : []),
  ];
  return [
    '',
    style.strong(words.title(asking, answering)),
    ...sections.flatMap(([heading, lines], index) => [
      '',
      style.strong(`${String(index + 1)}. ${heading}`),
      ...lines.map((line) => `${INDENT}${line}`),
    ]),
    '',
  ].join('\n');
}

type Words = Texts['story'];
type Section = [heading: string, lines: string[]];

function chain({ chain: { links, anchor } }: StoryFacts, words: Words, style: Style): string[] {
  return [
    ...links.map(
      ({ issuer, subject, expiresAt, kid }) =>
        `${issuer === subject ? words.chainSelf(subject) : words.chainLink(issuer, subject)}  ${style.faint(`kid ${kid.slice(0, 12)}…  ${words.until(timeText(expiresAt))}`)}`,
    ),
    `${anchor}  ${style.faint(words.chainAnchor)}`,
  ];
}

function question({ question: asked }: StoryFacts, words: Words): string[] {
  return [
    `${words.licenceLabel}  ${asked.licenceType}  ${asked.identifier}`,
    `${words.itemLabel}  ${asked.itemName} (${asked.itemCode})`,
    `${words.caseLabel}  ${asked.caseNumber}`,
    `${words.whoLabel}  ${asked.organisation} / ${asked.person}`,
    `${words.basisLabel}  ${asked.legalBasis}`,
  ];
}

function token({ header, claims }: DecodedToken, style: Style): string[] {
  const text = JSON.stringify(claims, null, 2).split('\n');
  return [style.faint(JSON.stringify(header)), ...text];
}

function decision({ decision: made, released }: StoryFacts, words: Words, style: Style): string[] {
  return [
    style.good(words.decisionLine(words.outcomes[made.outcome] ?? made.outcome, made.rule)),
    words.fieldCount(made.fieldsReleased.length, made.fieldsAsked),
    `${words.released}: ${released.map(({ field, value }) => `${field} = ${value}`).join('; ')}`,
  ];
}

function verification({ verification: made }: StoryFacts, words: Words, style: Style): string[] {
  return [
    made.passed ? style.good(words.passed) : style.bad(words.failed),
    ...made.checks.map(({ name, outcome, clause }) => {
      const passed = outcome.toLowerCase() === 'passed';
      const mark = passed ? style.good('✓') : outcome.toLowerCase() === 'failed' ? style.bad('✗') : '·';
      return `${mark} ${name}${clause ? `  ${style.faint(clause)}` : ''}`;
    }),
  ];
}

function receipt({ receipt: got, receiptFound }: StoryFacts, words: Words, style: Style): string[] {
  return [
    `log   ${got.log}`,
    `leaf  ${got.leaf}`,
    receiptFound ? style.good(`✓ ${words.receiptFound}`) : style.bad(`✗ ${words.receiptLost}`),
  ];
}

function audit(
  { audit: both, asking, answering }: StoryFacts,
  words: Words,
  style: Style,
  language: Language,
): string[] {
  const one = (region: string, fact: AuditFact): string[] => [
    `${words.auditLine(region, fact.index)}  ${words.kinds[fact.kind] ?? fact.kind} / ${words.outcomes[fact.outcome] ?? fact.outcome}  ${fact.at}  ${style.faint(fact.id)}`,
    style.faint(`leaf ${fact.leaf}`),
    style.faint(`${words.person}: ${fact.person}`),
  ];
  return [
    ...one(asking.name[language], both.intent),
    ...one(answering.name[language], both.answer),
    ...one(asking.name[language], both.outcome),
  ];
}

function reduced({ reduced: case_ }: StoryFacts, words: Words, style: Style): [string, string[]][] {
  if (!case_) return [];
  const lines = [
    words.fieldCount(case_.released, case_.released + case_.withheld.length),
    `${words.withheld}: ${style.bad(case_.withheld.join(', '))}`,
  ];
  return [[words.reduced(case_.licenceType), lines]];
}

function denial({ denial: said }: StoryFacts, words: Words, style: Style, language: Language): string[] {
  return [
    `${words.licenceLabel}  ${said.licenceType}  ${said.identifier}`,
    `${style.bad(said.code)}  ${said.message[language]}`,
    said.advice[language],
    ...(said.receipt ? [style.faint(`${words.denialReceipt}: leaf ${said.receipt.leaf}`)] : []),
  ];
}

/** UTC, to the second: `2026-11-24 08:00:00Z`. */
function timeText(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}
