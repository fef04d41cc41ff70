import { html, type Html } from '../../http/html.js';
import { TEXTS, type Language, type Texts } from './i18n.js';
import { page } from './pages.js';
import {
  codesToSetUp,
  hidden,
  passkeyForm,
  problemOf,
  type CodesToSetUp,
  type SecondFactorForm,
} from './second-factor-pages.js';

interface ShownPasskey {
  id: string;
  label: string;
  addedAt: Date;
  usedAt: Date | undefined;
}

export interface ManagePage extends SecondFactorForm {
  /** Where the person goes on to. */
  client: { zh: string; en: string };
  factors: { codes: boolean; recovery: number; passkeys: readonly ShownPasskey[] };
  /** New one-time codes, where they are being set up. */
  setUp: CodesToSetUp | undefined;
  /** Options for the browser, where a passkey can be made here. */
  passkey: string | undefined;
}

/** What there is to sign in with, and what can be done about it; the last factor stays. */
export function managePage(view: ManagePage): string {
  const t = TEXTS[view.language];
  const { client, factors, language } = view;
  return page(
    view,
    t['manage.title'] ?? '',
    html`${problemOf(view)}
      <p>${t['manage.intro']}</p>
      <h2>${t['manage.passkeys']}</h2>
      ${passkeys(view)}
      <h2>${t['manage.codes']}</h2>
      ${oneTimeCodes(view)}
      <h2>${t['manage.recovery']}</h2>
      <p>${(t['manage.left'] ?? '').replace('{n}', String(factors.recovery))}</p>
      ${act(view, 'renew', html`<button class="plain" type="submit">${t['manage.renew']}</button>`)}
      <div class="end">
        ${act(
          view,
          'done',
          html`<button class="wide" type="submit">
            ${(t['manage.done'] ?? '').replace('{client}', language === 'en' ? client.en : client.zh)}
          </button>`,
        )}
      </div>`,
  );
}

function passkeys(view: ManagePage): Html {
  const t = TEXTS[view.language];
  const { factors, passkey } = view;
  const mayDrop = factors.passkeys.length > 1 || factors.codes;
  const list = factors.passkeys.map(
    ({ id, label, addedAt, usedAt }) =>
      html`<li>
        <strong>${label}</strong>
        <span class="note"
          >${t['manage.added']} ${day(addedAt, view.language)} ·
          ${usedAt ? html`${t['manage.used']} ${day(usedAt, view.language)}` : t['manage.unused']}</span
        >
        ${mayDrop ? drop(view, t, { act: 'drop', label, passkey: id }) : undefined}
      </li> `,
  );
  const add =
    passkey === undefined
      ? html`<p class="note">${t['passkey.address']}</p>`
      : passkeyForm(view, { use: 'create', options: passkey, focus: false, look: 'plain' });
  return html`${
    list.length > 0
      ? html`<ul class="factors">
          ${list}
        </ul>`
      : html`<p>${t['manage.noPasskey']}</p>`
  }
  ${add}`;
}

function oneTimeCodes(view: ManagePage): Html {
  const t = TEXTS[view.language];
  const { factors, setUp } = view;
  if (setUp)
    return html`<p>${t['enrol.scan']}</p>
      ${codesToSetUp(view, setUp, true)}`;
  const label = t[factors.codes ? 'manage.replaceCodes' : 'manage.setUpCodes'];
  return html`<p>${t[factors.codes ? 'manage.hasCodes' : 'manage.noCodes']}</p>
    ${act(view, 'codes', html`<button class="plain" type="submit">${label}</button>`)}
    ${
      factors.codes && factors.passkeys.length > 0
        ? drop(view, t, { act: 'dropCodes', label: t['manage.codes'] ?? '' })
        : undefined
    }`;
}

/** Asked once more, without a script. */
function drop(
  view: ManagePage,
  t: Texts,
  { act: name, label, passkey }: { act: string; label: string; passkey?: string },
): Html {
  const which = passkey && html`<input type="hidden" name="passkey" value="${passkey}" />`;
  return html`<details class="drop">
    <summary>${t['manage.drop']}</summary>
    ${act(
      view,
      name,
      html`${which || undefined}
        <button class="plain" type="submit">
          ${(t['manage.dropSure'] ?? '').replace('{label}', label)}
        </button>`,
    )}
  </details>`;
}

const act = (view: ManagePage, name: string, content: Html): Html =>
  html`<form method="post" action="${view.action}">
    ${hidden(view)}
    <input type="hidden" name="act" value="${name}" />
    ${content}
  </form>`;

const day = (at: Date, language: Language): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(at);
