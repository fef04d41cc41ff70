import { verifyTextsOf } from '../i18n/verify.js';
import type { Texts } from '../i18n/index.js';
import type { Language } from '../language.js';
import { NOTES } from '../samples/spoiled/notes.js';
import type { SealedFact } from './facts.js';
import type { Style } from './style.js';

type Words = Texts['story'];

/** What became of each document: two lines, the verdict and what it rests on, or what was done to it and how it shows. */
export function renderSealed(
  facts: readonly SealedFact[],
  words: Words,
  style: Style,
  language: Language,
): string[] {
  return [
    ...facts.flatMap((fact) => {
      const { indication, subIndication, licenceType, kind } = fact;
      const verdict = [indication, subIndication].filter((word) => word !== undefined).join(' / ');
      const good = indication === 'TOTAL_PASSED' && fact.byIssuer;
      const mark = good ? style.good(`✓ ${verdict}`) : style.bad(`✗ ${verdict}`);
      return [
        `${mark}  ${licenceType}  ${style.faint(kind)}`,
        `    ${good ? sound(fact, words) : caught(fact, words, language)}`,
      ];
    }),
    style.faint(words.sealedTry),
  ];
}

function sound({ sealer, sealNumber, sealedAt, proven }: SealedFact, words: Words): string {
  const at = sealedAt === undefined ? '' : new Date(sealedAt).toISOString().slice(0, 10);
  return words.sealedBy(sealer, sealNumber, at, proven);
}

function caught(fact: SealedFact, words: Words, language: Language): string {
  const { subIndication, failing, spoiled, byIssuer, sealer, issuer } = fact;
  const done = spoiled ? `${NOTES[spoiled][language].replace(/^[^：:]*[：:]\s*/, '')} → ` : '';
  const texts = verifyTextsOf(language);
  const which = failing ? `  ✗ ${texts.checks[failing]}` : '';
  if (subIndication) return done + texts.because[subIndication] + which;
  return done + (byIssuer ? '' : words.sealedByOther(sealer, issuer));
}
