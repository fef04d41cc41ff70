import { html, type Html } from '../../http/html.js';
import { TEXTS, type Texts } from './i18n.js';
import { page, refusal, type Frame, type ShownProblem } from './pages.js';

export interface SecondFactorForm extends Frame {
  action: string;
  cancel: string;
  csrf: string;
  /** How far the sign-in has come, sealed. */
  progress: string;
  /** Path of the script that asks authenticators. */
  script: string;
  /** Whether passkeys can be used at this address. */
  takesPasskeys: boolean;
  problem?: ShownProblem | undefined;
}

/** A secret that waits for its first code. */
export interface CodesToSetUp {
  /** The secret as a picture for an authenticator. */
  picture: Html;
  /** The same to be typed, base32. */
  secret: string;
}

export const hidden = ({ csrf, progress }: SecondFactorForm): Html =>
  html`<input type="hidden" name="csrf" value="${csrf}" />
    <input type="hidden" name="progress" value="${progress}" />`;

export const problemOf = (view: SecondFactorForm): Html | undefined =>
  view.problem && refusal(view, view.problem.error, view.problem.waitSeconds);

const cancelForm = (view: SecondFactorForm, t: Texts): Html =>
  html`<form method="post" action="${view.cancel}">
    <input type="hidden" name="csrf" value="${view.csrf}" />
    <button class="link" type="submit">${t['cancel']}</button>
  </form>`;

function codeForm(view: SecondFactorForm, label: string | undefined, focus: boolean): Html {
  const t = TEXTS[view.language];
  return html`<form method="post" action="${view.action}">
    ${hidden(view)}
    <label for="code">${label}</label>
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
      ${focus ? html` autofocus` : undefined}${view.problem ? html` aria-describedby="problem"` : undefined}
    />
    <button class="wide" type="submit">${t['code.submit']}</button>
  </form>`;
}

/** Hidden until the script has found that the browser can do it. */
export function passkeyForm(
  view: SecondFactorForm,
  {
    use,
    options,
    focus,
    look = 'wide',
  }: { use: 'create' | 'get'; options: string; focus: boolean; look?: 'wide' | 'plain' },
): Html {
  const t = TEXTS[view.language];
  const failed = (name: string, text: string | undefined): Html =>
    html`<p class="error" role="alert" data-failed="${name}" hidden>${text}</p>`;
  return html`<form
      method="post"
      action="${view.action}"
      data-passkey="${use}"
      data-options="${options}"
      hidden
    >
      ${hidden(view)}
      <input type="hidden" name="act" value="passkey" />
      <input type="hidden" name="response" value="" />
      ${
        use === 'create'
          ? html`<label for="label">${t['passkey.label']}</label>
              <input
                id="label"
                name="label"
                type="text"
                maxlength="40"
                required
                autocomplete="off"
                value="${t['passkey.labelUsual']}"
              />`
          : undefined
      }
      ${failed('NotAllowedError', t['passkey.notAllowed'])}
      ${failed('InvalidStateError', t[use === 'create' ? 'passkey.known' : 'passkey.failed'])}
      ${failed('', t['passkey.failed'])}
      <button class="${look}" type="submit" ${focus ? html`autofocus` : undefined}>
        ${t[`passkey.${use}`]}
      </button>
    </form>
    <p class="note" data-without-passkeys>${t['passkey.without']}</p>
    <script src="${view.script}" defer></script>`;
}

/** Beside passkeys, what else there is waits behind its name. */
const folded = (summary: string | undefined, isOpen: boolean, content: Html): Html =>
  html`<details ${isOpen ? html`open` : undefined}>
    <summary>${summary}</summary>
    ${content}
  </details>`;

export interface FactorPage extends SecondFactorForm {
  codes: boolean;
  hasPasskeys: boolean;
  /** Options for the browser, where a passkey can be used here. */
  passkey: string | undefined;
}

/** The second factor is due. */
export function factorPage(view: FactorPage): string {
  const t = TEXTS[view.language];
  const label = t[view.codes ? 'code.label' : 'code.recoveryLabel'];
  const note = html`<p class="note">${t['code.recovery']}</p>`;
  if (view.passkey === undefined) {
    const why = view.hasPasskeys ? html`<p>${t['passkey.addressSignIn']}</p>` : undefined;
    return page(
      view,
      t['code.title'] ?? '',
      html`${problemOf(view)} ${why}
        <p>${t[view.codes ? 'code.intro' : 'code.introRecovery']}</p>
        ${codeForm(view, label, true)} ${cancelForm(view, t)} ${note}`,
    );
  }
  const isCode = view.problem !== undefined && !view.problem.error.code.startsWith('LOGIN_PASSKEY');
  const other = html`<p>${t[view.codes ? 'code.intro' : 'code.introRecovery']}</p>
    ${codeForm(view, label, isCode)} ${note}`;
  return page(
    view,
    t['factor.title'] ?? '',
    html`${problemOf(view)}
      <p>${t['factor.intro']}</p>
      ${passkeyForm(view, { use: 'get', options: view.passkey, focus: !isCode })}
      ${folded(t[view.codes ? 'factor.otherCodes' : 'factor.otherRecovery'], isCode, other)}
      ${cancelForm(view, t)}`,
  );
}

export function codesToSetUp(
  view: SecondFactorForm,
  { picture, secret }: CodesToSetUp,
  focus: boolean,
): Html {
  const t = TEXTS[view.language];
  return html`<div class="picture" role="img" aria-label="${t['enrol.picture']}">${picture}</div>
    <p>${t['enrol.secret']} <code>${secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
    ${codeForm(view, t['code.label'], focus)}
    <p class="note">${t['enrol.notice']}</p>`;
}

export interface EnrolPage extends SecondFactorForm, CodesToSetUp {
  /** Options for the browser, where a passkey can be made here. */
  passkey: string | undefined;
}

/** The account has no second factor yet. */
export function enrolPage(view: EnrolPage): string {
  const t = TEXTS[view.language];
  if (view.passkey === undefined)
    return page(
      view,
      t['enrol.title'] ?? '',
      html`${problemOf(view)}
        <p>${t['enrol.intro']}</p>
        ${codesToSetUp(view, view, true)} ${cancelForm(view, t)}
        <p class="note">${t['passkey.address']}</p>`,
    );
  const isCode = view.problem !== undefined && !view.problem.error.code.startsWith('LOGIN_PASSKEY');
  const codes = html`<p>${t['enrol.scan']}</p>
    ${codesToSetUp(view, view, isCode)}`;
  return page(
    view,
    t['enrol.titleAny'] ?? '',
    html`${problemOf(view)}
      <p>${t['enrol.introAny']}</p>
      ${passkeyForm(view, { use: 'create', options: view.passkey, focus: !isCode })}
      ${folded(t['enrol.otherCodes'], isCode, codes)} ${cancelForm(view, t)}`,
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
