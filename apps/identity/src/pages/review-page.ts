import type { AuthorisationPreviewAnswer } from '#libs/authorisation';
import type { Person, Relation } from '../persons/persons.js';
import type { PendingRequest } from '../requests/pending-requests.js';
import { errorNote, hidden, page, type Frame } from './frame.js';
import { html, type Html } from './html.js';
import { fieldLabel, licenceLabel } from './labels.js';
import type { Language } from './language.js';
import { TEXTS, type Texts } from './texts.js';

export interface Review {
  request: PendingRequest;
  person: Person;
  relations: readonly Relation[];
  token: string;
  now: number;
  error?: string | undefined;
}

/** Who wants what for which matter, and what would be told: the holder decides on what stands here. */
export function reviewPage(frame: Frame, { request, person, relations, token, now, error }: Review): Html {
  const words = TEXTS[frame.language];
  const { asked, preview, id } = request;
  const { organisation, person: clerk } = asked.grantee;
  return page(
    frame,
    words.title,
    html`${errorNote(error)}
      <h2>${words.whoAsks}</h2>
      <dl>
        ${entry(words.organisation, `${organisation.name} (${organisation.code})`)}${entry(words.clerk, clerk.name)}${entry(words.node, asked.iss)}
      </dl>
      <h2>${words.matter}</h2>
      <dl>
        ${entry(words.item, `${asked.purpose.itemName} (${asked.purpose.itemCode})`)}${entry(words.caseNumber, asked.purpose.caseNumber)}${entry(words.reason, asked.reason)}${entry(words.basis, asked.legalBasis)}
      </dl>
      <h2>${words.validity}</h2>
      <p>${words.until(timeText(now + asked.validSeconds * 1000), String(asked.uses))}</p>
      <form method="post" action="/a/${id}">
        ${hidden('token', token)}
        <fieldset>
          <legend>${words.forWhom}</legend>
          <label><input type="radio" name="for" value="self" checked />${words.self}: ${person.name}</label>
          ${relations.map((relation) => relationLine(relation, words))}
        </fieldset>
        <h2>${words.fields}</h2>
        <p class="note">${preview ? words.preview : words.noPreview}</p>
        ${asked.licences.map(({ typeCode, fields }, place) =>
          licenceBox(frame.language, { typeCode, fields, place, preview }),
        )}
        <div class="pair">
          <button name="decision" value="confirm">${words.confirm}</button
          ><button class="plain" name="decision" value="refuse">${words.refuse}</button>
        </div>
      </form>`,
  );
}

export const entry = (term: string, value: string): Html =>
  html`<dt>${term}</dt>
    <dd>${value}</dd>`;

function relationLine({ id, capacity, name, proof }: Relation, words: Texts): Html {
  return html`<label
    ><input type="radio" name="for" value="${id}" />${words.capacity[capacity]}: ${name}<small
      >${words.proof}: ${proof.kind}</small
    ></label
  > `;
}

interface LicenceBox {
  typeCode: string;
  fields: readonly string[];
  place: number;
  preview: AuthorisationPreviewAnswer | undefined;
}

function licenceBox(language: Language, { typeCode, fields, place, preview }: LicenceBox): Html {
  const words = TEXTS[language];
  const told = preview?.licences.find((licence) => licence.typeCode === typeCode);
  return html`<fieldset>
    <legend>${licenceLabel(typeCode, language)}</legend>
    ${fields.map((field) => {
      const released = !preview || told?.released.includes(field) === true;
      const remark = !preview
        ? undefined
        : !released
          ? words.never
          : told?.byAuthorisation.includes(field)
            ? words.byYou
            : words.anyway;
      const box = released
        ? html`<input type="checkbox" name="field" value="${String(place)}:${field}" checked />`
        : html`<input type="checkbox" disabled />`;
      return html`<label>${box}${fieldLabel(typeCode, field, language)}<small>${remark}</small></label> `;
    })}
  </fieldset>`;
}

/** As a clock in China shows it. */
export function timeText(at: number): string {
  return `${new Date(at + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')} (UTC+8)`;
}
