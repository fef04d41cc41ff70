import type { Given } from '../given/given-store.js';
import { hidden, page, type Frame } from './frame.js';
import { html, type Html } from './html.js';
import { fieldLabel, licenceLabel } from './labels.js';
import { entry, timeText } from './review-page.js';
import { TEXTS } from './texts.js';

/** What was given, newest first, with a button to take each back. */
export function givenPage(frame: Frame, given: readonly Given[], token: string, now: number): Html {
  const words = TEXTS[frame.language];
  if (given.length === 0) return page(frame, words.given, html`<p>${words.none}</p>`);
  const items = given.toReversed().map((one) => {
    const { claims } = one;
    const state =
      one.withdrawnAt !== undefined
        ? html`<p class="note">${words.withdrawn}: ${timeText(one.withdrawnAt)}</p>`
        : claims.exp * 1000 <= now
          ? html`<p class="note">${words.expired}</p>`
          : html`<form method="post" action="/given/${claims.jti}/withdraw">
              ${hidden('token', token)}<button class="plain">${words.withdraw}</button>
            </form>`;
    return html`<fieldset>
      <legend>${one.organisation}</legend>
      <dl>
        ${entry(words.item, one.itemName)}${claims.purpose.caseNumber === undefined ? undefined : entry(words.caseNumber, claims.purpose.caseNumber)}${entry(words.holderIs, one.holderName)}${claims.licences.map(
          ({ typeCode, fields }) =>
            entry(
              licenceLabel(typeCode, frame.language),
              fields.map((field) => fieldLabel(typeCode, field, frame.language)).join(' · '),
            ),
        )}${entry(words.validity, words.until(timeText(claims.exp * 1000), String(claims.uses)))}
      </dl>
      ${state}
    </fieldset> `;
  });
  return page(frame, words.given, html`${items}`);
}
