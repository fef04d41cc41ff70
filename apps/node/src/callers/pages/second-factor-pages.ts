import { html, type Html } from '../../http/html.js';
import { TEXTS } from './i18n.js';
import { page, refusal, type Frame, type ShownProblem } from './pages.js';

interface SecondFactorForm extends Frame {
  action: string;
  cancel: string;
  csrf: string;
  /** How far the sign-in has come, sealed. */
  progress: string;
  problem?: ShownProblem | undefined;
}

const hidden = ({ csrf, progress }: SecondFactorForm): Html =>
  html`<input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="progress" value="${progress}" />`;

function codeForm(view: SecondFactorForm, hint: Html): Html {
  const t = TEXTS[view.language];
  return html`<form method="post" action="${view.action}">
      ${hidden(view)}
      <label for="code">${t['code.label']}</label>
      <input
        id="code"
        name="code"
        type="text"
        inputmode="text"
        autocomplete="one-time-code"
        autocapitalize="characters"
        spellcheck="false"
        maxlength="40"
        required
        autofocus
        ${view.problem ? html` aria-describedby="problem"` : undefined}
      />
      <button class="wide" type="submit">${t['code.submit']}</button>
    </form>
    <form method="post" action="${view.cancel}">
      <input type="hidden" name="csrf" value="${view.csrf}" />
      <button class="link" type="submit">${t['cancel']}</button>
    </form>
    ${hint}`;
}

const problemOf = (view: SecondFactorForm): Html | undefined =>
  view.problem && refusal(view, view.problem.error, view.problem.waitSeconds);

export function codePage(view: SecondFactorForm): string {
  const t = TEXTS[view.language];
  return page(
    view,
    t['code.title'] ?? '',
    html`${problemOf(view)}
      <p>${t['code.intro']}</p>
      ${codeForm(view, html`<p class="note">${t['code.recovery']}</p>`)}`,
  );
}

export interface EnrolPage extends SecondFactorForm {
  /** The secret as a picture for an authenticator. */
  picture: Html;
  /** The same to be typed, base32. */
  secret: string;
}

export function enrolPage(view: EnrolPage): string {
  const t = TEXTS[view.language];
  return page(
    view,
    t['enrol.title'] ?? '',
    html`${problemOf(view)}
      <p>${t['enrol.intro']}</p>
      <div class="picture" role="img" aria-label="${t['enrol.picture']}">${view.picture}</div>
      <p>${t['enrol.secret']} <code>${view.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
      ${codeForm(view, html`<p class="note">${t['enrol.notice']}</p>`)}`,
  );
}

export function recoveryPage(view: SecondFactorForm & { codes: readonly string[] }): string {
  const t = TEXTS[view.language];
  return page(
    view,
    t['recovery.title'] ?? '',
    html`<p>${t['recovery.intro']}</p>
      <ul class="codes">
        ${view.codes.map((code) => html`<li><code>${code}</code></li>`)}
      </ul>
      <form method="post" action="${view.action}">
        ${hidden(view)}
        <button class="wide" type="submit" autofocus>${t['recovery.kept']}</button>
      </form>`,
  );
}
