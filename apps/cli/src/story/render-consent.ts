import type { Texts } from '../i18n/index.js';
import type { ConsentFact, RefusalFact } from './facts.js';
import type { Style } from './style.js';

/** A holder agrees to a part, and takes it back. */
export function renderConsent(fact: ConsentFact, words: Texts['story'], style: Style): string[] {
  const withheld = (fields: readonly RefusalFact[]): string =>
    fields.map(({ field, reason }) => `${field} ${style.faint(reason)}`).join(', ');
  const answer = ({ released, withheld: kept }: ConsentFact['before']): string[] => [
    `${words.released}: ${style.good(released.join(', '))}`,
    ...(kept.length > 0 ? [`${words.withheld}: ${withheld(kept)}`] : []),
  ];
  return [
    `${words.licenceLabel}  ${fact.licenceType}   ${words.itemLabel}  ${fact.itemName}   ${words.whoLabel}  ${fact.organisation}`,
    style.strong(words.consentBefore),
    ...answer(fact.before),
    style.strong(words.consentAsked),
    style.faint(fact.url),
    ...fact.preview.map((line) => `· ${line}`),
    words.consentAgreed(fact.agreed.length, fact.unticked),
    style.strong(words.consentAfter),
    ...answer(fact.after),
    style.strong(words.consentWithdrawn),
    `${words.withheld}: ${withheld(fact.withdrawn)}`,
  ];
}
